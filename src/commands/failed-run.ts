import { MigrationFailure } from '../execute/apply-migrations.ts';
import { ScriptFailure } from '../execute/script-failure.ts';
import { FlybackError, type ErrorCode } from '../model/errors.ts';
import type { MigrationEntry } from '../model/migration-entry.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { failedMigrationCode, migrateErrorItem } from '../report/formats/flyway-json/error.ts';
import type { MigrateFailure } from '../report/formats/flyway-json/migrate.ts';
import { explanationBlock, type FailureOutcome } from '../report/formats/text/error-block.ts';
import type { CommandRun } from './command-run.ts';
import { errorCause } from './error-cause.ts';
import { inFlywayWords, scriptErrorText } from './script-error.ts';

const CANCELLED_EXIT_CODE = 130;

/** A migrate or undo that failed in a migration, with the document that Flyway prints for it. */
export class FailedRunError extends FlybackError {
  readonly json: JsonObject;
  /** What we add for people: place, what became of the work, next step. */
  readonly explanation: string | null;
  constructor(
    message: string,
    options: ConstructorParameters<typeof FlybackError>[2] & { readonly json: JsonObject; readonly explanation: string | null },
    code: FlybackError['code'],
  ) {
    super(code.slice('ERR_'.length) as ErrorCode, message, options);
    this.json = options.json;
    this.explanation = options.explanation;
  }
}

/** What failed: a migration, or a row that was failed already. */
export interface FailedRun {
  /** `null`: take it from the failure. */
  readonly entry: MigrationEntry | null;
  readonly error: MigrationFailure | FlybackError;
  /** Message where it is not Flyway's block. */
  readonly text: string | null;
  /** Path of the script, for failures without a statement. */
  readonly path: string;
}

/** The error that ends the command; anything but a statement's failure is passed on in Flyway's words. */
export function failedRunError(run: CommandRun, failed: FailedRun, toJson: (failure: MigrateFailure) => JsonObject): Error {
  const { error } = failed;
  const wording = { environment: run.config.environment, showsStatements: run.input.cli.verbosity === 'debug' };
  if (error instanceof MigrationFailure && error.cause instanceof ScriptFailure) {
    const text = scriptErrorText(error.cause, wording);
    const item = migrateErrorItem({
      errorCode: failedMigrationCode(categoryOf(error)),
      sqlState: error.cause.server.sqlState,
      sqlErrorCode: 0,
      message: text,
      lineNumber: error.cause.statement.line,
      path: error.run.migration.path,
      causes: [new FlybackError('EXECUTE_STATEMENT', text), new ServerError(error.cause.server)].map(errorCause),
    });
    const isCancelled = error.cause.code === 'ERR_EXECUTE_CANCELLED' && run.input.signal?.aborted === true;
    return new FailedRunError(
      text,
      {
        json: toJson({ error: extended(item, error.cause), exception: text }),
        explanation: explanationBlock(explanation(error, error.cause)),
        place: error.cause.place,
        hint: error.cause.hint,
        flywayCode: failedMigrationCode(categoryOf(error)),
        exitCode: isCancelled ? CANCELLED_EXIT_CODE : error.cause.exitCode,
        cause: error.cause,
      },
      isCancelled ? 'ERR_EXECUTE_CANCELLED' : error.cause.code === 'ERR_EXECUTE_CANCELLED' ? 'ERR_EXECUTE_STATEMENT' : error.cause.code,
    );
  }
  const inner = inFlywayWords(error instanceof MigrationFailure ? error.cause : error, wording);
  if (!(inner instanceof FlybackError) || !isOfMigration(inner)) return inner instanceof Error ? inner : new Error(String(inner));
  const category = failed.entry?.category ?? (error instanceof MigrationFailure ? categoryOf(error) : 'Versioned');
  const errorCode = failedMigrationCode(category);
  const script = error instanceof MigrationFailure ? error.run.migration.script : failed.path;
  const causes = inner.code === 'ERR_EXECUTE_CALLBACK' ? [inner, ...causesBelow(inner)].map(errorCause) : [];
  // Flyway blames no file for a mixed group or for a row that has failed before, although its message names one.
  const where = inner.code === 'ERR_EXECUTE_CALLBACK' ? { lineNumber: -1, path: script } : { lineNumber: null, path: null };
  const item = migrateErrorItem({ errorCode, sqlState: null, sqlErrorCode: 0, message: inner.message, ...where, causes });
  return new FailedRunError(
    inner.message,
    {
      json: toJson({ error: item, exception: inner.message }),
      explanation: null,
      hint: inner.hint,
      place: inner.place,
      flywayCode: errorCode,
      cause: inner,
    },
    inner.code,
  );
}

/** Errors that belong to a migration without being one of its statements'. */
function isOfMigration(
  error: FlybackError,
): error is FlybackError & { readonly code: 'ERR_EXECUTE_MIXED' | 'ERR_HISTORY_FAILED_ROW' | 'ERR_EXECUTE_CALLBACK' } {
  return error.code === 'ERR_EXECUTE_MIXED' || error.code === 'ERR_HISTORY_FAILED_ROW' || error.code === 'ERR_EXECUTE_CALLBACK';
}

function causesBelow(error: Error): Error[] {
  return error.cause instanceof Error ? [error.cause, ...causesBelow(error.cause)] : [];
}

function categoryOf(failure: MigrationFailure): 'Repeatable' | 'Baseline' | 'Versioned' {
  const { kind } = failure.run.migration;
  return kind === 'repeatable' ? 'Repeatable' : kind === 'baseline' ? 'Baseline' : 'Versioned';
}

/** Flyway's error object and ours: column, statement, detail and hint for programs. */
function extended(item: JsonObject, failure: ScriptFailure): JsonObject {
  return {
    ...item,
    columnNumber: failure.place?.column ?? null,
    errorLine: failure.place?.line ?? null,
    statement: failure.statement.sql,
    detail: failure.server.detail,
    hint: failure.hint ?? null,
  };
}

function explanation(failure: MigrationFailure, cause: ScriptFailure): Parameters<typeof explanationBlock>[0] {
  return {
    shownPath: cause.script.script.shownPath,
    line: cause.place?.line ?? cause.statement.line,
    column: cause.place?.column ?? null,
    excerpt: cause.place?.excerpt ?? null,
    outcome: outcomeOf(failure),
    reason: cause.reason,
    nextStep: nextStep(cause),
  };
}

function outcomeOf(failure: MigrationFailure): FailureOutcome {
  if (!failure.isTransactional) return { kind: 'kept', statementsDone: failure.statementsDone };
  return failure.ranBefore.length > 0 ? { kind: 'group-rolled-back', migrations: failure.ranBefore.length + 1 } : { kind: 'rolled-back' };
}

function nextStep(cause: ScriptFailure): string | null {
  if (cause.nextStep !== null) return cause.nextStep;
  if (cause.reason !== null) return 'run the command again when the way is free; "flyback why-blocked" shows who waits for whom';
  if (cause.code === 'ERR_EXECUTE_CANCELLED') return 'run the command again when you are ready';
  const { metaCommand, unterminated } = cause.statement;
  if (metaCommand !== null) return `${metaCommand.name} is a command of psql, not SQL: take it out of the file`;
  if (unterminated !== null) return `the ${unterminated} that is open at the end of the file has no end: close it`;
  return null;
}
