/**
 * Compares `flyback verify --all --json` with what pg_dump has recorded of the same folder of V and U files.
 * Usage: node test/support/roundtrip/compare.ts EXPECTED.json FOLDER [options of verify]; exits 1 when an answer differs.
 */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationProof, Proof } from '../../../src/model/verdict.ts';
import { runFlyback } from '../run-flyback.ts';

const LIMIT_MS = 600_000;

/** What pg_dump said of one migration. */
export interface RecordedMigration {
  readonly version: number;
  readonly up_ok: boolean;
  readonly down_kind: 'sql' | 'empty' | 'missing';
  readonly down_ok: boolean | null;
  readonly restored: boolean | null;
  readonly restored_ignoring_column_order?: boolean;
  readonly data_restored?: boolean;
  readonly reup_ok: boolean | null;
  readonly reup_equal: boolean | null;
}

/** A recording: one for each migration, and how far all undos ran, newest first. */
export interface Recording {
  readonly summary: { readonly chain_down: { readonly ran: number; readonly failed_at: number | null; readonly ends_as_empty: boolean } };
  readonly migrations: readonly RecordedMigration[];
}

/** The answers that differ, a line each; none: they are the same. */
export function compareWithRecording(recording: Recording, proof: Proof): readonly string[] {
  const byVersion = new Map(proof.migrations.map((migration) => [Number(migration.version), migration]));
  const lines = recording.migrations.flatMap((recorded) => {
    const found = byVersion.get(recorded.version);
    if (found === undefined) return [`V${recorded.version}: no answer`];
    const wanted = wantedOf(recorded);
    const given = givenOf(found);
    const differing = Object.keys(wanted).filter((key) => wanted[key] !== given[key]);
    if (differing.length === 0) return [];
    const words = differing.map((key) => `${key} ${given[key]} instead of ${wanted[key]}`).join(', ');
    const objects = [...found.differences, ...found.reupDifferences]
      .slice(0, 5)
      .map(({ kind, identity, change }) => `${kind} ${identity} ${change}`);
    const errors = found.errors.map(({ message }) => message.split('\n')[0]);
    return [`V${recorded.version}: ${words} [${[...objects, ...errors].join('; ')}]`];
  });
  return [...lines, ...compareChain(recording, proof)];
}

type Answer = Readonly<Record<string, string | boolean | null>>;

function wantedOf(recorded: RecordedMigration): Answer {
  const { up_ok, down_kind, down_ok, restored, reup_ok, reup_equal, data_restored } = recorded;
  const undo = !up_ok ? null : down_kind === 'missing' ? 'missing' : down_ok === false ? 'failed' : down_kind === 'empty' ? 'empty' : 'ok';
  return {
    up: up_ok ? 'ok' : 'failed',
    undo,
    restored: restored === null ? null : restored ? 'exact' : recorded.restored_ignoring_column_order === true ? 'order' : 'no',
    reup: reup_ok === null ? null : !reup_ok ? 'failed' : reup_equal === true ? 'ok' : 'different',
    dataRestored: recorded.restored_ignoring_column_order === true ? (data_restored ?? null) : null,
  };
}

function givenOf({ up, undo, restored, reup, dataDifferences }: MigrationProof): Answer {
  // Rows of tables whose columns differ are told by their columns here and by their whole text there.
  const isCompared = restored === 'exact' || restored === 'order';
  const areRowsBack = dataDifferences.every(({ kind }) => kind === 'sequence');
  return { up, undo, restored, reup, dataRestored: isCompared ? areRowsBack : null };
}

function compareChain({ summary }: Recording, { chain }: Proof): readonly string[] {
  const { ran, failed_at, ends_as_empty } = summary.chain_down;
  const wanted = `${ran} ran, stopped at ${failed_at}, ${ends_as_empty ? 'empty' : 'not empty'}`;
  const stoppedAt = typeof chain?.stoppedAt?.version === 'string' ? Number(chain.stoppedAt.version) : null;
  const given = `${chain?.undone ?? 0} ran, stopped at ${stoppedAt}, ${chain?.restored === 'exact' ? 'empty' : 'not empty'}`;
  return wanted === given ? [] : [`chain: ${given} instead of ${wanted} [${chain?.errors[0]?.message.split('\n')[0] ?? ''}]`];
}

async function main([expected, folder, ...options]: readonly string[]): Promise<number> {
  if (expected === undefined || folder === undefined) {
    console.error('Usage: node test/support/roundtrip/compare.ts EXPECTED.json FOLDER [options of verify]');
    return 2;
  }
  const recording = JSON.parse(readFileSync(expected, 'utf8')) as Recording;
  const args = ['verify', '--all', '--json', `-locations=filesystem:${resolve(folder)}`, ...options];
  const started = performance.now();
  const run = await runFlyback(args, { timeoutMs: LIMIT_MS });
  const { data, error } = JSON.parse(run.stdout) as { readonly data: Proof | null; readonly error?: { readonly message: string } };
  if (data === null) {
    console.log(`FAIL ${basename(folder)}: ${error?.message ?? run.stderr}`);
    return 1;
  }
  const differences = compareWithRecording(recording, data);
  for (const line of differences) console.log(`  ${line}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const wrong = differences.length;
  console.log(
    `${wrong === 0 ? 'ok  ' : 'FAIL'} ${basename(folder)}: ${recording.migrations.length} migrations, ${wrong} answers differ (${seconds} s)`,
  );
  return wrong === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
