import type { TypeObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { lengthModifier, numericModifier } from '../type-modifier.ts';
import { baseType } from '../type-facts.ts';
import type { Typed } from '../typed.ts';
import { compareDecimals, decimalOf, momentOf } from './scalar.ts';

/** Types whose values are compared with each other: the btree operator family of each. */
const FAMILIES: Readonly<Record<string, string>> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  numeric: 'numeric',
  float4: 'float',
  float8: 'float',
  oid: 'oid',
  date: 'datetime',
  timestamp: 'datetime',
  timestamptz: 'datetime',
  text: 'text',
  varchar: 'text',
  name: 'text',
  bpchar: 'bpchar',
  uuid: 'uuid',
  bool: 'bool',
};
const TRUE_TEXTS: ReadonlySet<string> = new Set(['t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1']);
/** Strings that every collation in use puts in the same order: digits before letters, nothing else. */
const ORDERED_TEXT = /^[0-9a-z]*$/u;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/u;

/** Integers that real and double precision hold exactly. */
const EXACT_IN_FLOAT = /^[+-]?\d{1,7}$/u;

/** A constant of a condition; `text` null: NULL. */
export interface ConstantValue {
  readonly type: string;
  readonly family: string;
  readonly text: string | null;
  /** Labels of an enum in their order. */
  readonly labels?: readonly string[];
}

/** What two constants are to each other; null where we cannot tell. */
export interface Order {
  readonly isEqual: boolean | null;
  readonly order: number | null;
}

/** The constant that an expression is after the planner has folded it; null for whatever is no constant, or one that a setting decides. */
export function constantOf(world: World, typed: Typed): ConstantValue | null {
  switch (typed.kind) {
    case 'constant':
      return valueOf(typed.use.type, typed.text);
    case 'relabel': {
      const inner = inside(world, typed);
      return inner === null ? null : valueOf(typed.use.type, inner.text);
    }
    case 'call': {
      const inner = inside(world, typed);
      if (typed.coercion === null || typed.volatility !== 'immutable' || inner === null || typed.arguments.length !== 1) return null;
      return converted(typed, inner);
    }
    default:
      return null;
  }
}

/** How two constants of one family are ordered, `isC` for text under the collation "C". */
export function compareConstants(left: ConstantValue, right: ConstantValue, isC: boolean = false): Order {
  const nothing: Order = { isEqual: null, order: null };
  if (left.family !== right.family || left.text === null || right.text === null) return nothing;
  const one = comparable(left);
  const other = comparable(right);
  switch (left.family) {
    case 'integer':
    case 'numeric':
    case 'oid':
      return ordered(compareDecimals(decimalOf(left.text), decimalOf(right.text)));
    case 'float':
      // 0.1 is not the same number in both.
      if (left.type !== right.type && !(EXACT_IN_FLOAT.test(left.text) && EXACT_IN_FLOAT.test(right.text))) return nothing;
      return ordered(compareDecimals(decimalOf(left.text), decimalOf(right.text)));
    case 'datetime':
      return compareMoments(left, right);
    case 'bool':
      return ordered(Number(TRUE_TEXTS.has(one)) - Number(TRUE_TEXTS.has(other)));
    case 'uuid':
      return UUID.test(one) && UUID.test(other) ? ordered(compareText(one.replaceAll('-', ''), other.replaceAll('-', ''))) : nothing;
    case 'text':
    case 'bpchar': {
      if (one === other) return ordered(0);
      const isKnown = isC || (ORDERED_TEXT.test(one) && ORDERED_TEXT.test(other));
      return { isEqual: false, order: isKnown ? compareText(one, other) : null };
    }
    default:
      if (left.labels !== undefined) return ordered(left.labels.indexOf(left.text) - left.labels.indexOf(right.text));
      return left.text === right.text ? ordered(0) : nothing;
  }
}

function comparable({ family, text }: ConstantValue): string {
  const known = text ?? '';
  if (family === 'bpchar') return known.replace(/ +$/u, '');
  return family === 'uuid' || family === 'bool' ? known.toLowerCase().replace(/^\{(.*)\}$/u, '$1') : known;
}

function compareMoments(left: ConstantValue, right: ConstantValue): Order {
  // Between timestamptz and the others the session's zone decides, so that PostgreSQL proves nothing.
  const isZoned = left.type === 'timestamptz';
  if (isZoned !== (right.type === 'timestamptz')) return { isEqual: null, order: null };
  const one = momentOf(left.text ?? '', isZoned);
  const other = momentOf(right.text ?? '', isZoned);
  if (one === null || other === null || one.hasZone !== other.hasZone)
    return left.text === right.text ? ordered(0) : { isEqual: null, order: null };
  return ordered(Number(one.micros > other.micros) - Number(one.micros < other.micros));
}

function inside(world: World, typed: Typed): ConstantValue | null {
  const [inner] = typed.arguments;
  return inner === undefined ? null : constantOf(world, inner);
}

/** Casts of constants whose outcome is plain; others stay unknown. */
function converted(typed: Typed, from: ConstantValue): ConstantValue | null {
  if (from.text === null) return valueOf(typed.use.type, null);
  const to = valueOf(typed.use.type, from.text);
  if (to === null) return null;
  if (from.type === to.type) return fitsModifier(typed, from.text) ? to : null;
  const isNumber = (family: string): boolean => family === 'integer' || family === 'numeric';
  if (to.family === 'float') return isNumber(from.family) && EXACT_IN_FLOAT.test(from.text) ? to : null;
  if (isNumber(from.family) && isNumber(to.family)) return to.family === 'integer' && !/^[+-]?\d+$/u.test(from.text) ? null : to;
  if (from.type === 'date' && to.type === 'timestamp') return to;
  return from.family === 'text' && to.family === 'text' && to.type !== 'name' ? to : null;
}

function fitsModifier({ use }: Typed, text: string): boolean {
  if (use.modifier < 0) return true;
  if (use.type.name === 'varchar' || use.type.name === 'bpchar') return text.trimEnd().length <= (lengthModifier(use) ?? 0);
  const parts = use.type.name === 'numeric' ? numericModifier(use) : null;
  return parts !== null && (text.split('.')[1] ?? '').length <= parts.scale;
}

function valueOf(type: TypeObject, text: string | null): ConstantValue | null {
  const base = baseType(type);
  if (base.category === 'enum') return { type: base.name, family: `enum ${base.id}`, text, labels: base.labels };
  if (base.schema !== 'pg_catalog') return { type: base.name, family: `${base.schema}.${base.name}`, text };
  return { type: base.name, family: FAMILIES[base.name] ?? base.name, text };
}

function ordered(order: number | null): Order {
  return order === null || Number.isNaN(order) ? { isEqual: null, order: null } : { isEqual: order === 0, order };
}

function compareText(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
