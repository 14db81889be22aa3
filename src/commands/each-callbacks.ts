import type { ApplyOptions } from '../execute/apply-migrations.ts';
import type { PreparedCallback } from '../execute/callbacks.ts';
import { FlybackError } from '../model/errors.ts';
import type { ExecutionEvent } from '../model/execution.ts';
import type { Migration } from '../model/migration.ts';
import { PIN_STATEMENTS } from '../postgres/session-facts.ts';
import { splitStatements } from '../syntax/split.ts';
import type { CommandRun } from './command-run.ts';
import { stepOptions } from './step-options.ts';

/** A migration that starts, as its line wants it. */
export interface StartingMigration extends Pick<Migration, 'version' | 'description'> {
  readonly isTransactional: boolean;
  readonly isOutOfOrder: boolean;
}

/** How migrations of a command run: the callbacks of its verb, its lines, its progress. */
export async function applyOptions(
  run: CommandRun,
  verb: 'Migrate' | 'Undo',
  startLine: (migration: StartingMigration) => string,
): Promise<ApplyOptions> {
  const step = await stepOptions(run);
  const observer = (event: ExecutionEvent): void => {
    step.observer(event);
    if (event.kind === 'migration-start') {
      const { migration, isTransactional, isOutOfOrder } = event;
      run.log.log('info', startLine({ version: migration.version, description: migration.description, isTransactional, isOutOfOrder }));
      run.log.progress?.({ kind: 'migration-start', text: migration.script, statements: event.statements });
    } else if (event.kind === 'migration-end') {
      run.log.progress?.({ kind: 'migration-end', text: event.migration.script, elapsedMs: event.executionTimeMs });
    }
  };
  return {
    ...step,
    observer,
    callbacks: {
      before: await prepared(run, `beforeEach${verb}`),
      after: await prepared(run, `afterEach${verb}`),
      error: await prepared(run, `afterEach${verb}Error`),
      beforeStatement: await prepared(run, `beforeEach${verb}Statement`),
      afterStatement: await prepared(run, `afterEach${verb}Statement`),
      statementError: await prepared(run, `afterEach${verb}StatementError`),
    },
    resetStatements: run.config.flyback.resetSession ? sessionResetStatements(run) : [],
    // Recorded: executeInTransaction=false leaves no row with Flyway's default lock, but does with its session lock (12.4).
    recordsFailure: ({ prepared }) => prepared.hasRefusingStatement || !run.config.transactionalLock || run.config.flyback.recordFailure,
    onErrorCallbackFailure: (error) =>
      run.log.log('warn', `A callback for errors failed as well: ${error instanceof Error ? error.message : String(error)}`),
  };
}

/** The callbacks of an event; one that cannot be read or split is named, as Flyway does for these events. */
async function prepared(run: CommandRun, event: string): Promise<PreparedCallback[]> {
  try {
    return await run.callbacks(event);
  } catch (error) {
    if (!(error instanceof FlybackError)) throw error;
    throw new FlybackError('EXECUTE_CALLBACK', `Error while executing ${event} callback: ${error.message}`, {
      flywayCode: error.flywayCode,
      cause: error,
      place: error.place,
      hint: error.hint,
    });
  }
}

/** Settings and temporary tables of earlier migrations go; what the run itself and initSql have set comes back. */
function sessionResetStatements(run: CommandRun): readonly string[] {
  const initial = run.config.initSql === null ? [] : [...splitStatements(Buffer.from(run.config.initSql))].map(({ sql }) => sql);
  return ['RESET ALL', 'DISCARD TEMP', ...PIN_STATEMENTS, ...initial];
}
