import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readFingerprint } from '../../../src/postgres/read-fingerprint.ts';
import { startEmbeddedServer } from '../../../src/verify/sandbox/embedded.ts';
import { MutatedDatabase } from '../mutations/mutated-database.ts';
import { MUTATIONS } from '../mutations/mutations.ts';
import { dumpDifferences, dumpObjects } from '../mutations/pg-dump.ts';
import { withCopy, withSession } from './copied-database.ts';

// Judges copies of schemas by pg_dump: a copy of each changed database must be dumped as its original is.
// Usage: node judge.ts [folder of an installed PostgreSQL 15] [only changes whose name has this in it]
const directory = process.argv[2] ?? '/usr/lib/postgresql/15';
const only = process.argv[3] ?? '';
const MAJOR = 15;
/** Never copied: what may be secret, and what would fetch rows. */
const LEFT_OUT = /^(?:USER MAPPING|SUBSCRIPTION) /;
/** What no statements make, pg_dump's neither, is told as a gap. */
const GAPS: ReadonlyMap<string, string> = new Map([['an object joins an extension', 'function app.touch() does not exist']]);

const pgDump = join(directory, 'bin', 'pg_dump');
if (!existsSync(pgDump)) throw new Error(`there is no ${pgDump}`);
let failed = 0;
const mutations = MUTATIONS.filter(({ since = 0, name }) => since <= MAJOR && name.includes(only));
await using server = await startEmbeddedServer({ directory });
const known = new Map<string, readonly string[]>();
await using database = await MutatedDatabase.create(server.url, problemsOfCopy);
for (const mutation of mutations) {
  const [, found] = (await database.try(mutation)).dumps;
  const told = GAPS.get(mutation.name);
  const problems = told === undefined ? found : found.some((text) => text.includes(told)) ? [] : ['a gap is not told'];
  if (problems.length > 0) failed += 1;
  for (const problem of problems) console.log(`FAIL ${mutation.name}: ${problem}`);
}
console.log(`${mutations.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function problemsOfCopy(url: string): Promise<readonly string[]> {
  const { digest } = await withSession(url, (session) => readFingerprint(session));
  const problems = known.get(digest) ?? (await newProblems(url));
  known.set(digest, problems);
  return problems;
}

async function newProblems(url: string): Promise<readonly string[]> {
  const original = await dumpObjects(pgDump, url);
  return withCopy(url, async (copy) => {
    const differences = dumpDifferences(original, await dumpObjects(pgDump, copy.url)).filter((key) => !LEFT_OUT.test(key));
    return [
      ...copy.gaps.map(({ message }) => `a gap: ${message}`),
      ...(differences.length === 0 ? [] : [`pg_dump shows a difference: ${differences.join(', ')}`]),
    ];
  });
}
