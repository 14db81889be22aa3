import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedServer } from '../../../src/verify/sandbox/embedded.ts';
import { MutatedDatabase, shownDifference } from './mutated-database.ts';
import type { Trial } from './mutated-database.ts';
import type { Mutation } from './mutation.ts';
import { MUTATIONS } from './mutations.ts';
import { dumpDifferences, dumpObjects } from './pg-dump.ts';

// Judges the fingerprint by pg_dump: what one of them sees, the other must see. Usage: node judge.ts [folder of an installed PostgreSQL 15]
const directory = process.argv[2] ?? '/usr/lib/postgresql/15';
const MAJOR = 15;

const pgDump = join(directory, 'bin', 'pg_dump');
if (!existsSync(pgDump)) throw new Error(`there is no ${pgDump}`);
let failed = 0;
const mutations = MUTATIONS.filter(({ since = 0 }) => since <= MAJOR);
await using server = await startEmbeddedServer({ directory });
await using database = await MutatedDatabase.create(server.url, (url) => dumpObjects(pgDump, url));
for (const mutation of mutations) {
  const problems = problemsOf(mutation, await database.try(mutation));
  if (problems.length > 0) failed += 1;
  for (const problem of problems) console.log(`FAIL ${mutation.name}: ${problem}`);
}
console.log(`${mutations.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function problemsOf(
  { moreThanDump }: Mutation,
  { differences, isUndone, dumps: [before, changed, undone] }: Trial<ReadonlyMap<string, string>>,
): readonly string[] {
  const seen = differences.map(shownDifference).join(', ');
  const dumped = dumpDifferences(before, changed).join(', ');
  return [
    ...(dumped !== '' && seen === '' ? [`pg_dump alone shows a difference: ${dumped}`] : []),
    ...(dumped === '' && seen !== '' && moreThanDump === undefined ? [`the fingerprint alone shows a difference: ${seen}`] : []),
    ...(dumped !== '' && moreThanDump !== undefined ? [`pg_dump shows it, too: ${dumped}`] : []),
    ...(isUndone ? [] : ['it is not undone']),
    ...(dumpDifferences(before, undone).length > 0
      ? [`pg_dump shows that it is not undone: ${dumpDifferences(before, undone).join(', ')}`]
      : []),
  ];
}
