/** The names by which a line of a pass file is found. */
export interface PassFileLookup {
  /** A directory for a unix socket; the default directory also matches `localhost`. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** Splits at colons that have no backslash before them and removes the backslashes (PostgreSQL manual, "The Password File"). */
function fields(line: string): readonly string[] {
  const found: string[] = [];
  let field = '';
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? '';
    if (char === '\\' && i + 1 < line.length) field += line[++i] ?? '';
    else if (char === ':' && found.length < 4) {
      found.push(field);
      field = '';
    } else field += char;
  }
  return [...found, field];
}

/** The password in the text of a pass file, `null` when no line fits; the first line that fits counts. */
export function findPassword(text: string, lookup: PassFileLookup): string | null {
  const isSocket = lookup.host.startsWith('/') || lookup.host === '';
  const wanted = [isSocket ? 'localhost' : lookup.host, String(lookup.port), lookup.database, lookup.user];
  for (const line of text.split(/\r\n|\n/)) {
    if (line === '' || line.startsWith('#')) continue;
    const [host, port, database, user, password] = fields(line);
    if (password === undefined) continue;
    const fits = [host, port, database, user].every(
      (pattern, i) => pattern === '*' || pattern === wanted[i] || (i === 0 && isSocket && pattern === lookup.host),
    );
    if (fits) return password;
  }
  return null;
}
