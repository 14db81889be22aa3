import {
  applyInTransaction,
  applyWithoutTransaction,
  MigrationFailure,
  type ApplyOptions,
  type MigrationRun,
} from '../execute/apply-migrations.ts';
import { ConnectionLost } from '../execute/script-failure.ts';
import { selectUndo, type UndoStep } from '../history/undo-selection.ts';
import { SourceError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import type { MigrationEntries } from '../model/migration-entry.ts';
import { compareVersions, type Version } from '../model/version.ts';
import { undoJson, type UndoneMigration } from '../report/formats/flyway-json/undo.ts';
import type { MigrateFailure } from '../report/formats/flyway-json/migrate.ts';
import * as messages from '../report/formats/text/messages.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';
import { applyOptions } from './each-callbacks.ts';
import { failedRunError } from './failed-run.ts';
import { Locking } from './history-lock.ts';

/** What undo did. */
export interface UndoResult {
  readonly initialSchemaVersion: string | null;
  readonly targetSchemaVersion: string | null;
  readonly undone: readonly UndoneMigration[];
}

/** What is known while undo runs. */
interface Progress {
  readonly undone: UndoneMigration[];
  initialSchemaVersion: string | null;
  targetSchemaVersion: string | null;
}

/** Runs undo; a missing U file stops it after those before it, and is an error when it is the first. */
export async function runUndo(input: CommandInput): Promise<Outcome<UndoResult>> {
  await using run = await CommandRun.open(input, { dryRun: 'written', isLive: true });
  const progress: Progress = { undone: [], initialSchemaVersion: null, targetSchemaVersion: null };
  await run.runCallbacksApart('beforeUndo');
  try {
    await undoUnderLock(run, progress);
  } catch (error) {
    await run.runErrorCallbacks('afterUndoError');
    throw error instanceof MigrationFailure ? failure(run, progress, error) : error;
  }
  const totalMs = progress.undone.reduce((sum, { executionTimeMs }) => sum + executionTimeMs, 0);
  run.log.log('info', messages.undone(run.target.history.schema, progress.undone.length, progress.targetSchemaVersion, totalMs));
  await run.runCallbacksApart('afterUndo');
  return { result: progress, json: () => resultJson(run, progress, null), exitCode: 0 };
}

async function undoUnderLock(run: CommandRun, progress: Progress): Promise<void> {
  await using locking = new Locking(run);
  const rows = run.target.hasHistoryTable ? await locking.acquire() : await run.readHistory();
  const entries = run.entries(rows, { target: { kind: 'latest' }, cherryPick: [] });
  const current = entries.current();
  run.log.log('info', messages.currentVersion(run.target.history.schema, current));
  progress.initialSchemaVersion = current?.version?.text ?? null;
  const steps = selectUndo(entries, { target: run.config.target, cherryPick: run.config.cherryPick, count: run.config.undoCount });
  const runs = await undoRuns(run, steps, rows);
  await applyAll(run, runs, progress);
  progress.targetSchemaVersion = versionAfter(entries, progress.undone);
  const missing = steps.find(({ script }) => script === null);
  if (missing === undefined) return;
  throw new SourceError('SOURCE_NAME', messages.undoScriptMissing(missing.version), {
    hint: `Write ${run.config.undoSqlMigrationPrefix}${missing.version.raw}${run.config.sqlMigrationSeparator}${missing.entry.description.replaceAll(' ', '_')}.sql beside the migration. ${
      progress.undone.length === 0
        ? 'Nothing was undone.'
        : `Undone before it: ${progress.undone.map(({ version }) => version).join(', ')}.`
    }`,
  });
}

async function undoRuns(run: CommandRun, steps: readonly UndoStep[], rows: readonly HistoryRow[]): Promise<MigrationRun[]> {
  let rank = rows.at(-1)?.installedRank ?? 0;
  const runs: MigrationRun[] = [];
  for (const { script, version } of steps) {
    if (script === null) break;
    runs.push({
      migration: script,
      prepared: await run.prepare(script),
      isOutOfOrder: false,
      before: null,
      row: {
        installedRank: ++rank,
        // OSS Flyway aborts on UNDO_SQL rows and takes a DELETE row for exactly this (flyway-compatibility.md).
        type: run.config.flyback.undoHistoryType,
        version: version.text,
        description: script.description,
        script: script.script,
        checksum: script.checksum,
      },
    });
  }
  return runs;
}

async function applyAll(run: CommandRun, runs: readonly MigrationRun[], progress: Progress): Promise<void> {
  const options = await undoOptions(run);
  const groups = run.config.group && runs.every(({ prepared }) => prepared.isTransactional) ? [runs] : runs.map((one) => [one]);
  for (const group of groups) {
    const [first] = group;
    if (first === undefined) continue;
    const done = first.prepared.isTransactional
      ? await applyInTransaction(run.target, group, options)
      : [await applyWithoutTransaction(run.target, first, options)];
    for (const { run: one, executionTimeMs } of done) {
      const { migration } = one;
      progress.undone.push({
        version: migration.version?.text ?? '',
        description: migration.description,
        filepath: migration.path,
        executionTimeMs,
      });
      run.forget(migration);
    }
  }
}

function undoOptions(run: CommandRun): Promise<ApplyOptions> {
  return applyOptions(run, 'Undo', (migration) => messages.undoing(run.target.history.schema, migration, migration.isTransactional));
}

/** The schema's version once these are gone. */
function versionAfter(entries: MigrationEntries, undone: readonly UndoneMigration[]): string | null {
  const gone = new Set(undone.map(({ version }) => version));
  const left = entries
    .applied()
    .flatMap(({ version, state }) =>
      version === null || gone.has(version.text) || state === 'Deleted' || state === 'Undone' ? [] : [version],
    );
  return (
    left.reduce<Version | null>((best, version) => (best !== null && compareVersions(best, version) >= 0 ? best : version), null)?.text ??
    null
  );
}

function failure(run: CommandRun, progress: Progress, error: MigrationFailure): Error {
  const isLost = error.cause instanceof ConnectionLost;
  if (!isLost) run.log.log('error', messages.undoFailed(run.target.history.schema, error.run.migration, error.isTransactional));
  return failedRunError(run, { entry: null, error, text: null, path: error.run.migration.path }, (failed) =>
    resultJson(run, progress, failed),
  );
}

function resultJson(run: CommandRun, progress: Progress, failed: MigrateFailure | null): ReturnType<typeof undoJson> {
  return undoJson({ ...run.facts(), ...progress, warnings: [], error: failed?.error ?? null });
}
