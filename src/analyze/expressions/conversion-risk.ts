import type { Column } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { intervalParts, leastIntervalField, lengthModifier, numericModifier } from './type-modifier.ts';
import { categoryOf } from './type-facts.ts';
import type { Typed, TypedCall } from './typed.ts';

export interface ConversionRisk {
  readonly canFail: boolean;
  readonly losesData: boolean;
}

const NONE: ConversionRisk = { canFail: false, losesData: false };
const ANY: ConversionRisk = { canFail: true, losesData: true };
const FAILS: ConversionRisk = { canFail: true, losesData: false };
const LOSES: ConversionRisk = { canFail: false, losesData: true };

/** Casts by function that every value survives unchanged. */
const SAFE_CASTS: ReadonlySet<string> = new Set(
  `
  int2>int4 int2>int8 int4>int8 int2>numeric int4>numeric int8>numeric int2>float4 int2>float8 int4>float8 float4>float8
  int2>oid int8>oid date>timestamp date>timestamptz timestamp>timestamptz time>timetz time>interval bpchar>text
  bpchar>varchar char>text name>text name>varchar bool>int4 bool>text bool>varchar inet>text inet>varchar cidr>text
  cidr>varchar macaddr>macaddr8 money>numeric int4>money jsonb>json xml>text char>int4
`
    .trim()
    .split(/\s+/u),
);
/** Casts that no value makes fail, but that leave something out. */
const LOSSY_CASTS: ReadonlySet<string> = new Set(
  `
  int4>float4 int8>float4 int8>float8 numeric>float4 numeric>float8 float8>float4 float4>numeric float8>numeric
  timestamp>date timestamptz>date timestamptz>timestamp timestamp>time timestamptz>time timestamptz>timetz timetz>time
  interval>time inet>cidr int4>bool text>char varchar>char bpchar>char text>name varchar>name bpchar>name int4>bit
  int8>bit jsonb>text numeric>money text>citext
`
    .trim()
    .split(/\s+/u),
);
/** Casts that keep what they do not refuse. */
const STRICT_CASTS: ReadonlySet<string> = new Set(
  `
  int4>int2 int8>int2 int8>int4 macaddr8>macaddr text>regclass oid>int4 int8>money
`
    .trim()
    .split(/\s+/u),
);

/** Could the conversion of a column's values fail, or leave something out? What is no plain conversion of the column can do anything. */
export function conversionRisk(world: World, tree: Typed, column: Column): ConversionRisk {
  const [inner] = tree.arguments;
  if (tree.kind === 'column') return tree.column === column ? NONE : ANY;
  if (inner === undefined) return ANY;
  const before = inner.kind === 'form' && inner.form === 'case-value' ? NONE : conversionRisk(world, inner, column);
  return both(before, stepRisk(world, tree, inner, column));
}

function stepRisk(world: World, typed: Typed, inner: Typed, column: Column): ConversionRisk {
  switch (typed.kind) {
    case 'relabel':
      return NONE;
    case 'domain':
      return FAILS;
    case 'text-coercion':
      return categoryOf(world, typed.use.type) === 'S' ? NONE : FAILS;
    case 'array-coercion': {
      const [, element] = typed.arguments;
      return element === undefined || (element.kind === 'form' && element.form === 'case-value')
        ? NONE
        : conversionRisk(world, element, column);
    }
    case 'call':
      if (typed.coercion === null || typed.arguments.length !== 1) return ANY;
      return inner.use.type === typed.use.type ? lengthRisk(typed, inner) : castRisk(`${inner.use.type.name}>${typed.use.type.name}`);
    default:
      return ANY;
  }
}

function castRisk(cast: string): ConversionRisk {
  if (SAFE_CASTS.has(cast)) return NONE;
  if (LOSSY_CASTS.has(cast)) return LOSES;
  return STRICT_CASTS.has(cast) ? FAILS : ANY;
}

function lengthRisk(typed: TypedCall, inner: Typed): ConversionRisk {
  const to = typed.use;
  // A text without limit may hold anything; so may a value that has come from another type.
  const from = inner.use;
  switch (to.type.name) {
    case 'varchar':
    case 'bpchar': {
      const isShorter = from.modifier < 0 || (lengthModifier(from) ?? 0) > (lengthModifier(to) ?? 0);
      if (!isShorter) return NONE;
      // A cast that is written cuts off what an assignment refuses (manual 8.3).
      return typed.coercion === 'explicit' ? LOSES : FAILS;
    }
    case 'bit':
    case 'varbit':
      return typed.coercion === 'explicit' ? LOSES : FAILS;
    case 'numeric': {
      const after = numericModifier(to);
      const before = numericModifier(from) ?? wholeNumber(inner);
      if (after === null) return NONE;
      if (before === null) return ANY;
      return {
        canFail: after.precision - after.scale < before.precision - before.scale || after.scale < before.scale,
        losesData: after.scale < before.scale,
      };
    }
    case 'interval': {
      const isNarrower = leastIntervalField(from.modifier) < leastIntervalField(to.modifier);
      return isNarrower || intervalParts(to.modifier).precision < intervalParts(from.modifier).precision ? LOSES : NONE;
    }
    default:
      return from.modifier >= 0 && from.modifier <= to.modifier ? NONE : LOSES;
  }
}

/** Digits of PostgreSQL's whole numbers (manual 8.1), which have become a numeric on the way. */
const DIGITS: Readonly<Record<string, number>> = { int2: 5, int4: 10, int8: 19 };

function wholeNumber({ arguments: [source] }: Typed): { readonly precision: number; readonly scale: number } | null {
  const precision = source === undefined ? undefined : DIGITS[source.use.type.name];
  return precision === undefined ? null : { precision, scale: 0 };
}

function both(left: ConversionRisk, right: ConversionRisk): ConversionRisk {
  return { canFail: left.canFail || right.canFail, losesData: left.losesData || right.losesData };
}
