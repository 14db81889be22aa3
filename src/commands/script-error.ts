import { basename } from 'node:path';
import { CallbackFailure } from '../execute/callbacks.ts';
import { InternalStepFailure, ScriptFailure } from '../execute/script-failure.ts';
import { DatabaseError, FlybackError } from '../model/errors.ts';
import { ConnectionLostError, ServerError } from '../postgres/server-error.ts';
import { errorBlock, serverErrorBlock } from '../report/formats/text/error-block.ts';

const INSUFFICIENT_PRIVILEGE = '42501';

/** What to do next, by SQLSTATE. */
const HINTS: Readonly<Record<string, string>> = {
  '25006': 'The session may only read: default_transaction_read_only is on for this role or database, or the server is a standby.',
  [INSUFFICIENT_PRIVILEGE]: 'Connect as the owner of the object, or have the right granted.',
  '42703': 'A column is missing: this is no schema history table of Flyway or flyback, or somebody has changed it.',
};

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
  if (error instanceof InternalStepFailure) {
    const inner = new ServerError(error.server);
    return error.label === '' ? namelessScriptError(inner, options) : sqlError(error.label, inner, error.hint);
  }
  if (error instanceof ConnectionLostError)
    return new DatabaseError('DB_LOST', error.message, {
      flywayCode: 'DB_CONNECTION',
      cause: error,
      hint: 'The server ended, or something between here and there did. What was already committed stays; run the command again.',
    });
  if (error instanceof ServerError) return sqlError('Error while executing a statement of flyback', error);
  return error;
}

/** A server error under a title, as Flyway reports what belongs to no script. */
export function sqlError(title: string, error: ServerError, hint?: string): DatabaseError {
  return databaseError(serverErrorBlock({ title, sqlState: error.server.sqlState, errorCode: 0, message: error.message }), error, hint);
}

/** The statements that make the history table: a script without name and place to Flyway. */
function namelessScriptError(error: ServerError, { environment }: WordingOptions): DatabaseError {
  const { sqlState } = error.server;
  const facts = {
    fileName: '',
    environment,
    sqlState,
    errorCode: 0,
    message: error.message,
    shownPath: '',
    path: '',
    line: 1,
    statement: null,
  };
  return databaseError(errorBlock(facts), error);
}

function databaseError(message: string, error: ServerError, ownHint?: string): DatabaseError {
  const { sqlState, hint } = error.server;
  return new DatabaseError(sqlState === INSUFFICIENT_PRIVILEGE ? 'DB_PRIVILEGE' : 'DB_QUERY', message, {
    sqlState,
    flywayCode: 'DB_CONNECTION',
    cause: error,
    hint: ownHint ?? hint ?? HINTS[sqlState],
  });
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
