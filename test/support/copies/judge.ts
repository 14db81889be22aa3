import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readFingerprint } from '../../../src/postgres/read-fingerprint.ts';
import { startEmbeddedServer } from '../../../src/verify/sandbox/embedded.ts';
import { MutatedDatabase } from '../mutations/mutated-database.ts';
import type { Mutation } from '../mutations/mutation.ts';
import { MUTATIONS } from '../mutations/mutations.ts';
import { dumpDifferences, dumpObjects } from '../mutations/pg-dump.ts';
import { startMajor } from '../server-of-major.ts';
import { withSession } from '../with-session.ts';
import { withCopy } from './copied-database.ts';
import { COPY_CASES } from './copy-cases.ts';

// Judges copies of schemas: a copy of each changed database must be dumped by pg_dump as its original is, and its fingerprint must be the same.
// Usage: node judge.ts [folder of an installed PostgreSQL 15, or a major version, whose copies are judged by the fingerprint alone] [name or part of one, or
// 1/N for each Nth]
const place = process.argv[2] ?? '/usr/lib/postgresql/15';
const only = process.argv[3] ?? '';
const INSTALLED_MAJOR = 15;
/** Never copied: what may be secret, and what would fetch rows. */
const LEFT_OUT = /^(?:USER MAPPING|SUBSCRIPTION) /;
/** What no statements make, pg_dump's neither, is told as a gap. */
const GAPS: ReadonlyMap<string, string> = new Map([['an object joins an extension', 'function app.touch() does not exist']]);

const isMajor = /^\d+$/.test(place);
const major = isMajor ? Number(place) : INSTALLED_MAJOR;
const pgDump = isMajor ? null : join(place, 'bin', 'pg_dump');
if (pgDump !== null && !existsSync(pgDump)) throw new Error(`there is no ${pgDump}`);
const hard: Mutation = {
  name: 'what is hard to copy',
  setup: [],
  change: COPY_CASES.filter(({ since = 0 }) => since <= major).map(({ sql }) => sql),
  undo: null,
  differences: [],
};
const step = Number(/^1\/(\d+)$/.exec(only)?.[1] ?? 0);
const wanted = (name: string, at: number): boolean => (step > 0 ? at % step === 0 || name === hard.name : name.includes(only));
const mutations = [...MUTATIONS, hard].filter(({ since = 0, name }, at) => since <= major && wanted(name, at));
let failed = 0;
const known = new Map<string, readonly string[]>();
await using server = await (isMajor ? startMajor(major) : startEmbeddedServer({ directory: place }));
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

// A change that is taken back has left what was judged before.
async function problemsOfCopy(url: string): Promise<readonly string[]> {
  const { digest } = await withSession(url, (session) => readFingerprint(session));
  const problems = known.get(digest) ?? (await newProblems(url));
  known.set(digest, problems);
  return problems;
}

function newProblems(url: string): Promise<readonly string[]> {
  return withCopy(url, async (copy) => [
    ...copy.gaps.map(({ message }) => `a gap: ${message}`),
    ...(pgDump === null ? [] : await dumpProblems(pgDump, url, copy.url)),
  ]);
}

async function dumpProblems(program: string, original: string, copy: string): Promise<readonly string[]> {
  const dumps = await Promise.all([original, copy].map(async (url) => withoutOrder(await dumpObjects(program, url))));
  const [before = new Map<string, string>(), after = new Map<string, string>()] = dumps;
  const differences = dumpDifferences(before, after).filter((key) => !LEFT_OUT.test(key));
  return differences.length === 0 ? [] : [`pg_dump shows a difference: ${differences.join(', ')}`];
}

// Privileges that one role has from two others come in the order in which they were given.
function withoutOrder(dump: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const sorted = (text: string): string => text.split('\n').toSorted().join('\n');
  return new Map([...dump].map(([key, text]) => [key, /(?:^| )ACL /.test(key) ? sorted(text) : text]));
}
