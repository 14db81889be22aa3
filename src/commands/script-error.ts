import { basename } from 'node:path';
import { CallbackFailure } from '../execute/callbacks.ts';
import { InternalStepFailure, ScriptFailure } from '../execute/script-failure.ts';
import { DatabaseError, FlybackError } from '../model/errors.ts';
import { ServerError } from '../postgres/server-error.ts';
import { errorBlock, serverErrorBlock } from '../report/formats/text/error-block.ts';

/** How scripts' errors are worded: the environment in the title, the statement only when asked for. */
export interface WordingOptions {
  readonly environment: string;
  readonly showsStatements: boolean;
}

/** Flyway's block for a failed statement of a script. */
export function scriptErrorText(failure: ScriptFailure, options: WordingOptions): string {
  const { script } = failure.script;
  return errorBlock({
    fileName: basename(script.path),
    environment: options.environment,
    sqlState: failure.server.sqlState,
    errorCode: 0,
    message: failure.message,
    shownPath: script.shownPath,
    path: script.path,
    line: failure.statement.line,
    statement: options.showsStatements ? failure.statement.sql : null,
  });
}

/** An error of a script or of one of our statements in Flyway's words; any other error as it is. */
export function inFlywayWords(error: unknown, options: WordingOptions): unknown {
  if (error instanceof CallbackFailure && error.cause instanceof ScriptFailure) return callbackError(error, error.cause, options);
  if (error instanceof ScriptFailure) return scriptError(error, options);
  if (error instanceof InternalStepFailure) return sqlError(error.label, new ServerError(error.server));
  if (error instanceof ServerError) return sqlError('Error while executing a statement of flyback', error);
  return error;
}

/** A server error under a title, as Flyway reports what belongs to no script. */
export function sqlError(title: string, error: ServerError): DatabaseError {
  const message = serverErrorBlock({ title, sqlState: error.server.sqlState, errorCode: 0, message: error.message });
  return new DatabaseError('DB_QUERY', message, { sqlState: error.server.sqlState, flywayCode: 'DB_CONNECTION', cause: error, hint: error.server.hint ?? undefined });
}

function scriptError(failure: ScriptFailure, options: WordingOptions): DatabaseError {
  return new DatabaseError('EXECUTE_STATEMENT', scriptErrorText(failure, options), {
    sqlState: failure.server.sqlState,
    flywayCode: 'DB_CONNECTION',
    cause: failure.cause,
    place: failure.place,
    hint: failure.hint,
  });
}

function callbackError(failure: CallbackFailure, script: ScriptFailure, options: WordingOptions): FlybackError {
  const cause = scriptError(script, options);
  return new FlybackError('EXECUTE_CALLBACK', `Error while executing ${failure.event} callback: ${cause.message}`, {
    flywayCode: 'DB_CONNECTION',
    cause,
    place: script.place,
    hint: script.hint,
  });
}
