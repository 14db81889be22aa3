/** An identifier in double quotes, always quoted, so that no keyword and no upper-case letter can change its meaning (manual 4.1.1). */
export function quoteIdentifier(name: string): string {
  if (name === '' || name.includes('\0')) throw new RangeError('A PostgreSQL identifier is not empty and holds no NUL.');
  return `"${name.replaceAll('"', '""')}"`;
}

/** Identifiers joined by dots: `quoteQualified('app', 'users')` is `"app"."users"`. */
export function quoteQualified(...names: readonly string[]): string {
  return names.map(quoteIdentifier).join('.');
}

/** A string constant that means the same whatever standard_conforming_strings says: with a backslash in it, it becomes `E'..'`. */
export function quoteLiteral(value: string): string {
  if (value.includes('\0')) throw new RangeError('A PostgreSQL string holds no NUL.');
  const quoted = value.replaceAll("'", "''");
  return quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}
