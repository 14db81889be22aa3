/** The parameters of one `[service]` in the text of a `pg_service.conf`, `null` when it is not there (PostgreSQL manual, "The Connection Service File"). */
export function findService(text: string, service: string): ReadonlyMap<string, string> | null {
  let found: Map<string, string> | null = null;
  for (const raw of text.split(/\r\n|\n/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const header = /^\[(.*)\]$/.exec(line);
    if (header !== null) {
      // The first section of that name counts.
      if (found !== null) return found;
      if (header[1] === service) found = new Map();
      continue;
    }
    const cut = line.indexOf('=');
    if (found !== null && cut !== -1) found.set(line.slice(0, cut).trim().toLowerCase(), line.slice(cut + 1).trim());
  }
  return found;
}
