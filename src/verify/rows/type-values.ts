import { quoteLiteral } from '../../syntax/names.ts';
import { peculiarValues, scalarValue, type ValueWish } from './scalar-values.ts';
import type { ColumnFacts, Facts, TypeFacts } from './table-facts.ts';
import { inTurn, type PeculiarValue, type Value } from './value.ts';

type Types = Facts['types'];

/** A type without the domains around it, and what these ask for. */
export interface PlainType {
  readonly type: TypeFacts;
  readonly modifier: number;
  readonly isNotNull: boolean;
  /** Conditions on VALUE, of all domains. */
  readonly checks: readonly string[];
}

/** Looks below the domains of a type. Undefined: the facts do not hold it. */
export function plainType(types: Types, oid: number, modifier: number): PlainType | undefined {
  const type = types.get(oid);
  if (type === undefined) return undefined;
  if (type.kind !== 'd') return { type, modifier, isNotNull: false, checks: [] };
  const base = plainType(types, type.base, type.baseModifier);
  return base && { ...base, isNotNull: base.isNotNull || type.isNotNull, checks: [...type.checks, ...base.checks] };
}

/** Ordinary values for a column by its type alone; undefined: nobody knows how to make one. */
export function ordinaryValue(types: Types, { name, type, modifier }: ColumnFacts, hasNumbersAsTexts = false): Value | undefined {
  return valueOf(types, type, modifier, { name, hasNumbersAsTexts }, 0);
}

/** What values of a column are made of besides its type. */
interface Naming {
  readonly name: string;
  readonly hasNumbersAsTexts: boolean;
}

/** Values for single rows in which things go wrong; of the type alone, without NULL. `place` tells the words of one column from those of others. */
export function peculiarOf(types: Types, { name, type, modifier }: ColumnFacts, place: number): readonly PeculiarValue[] {
  const plain = plainType(types, type, modifier);
  if (plain === undefined) return [];
  const { element, name: typeName, sql } = plain.type;
  if (element !== 0) return [{ peculiarity: 'empty', sql: `'{}'::${sql}`, shown: '{}' }];
  return peculiarValues(typeName, wishOf(typeName, plain.modifier, name), place);
}

const DEEPEST = 4;

function valueOf(types: Types, oid: number, modifier: number, naming: Naming, depth: number): Value | undefined {
  const plain = plainType(types, oid, modifier);
  if (plain === undefined || depth > DEEPEST) return undefined;
  const { type } = plain;
  const inner = (of: number, itsModifier = -1): Value | undefined => valueOf(types, of, itsModifier, naming, depth + 1);
  if (type.kind === 'e') return type.labels.length === 0 ? undefined : inTurn(type.labels.map(quoteLiteral), type.sql);
  if (type.element !== 0) return mapped(inner(type.element, plain.modifier), (sql) => `ARRAY[${sql}]::${type.sql}`);
  if (type.kind === 'r') return rangeOf(types, type, inner(type.subtype));
  if (type.kind === 'm') return mapped(inner(type.subtype), (sql) => `${type.sql}(${sql})`);
  if (type.kind === 'c') return compositeOf(type, (at) => inner(type.attributes[at]?.type ?? 0, type.attributes[at]?.modifier));
  return mapped(
    scalarValue(type.name, { ...wishOf(type.name, plain.modifier, naming.name), hasNumbersAsTexts: naming.hasNumbersAsTexts }),
    (sql) => `${sql}::${type.sql}`,
  );
}

function mapped(value: Value | undefined, around: (sql: string) => string): Value | undefined {
  return value && { sql: (row) => around(value.sql(row)), size: value.size };
}

// Each row has two numbers of its own, so that no range of one touches that of another.
function rangeOf(types: Types, { sql, subtype }: TypeFacts, bound: Value | undefined): Value | undefined {
  if (bound === undefined) return undefined;
  const of = types.get(subtype)?.sql ?? '';
  return { sql: (row) => `${sql}(${bound.sql(`2 * (${row})`)}::${of}, ${bound.sql(`2 * (${row}) + 1`)}::${of})`, size: bound.size };
}

function compositeOf({ sql, attributes }: TypeFacts, attribute: (at: number) => Value | undefined): Value | undefined {
  const values = attributes.map((_attribute, at) => attribute(at));
  if (values.length === 0 || values.includes(undefined)) return undefined;
  return { sql: (row) => `ROW(${values.map((value) => value?.sql(row)).join(', ')})::${sql}`, size: Infinity };
}

// Type modifiers as the types themselves read them (varchar.c, numeric.c, varbit.c): 4 bytes more than the length, precision and scale in one number.
function wishOf(typeName: string, modifier: number, name: string): ValueWish {
  if (modifier < 0) return { name, length: typeName === 'bit' ? 1 : null, digits: null };
  if (typeName === 'numeric') {
    const precision = ((modifier - 4) >> 16) & 0xffff;
    // 11 bits with a sign.
    const scale = (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
    return { name, length: null, digits: precision - scale };
  }
  if (typeName === 'varchar' || typeName === 'bpchar') return { name, length: modifier - 4, digits: null };
  return { name, length: ['bit', 'varbit', 'vector'].includes(typeName) ? modifier : null, digits: null };
}
