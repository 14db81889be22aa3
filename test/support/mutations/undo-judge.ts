import { createTempProject } from '../temp-project.ts';
import { runFlyback } from '../run-flyback.ts';
import type { Mutation } from './mutation.ts';
import { MUTATIONS } from './mutations.ts';
import { NOT_UNDONE } from './not-undone.ts';
import { undoProject } from './undo-project.ts';

// Judges the undos that flyback writes: each change must come back exactly, what destroys data with --keep-data. Those that PostgreSQL cannot take back
// are listed with the reason, and must not be called proven. Usage: node undo-judge.ts [first letters of names]
const LIMIT_MS = 600_000;
const NEWEST = 18;

interface Undo {
  readonly version: string;
  readonly outcome: string;
  readonly reasons: readonly string[];
}

const wanted = MUTATIONS.filter(({ name, since = 0 }) => since <= NEWEST && name.startsWith(process.argv[2] ?? ''));
const plain = await undosOf(wanted, []);
const left = wanted.filter(({ name }) => plain.get(name)?.outcome !== 'proven');
const kept = await undosOf(left, ['--keep-data', '--assume-pending']);
let failed = 0;
for (const { name } of wanted) {
  const undo = plain.get(name)?.outcome === 'proven' ? plain.get(name) : kept.get(name);
  const why = NOT_UNDONE.get(name);
  const isProven = undo?.outcome === 'proven';
  if (isProven === (why === undefined)) continue;
  failed += 1;
  console.log(`FAIL ${name}: ${isProven ? `it is undone, although "${why}"` : (undo?.reasons.join('; ') ?? 'no answer')}`);
}
for (const [name, why] of NOT_UNDONE)
  if (wanted.some((mutation) => mutation.name === name)) console.log(`not undone: ${name}, since ${why}`);
console.log(
  `${plain.size - left.length} undone, ${left.filter(({ name }) => kept.get(name)?.outcome === 'proven').length} more with their data set aside`,
);
console.log(`${wanted.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** What flyback says of each change, by its name. */
async function undosOf(mutations: readonly Mutation[], options: readonly string[]): Promise<ReadonlyMap<string, Undo>> {
  if (mutations.length === 0) return new Map();
  const { files, versions } = undoProject(mutations);
  using project = createTempProject(files);
  const args = ['undo', '--generate', '--dry-run', '--json', '-flyback.sandbox=embedded', '-mixed=true', '-locations=filesystem:sql'];
  const run = await runFlyback([...args, ...options, ...versions.keys()], { cwd: project.directory, timeoutMs: LIMIT_MS });
  const { data, error } = JSON.parse(run.stdout) as { data: { undos: readonly Undo[] } | null; error?: { message: string } };
  if (data === null) throw new Error(`${error?.message ?? ''}\n${run.stderr}`);
  return new Map(data.undos.map((undo) => [versions.get(undo.version)?.name ?? '', undo]));
}
