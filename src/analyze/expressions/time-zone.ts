/** Zones of the tz database that have always been at UTC: under them timestamp and timestamptz are the same bytes. */
const AT_UTC: ReadonlySet<string> = new Set(['utc', 'uct', 'gmt', 'zulu', 'universal', 'greenwich', 'gmt0', 'gmt+0', 'gmt-0', 'factory']);
/** A zone in POSIX's manner, or a bare offset, without summer time and of length nought: `<+00>-00`, `UTC0`, `0`, `+00:00`. */
const POSIX_NOUGHT = /^(?:<[^>]*>|[a-z]{3,})?[+-]?0{1,2}(?::00){0,2}$/u;

/** Is a setting of TimeZone an offset of nought for all time (TimestampTimestampTzRequiresRewrite, timestamp.c)? Names know no case. */
export function isAlwaysUtc(timeZone: string): boolean {
  const name = timeZone.toLowerCase();
  return AT_UTC.has(name.replace(/^etc\//u, '')) || POSIX_NOUGHT.test(name);
}
