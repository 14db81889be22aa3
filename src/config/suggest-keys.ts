import { KEYS } from './keys.ts';

/** Longest name that is compared; anything longer was never meant to be a key. */
const MAX_LENGTH = 80;

/** Edit distance with swaps of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** The words nearest to a mistyped one, nearest first, at most three; empty when nothing is near. */
export function nearest(word: string, candidates: readonly string[]): readonly string[] {
  if (word.length === 0 || word.length > MAX_LENGTH) return [];
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_.]/g, '');
  const wanted = plain(word);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, plain(candidate)) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** The keys that were probably meant; `name` with or without `flyway.`. */
export function suggestKeys(name: string): readonly string[] {
  const known = KEYS.filter((spec) => spec.use !== 'out').map((spec) => spec.name);
  const bare = name.replace(/^-*(flyway\.)?/, '');
  const found = nearest(bare, known);
  if (found.length > 0) return found;
  const wanted = bare.toLowerCase();
  return wanted.length >= 4 ? known.filter((key) => key.split('.').at(-1)?.toLowerCase() === wanted).slice(0, 3) : [];
}

// The properties of Flyway 12.4's own model in the order of its class files: only these are in its "Possible values".
const FLYWAY_OWN = ['environment', 'outputType', 'outputProgress', 'outputLogsInJson', 'provisionMode', 'color'];
const FLYWAY_SHARED =
  'reportFilename detectEncoding encoding placeholderPrefix placeholderSuffix placeholderSeparator scriptPlaceholderPrefix scriptPlaceholderSuffix powershellExecutable sqlMigrationPrefix executeInTransaction repeatableSqlMigrationPrefix sqlMigrationSeparator sqlMigrationSuffixes cleanDisabled communityDBSupportEnabled locations callbackLocations jarDirs target table tablespace failOnMissingTarget placeholderReplacement ignoreMigrationPatterns validateMigrationNaming validateOnMigrate baselineVersion baselineDescription baselineOnMigrate outOfOrder skipExecutingMigrations callbacks skipDefaultCallbacks migrationResolvers skipDefaultResolvers mixed group installedBy createSchemas errorOverrides dryRunOutput stream batch outputQueryResults lockRetryCount kerberosConfigFile failOnMissingLocations loggers placeholders defaultSchema propertyResolvers reportEnabled'.split(
    ' ',
  );

/** The score by which Flyway 12.4 ranks names: one point per letter found in order, two more when it follows the one before. */
export function fuzzyScore(term: string, query: string): number {
  const text = term.toLowerCase();
  let score = 0;
  let at = 0;
  let previous = -2;
  for (const letter of query.toLowerCase()) {
    const found = text.indexOf(letter, at);
    if (found === -1) break;
    score += found === previous + 1 ? 3 : 1;
    previous = found;
    at = found + 1;
  }
  return score;
}

/** What Flyway 12.4 lists after "Possible values:" for an unknown key: all names with the best score, if that is a quarter of full marks. */
export function flywayPossibleValues(name: string, scope: 'flyway' | 'environment'): readonly string[] {
  const full = fuzzyScore(name, name);
  const candidates = scope === 'flyway' ? [...FLYWAY_OWN, ...FLYWAY_SHARED] : FLYWAY_SHARED;
  let best: string[] = [];
  let bestScore = 0;
  for (const candidate of candidates) {
    const score = fuzzyScore(name, candidate);
    if (candidate === name || score / full < 0.25 || score < bestScore) continue;
    if (score > bestScore) best = [];
    bestScore = score;
    best.push(candidate);
  }
  return best;
}

/** Sorts names as a Java HashMap of that many entries lists them, so that several faults come in Flyway's order. */
export function inJavaMapOrder(names: readonly string[], entries: number): readonly string[] {
  let buckets = 16;
  while (buckets * 0.75 < entries) buckets *= 2;
  const bucket = (name: string): number => {
    let hash = 0;
    for (let i = 0; i < name.length; i++) hash = (Math.imul(31, hash) + name.charCodeAt(i)) | 0;
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  return names
    .map((name) => ({ name, at: bucket(name) }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
}
