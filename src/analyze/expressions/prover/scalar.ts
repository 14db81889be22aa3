/** A decimal number as an integer and how many digits stand behind its point. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const DECIMAL = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/u;
/** ISO 8601 as PostgreSQL takes it under every DateStyle. */
const MOMENT =
  /^(\d{4,6})-(\d{1,2})-(\d{1,2})(?:[ tT](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?\s*(?:(Z|z|UTC|GMT)|([+-])(\d{1,2})(?::?(\d{2}))?)?$/u;
const LARGEST_EXPONENT = 1000;

/** The exact value of a number's text, null for NaN, infinity and what is no number. */
export function decimalOf(text: string): Decimal | null {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const power = Number(exponent);
  if (sign === undefined || whole + fraction === '' || Math.abs(power) > LARGEST_EXPONENT) return null;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - power;
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

export function compareDecimals(left: Decimal | null, right: Decimal | null): number | null {
  if (left === null || right === null) return null;
  const scale = Math.max(left.scale, right.scale);
  const one = left.digits * 10n ** BigInt(scale - left.scale);
  const other = right.digits * 10n ** BigInt(scale - right.scale);
  return Number(one > other) - Number(one < other);
}

/** A date or timestamp in microseconds; `hasZone` where its text says the zone. Null for other spellings. */
export function momentOf(text: string, isZoned: boolean): { readonly micros: number; readonly hasZone: boolean } | null {
  const trimmed = text.trim();
  if (trimmed === 'infinity') return { micros: Infinity, hasZone: false };
  if (trimmed === '-infinity') return { micros: -Infinity, hasZone: false };
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', utc, sign, zoneHour = '0', zoneMinute = '0'] =
    MOMENT.exec(trimmed) ?? [];
  if (year === undefined) return null;
  const millis = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const offset = (Number(zoneHour) * 60 + Number(zoneMinute)) * 60_000 * (sign === '-' ? -1 : 1);
  const hasZone = isZoned && (utc !== undefined || sign !== undefined);
  return { micros: (millis - (hasZone ? offset : 0)) * 1000 + Number(fraction.padEnd(6, '0')), hasZone };
}
