import { MigrationFailure } from '../execute/apply-migrations.ts';
import { FlybackError } from '../model/errors.ts';
import * as messages from '../report/formats/text/messages.ts';
import type { CommandRun } from './command-run.ts';
import { FailedRowError } from './failed-row-error.ts';
import { failedRunError, type FailedRun } from './failed-run.ts';
import { migrateResultJson, type MigrateProgress } from './migrate-progress.ts';

/** What a failure leaves to say: the error callbacks, the first line, the JSON. */
export async function failMigrate(run: CommandRun, progress: MigrateProgress, error: unknown): Promise<never> {
  if (!(error instanceof MigrationFailure)) {
    await run.runErrorCallbacks('afterMigrateError');
    if (error instanceof FailedRowError) {
      const failed: FailedRun = { entry: error.entry, error, text: error.message, path: error.entry.script };
      throw failedRunError(run, failed, (failure) => migrateResultJson(run, progress, failure));
    }
    throw error;
  }
  const { migration, isOutOfOrder, prepared } = error.run;
  if (!isSilentAboutOutcome(error.cause)) {
    const running = { ...migration, isOutOfOrder, isTransactional: prepared.isTransactional };
    run.log.log('error', messages.migrationFailed(run.target.history.schema, running, error.isTransactional));
  }
  await run.runErrorCallbacks('afterMigrateError');
  throw failedRunError(run, { entry: null, error, text: null, path: migration.path }, (failure) =>
    migrateResultJson(run, progress, failure),
  );
}

/** Nothing was run, or the connection was lost and what became of it is not known: both say so themselves. */
function isSilentAboutOutcome(cause: unknown): boolean {
  return cause instanceof FlybackError && (cause.code === 'ERR_EXECUTE_MIXED' || cause.code === 'ERR_DB_LOST');
}
