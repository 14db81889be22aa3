const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Local date and time without a zone, as Java's LocalDateTime prints it: `2026-11-21T12:07:57.329`. */
export function localTimestamp(date: Date): string {
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
}

/** The local day: `2026-11-21`. */
export function localDate(date: Date): string {
  return localTimestamp(date).slice(0, 10);
}
