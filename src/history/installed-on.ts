// The stored time has no zone; Flyway's driver reads and writes it in the zone of the client.
const WALL_TIME = /^(\d{4,})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;

/** Turns `installed_on` into the milliseconds of a Date, taking it as wall time of this process; NaN for `infinity` and the like. */
export function installedOnMs(installedOn: string): number {
  const match = WALL_TIME.exec(installedOn);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second, fraction = ''] = match;
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
  return new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), ms).getTime();
}

/** `installedOnUTC` of the JSON: as Java's Instant prints it, with 0, 3, 6 or 9 digits of fraction; empty if there is no such instant. */
export function installedOnUtc(installedOn: string): string {
  const ms = installedOnMs(installedOn);
  if (Number.isNaN(ms)) return '';
  const seconds = new Date(ms).toISOString().slice(0, -5);
  const digits = (WALL_TIME.exec(installedOn)?.[7] ?? '').replace(/0+$/, '');
  const fraction = digits === '' ? '' : `.${digits.padEnd(Math.ceil(digits.length / 3) * 3, '0')}`;
  return `${seconds}${fraction}Z`;
}
