import { momentOf } from './prover/scalar.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const MONTHS_OF_A_YEAR = 12;
const DAYS_OF_A_WEEK = 7;
/** Which of months, days and seconds a unit counts in, and how many (manual 8.5.4). */
const UNITS: Readonly<Record<string, readonly [part: 0 | 1 | 2, factor: number]>> = {
  year: [0, MONTHS_OF_A_YEAR],
  mon: [0, 1],
  month: [0, 1],
  week: [1, DAYS_OF_A_WEEK],
  day: [1, 1],
  hour: [2, HOUR],
  minute: [2, MINUTE],
  min: [2, MINUTE],
  second: [2, 1],
  sec: [2, 1],
};
const QUANTITY = /([+-]?\d+(?:\.\d+)?)\s*([a-z]+)/gu;
const CLOCK = /([+-]?)(\d+):(\d{2})(?::(\d{2}(?:\.\d+)?))?/u;

/** Do two texts name one moment? A zone that only one of them says is taken for the session's. */
export function isSameMoment(left: string, right: string): boolean {
  const [one, other] = [momentOf(left, true), momentOf(right, true)];
  if (one === null || other === null) return false;
  if (one.hasZone === other.hasZone) return one.micros === other.micros;
  return momentOf(left, false)?.micros === momentOf(right, false)?.micros;
}

/** Do two texts name one interval: `1 month` and `1 mon`, `2 hours` and `02:00:00`? */
export function isSameInterval(left: string, right: string): boolean {
  const [one, other] = [partsOf(left), partsOf(right)];
  return one !== null && other !== null && one.every((part, at) => part === other[at]);
}

/** Months, days and seconds; null for other spellings. */
function partsOf(text: string): readonly number[] | null {
  const parts: [number, number, number] = [0, 0, 0];
  const [clock = '', sign, hours = '0', minutes = '0', seconds = '0'] = CLOCK.exec(text) ?? [];
  parts[2] += (sign === '-' ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds));
  const words = text.toLowerCase().replace(clock, '');
  for (const [, amount, unit = ''] of words.matchAll(QUANTITY)) {
    const known = UNITS[unit.replace(/s$/u, '')];
    if (known === undefined) return null;
    parts[known[0]] += Number(amount) * known[1];
  }
  return words.replace(QUANTITY, '').trim() === '' ? parts : null;
}
