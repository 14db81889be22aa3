const MS_OF_UNIT: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
/** PostgreSQL's own limit of its timeouts. */
const LONGEST_MS = 2_147_483_647;

/** Milliseconds of `250ms`, `2s`, `10min`; a bare number is milliseconds, as PostgreSQL reads its timeouts. Null for anything else. */
export function parseDuration(text: string): number | null {
  const [, digits = '', unit = 'ms'] = /^(\d+(?:\.\d+)?)\s*(ms|s|min|h|d)?$/.exec(text.trim()) ?? [];
  if (digits === '') return null;
  const ms = Math.round(Number(digits) * (MS_OF_UNIT.get(unit) ?? 1));
  return ms > LONGEST_MS ? null : ms;
}
