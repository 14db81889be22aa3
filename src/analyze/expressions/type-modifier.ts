import type { TypeObject, TypeUse } from '../world/objects.ts';

/** VARHDRSZ: the length word that varchar's, bpchar's and numeric's modifiers count (varchar.c, numeric.c). */
const HEADER = 4;
const MAX_TIME_PRECISION = 6;
const INTERVAL_FULL_RANGE = 0x7fff;
const INTERVAL_FULL_PRECISION = 0xffff;
/** Bits of an interval's fields (datetime.h). */
const FIELD = { month: 1 << 1, year: 1 << 2, day: 1 << 3, hour: 1 << 10, minute: 1 << 11, second: 1 << 12 };

const INTERVAL_FIELDS: ReadonlyMap<number, string> = new Map([
  [FIELD.year, 'year'],
  [FIELD.month, 'month'],
  [FIELD.day, 'day'],
  [FIELD.hour, 'hour'],
  [FIELD.minute, 'minute'],
  [FIELD.second, 'second'],
  [FIELD.year | FIELD.month, 'year to month'],
  [FIELD.day | FIELD.hour, 'day to hour'],
  [FIELD.day | FIELD.hour | FIELD.minute, 'day to minute'],
  [FIELD.day | FIELD.hour | FIELD.minute | FIELD.second, 'day to second'],
  [FIELD.hour | FIELD.minute, 'hour to minute'],
  [FIELD.hour | FIELD.minute | FIELD.second, 'hour to second'],
  [FIELD.minute | FIELD.second, 'minute to second'],
]);

const TIMES: readonly string[] = ['time', 'timetz', 'timestamp', 'timestamptz'];

/** Type modifiers as each type's typmodin function packs them; an unknown type's are a number that only tells them apart. */
export function encodeModifier(type: TypeObject, given: readonly (number | string)[], majorVersion: number): number {
  if (given.length === 0) return -1;
  if (type.schema !== 'pg_catalog') return fingerprint(given.join(','));
  const [first = 0, second] = given.map(Number);
  switch (type.name) {
    case 'varchar':
    case 'bpchar':
      return first + HEADER;
    case 'bit':
    case 'varbit':
      return first;
    case 'numeric':
      // Since 15 the scale has 11 bits, its sign among them.
      return ((first << 16) | (majorVersion >= 15 ? (second ?? 0) & 0x7ff : (second ?? 0))) + HEADER;
    case 'interval':
      return intervalModifier(first, second);
    default:
      return TIMES.includes(type.name) ? Math.min(first, MAX_TIME_PRECISION) : fingerprint(given.join(','));
  }
}

/** Precision and scale of numeric(p,s); null for numeric without. */
export function numericModifier({ modifier }: TypeUse): { readonly precision: number; readonly scale: number } | null {
  if (modifier < HEADER) return null;
  const packed = modifier - HEADER;
  // numeric.c: the 11 bits of the scale are a signed number.
  return { precision: (packed >> 16) & 0xffff, scale: ((packed & 0x7ff) ^ 1024) - 1024 };
}

/** The length in characters of varchar(n) or char(n), in bits of bit(n); null for none. */
export function lengthModifier({ type, modifier }: TypeUse): number | null {
  if (modifier < 0) return null;
  return type.name === 'varchar' || type.name === 'bpchar' ? modifier - HEADER : modifier;
}

/** An interval's fields as their bits, and its precision (0xffff: all). */
export function intervalParts(modifier: number): { readonly range: number; readonly precision: number } {
  if (modifier < 0) return { range: INTERVAL_FULL_RANGE, precision: INTERVAL_FULL_PRECISION };
  return { range: (modifier >> 16) & INTERVAL_FULL_RANGE, precision: modifier & INTERVAL_FULL_PRECISION };
}

/** timestamp.c: intervaltypmodleastfield. 0 is seconds, 5 years. */
export function leastIntervalField(modifier: number): number {
  const { range } = intervalParts(modifier);
  const order = [FIELD.second, FIELD.minute, FIELD.hour, FIELD.day, FIELD.month, FIELD.year];
  const least = order.findIndex((field) => (range & field) !== 0);
  return least < 0 ? 0 : least;
}

/** A modifier as it is written behind the type's name: `(20)`, ` day to second(3)`. */
export function modifierText(use: TypeUse): string {
  const { type, modifier } = use;
  if (modifier < 0 || type.schema !== 'pg_catalog') return '';
  if (type.name === 'numeric') {
    const parts = numericModifier(use);
    return parts === null ? '' : `(${parts.precision},${parts.scale})`;
  }
  if (type.name === 'interval') {
    const { range, precision } = intervalParts(modifier);
    const fields = INTERVAL_FIELDS.get(range);
    return `${fields === undefined ? '' : ` ${fields}`}${precision === INTERVAL_FULL_PRECISION ? '' : `(${precision})`}`;
  }
  return `(${lengthModifier(use)})`;
}

function intervalModifier(range: number, precision: number | undefined): number {
  if (precision === undefined) return range === INTERVAL_FULL_RANGE ? -1 : (range << 16) | INTERVAL_FULL_PRECISION;
  return (range << 16) | Math.min(precision, MAX_TIME_PRECISION);
}

function fingerprint(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 0x7fffffff;
  return sum;
}
