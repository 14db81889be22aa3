/** Families of types whose members PostgreSQL converts by assignment (pg_cast.castcontext a or i), the narrow ones first. */
const FAMILIES: readonly (readonly string[])[] = [
  ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'],
  ['date', 'timestamp without time zone', 'timestamp with time zone'],
  ['json', 'jsonb'],
  ['cidr', 'inet'],
  ['bit', 'bit varying'],
];
const STRINGS: readonly string[] = ['"char"', 'name', 'character', 'character varying', 'text'];
/** Widenings that keep every value. */
const KEEPING: readonly (readonly [string, string])[] = [
  ['smallint', 'integer'],
  ['smallint', 'bigint'],
  ['smallint', 'numeric'],
  ['integer', 'bigint'],
  ['integer', 'numeric'],
  ['integer', 'double precision'],
  ['bigint', 'numeric'],
  ['real', 'double precision'],
  ['cidr', 'inet'],
  ['date', 'timestamp without time zone'],
];

interface Type {
  /** Without modifier. */
  readonly name: string;
  readonly modifiers: readonly number[] | null;
}

/** Whether values of a type are strings. */
export function isString(type: string): boolean {
  return STRINGS.includes(typeOf(type).name);
}

/** The clause that says how values get another type; empty: PostgreSQL knows, and refuses what does not fit. */
export function usingClause(column: string, from: string, to: string): string {
  const [old, young] = [typeOf(from), typeOf(to)];
  const isAssigned = old.name === young.name || STRINGS.includes(young.name) || familyOf(old) === familyOf(young);
  if (isAssigned && !to.endsWith('[]') && !from.endsWith('[]')) return '';
  return ` USING ${conversion(column, from, to)}`;
}

/** Whether every value of a type is one of the other. */
export function keepsValues(from: string, to: string): boolean {
  const [old, young] = [typeOf(from), typeOf(to)];
  if (old.name === young.name) return isAsWide(old, young);
  if (young.name === 'text') return !from.endsWith('[]');
  if (STRINGS.includes(young.name)) return young.name === 'character varying' && STRINGS.includes(old.name) && young.modifiers === null;
  return young.modifiers === null && KEEPING.some(([narrow, wide]) => narrow === old.name && wide === young.name);
}

function isAsWide(old: Type, young: Type): boolean {
  if (young.modifiers === null) return true;
  if (old.modifiers === null) return false;
  const [width = 0, scale = 0] = old.modifiers;
  const [newWidth = 0, newScale = 0] = young.modifiers;
  return newScale >= scale && newWidth - newScale >= width - scale;
}

const WHOLE_NUMBERS: readonly string[] = ['smallint', 'integer', 'bigint'];
const MOMENT = 'timestamp with time zone';

/** Every value can be told as text; a few types have ways of their own. */
function conversion(column: string, from: string, to: string): string {
  const [old, young] = [typeOf(from).name, typeOf(to).name];
  if (to === `${from}[]`) return `ARRAY[${column}]`;
  if (from === `${to}[]`) return `${column}[1]`;
  if (WHOLE_NUMBERS.includes(old) && young === MOMENT) return `to_timestamp(${column})`;
  if (old === MOMENT && WHOLE_NUMBERS.includes(young)) return `extract(epoch FROM ${column})::${to}`;
  if (WHOLE_NUMBERS.includes(old) && young === 'boolean') return `${column} <> 0`;
  if (old === 'boolean' && WHOLE_NUMBERS.includes(young)) return `${column}::integer::${to}`;
  return STRINGS.includes(old) ? `${column}::${to}` : `${column}::text::${to}`;
}

function familyOf({ name }: Type): number | string {
  const family = FAMILIES.findIndex((types) => types.includes(name));
  return family < 0 ? name : family;
}

/** `character varying(100)`, `timestamp(3) without time zone`. */
function typeOf(text: string): Type {
  const [whole, list] = /\(([\d,]+)\)/u.exec(text) ?? [];
  if (whole === undefined || list === undefined) return { name: text, modifiers: null };
  return { name: text.replace(whole, ''), modifiers: list.split(',').map(Number) };
}
