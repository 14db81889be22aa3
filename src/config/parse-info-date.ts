const FORM = /^\s*(\d+)\/(\d+)\/(\d+)\s(\d+):(\d+)/;

/** Reads `dd/MM/yyyy HH:mm` as local time, as generous as Java's SimpleDateFormat: too big a day or month carries over. `null`: not a date. */
export function parseInfoDate(text: string): Date | null {
  const match = FORM.exec(text);
  if (match === null) return null;
  const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  const date = new Date(2000, 0, 1);
  date.setFullYear(year, month - 1, day);
  date.setHours(hour, minute, 0, 0);
  return Number.isNaN(date.getTime()) ? null : date;
}
