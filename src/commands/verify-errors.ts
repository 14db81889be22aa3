import { CallbackFailure } from '../execute/callbacks.ts';
import { InternalStepFailure, ScriptFailure } from '../execute/script-failure.ts';
import { FlybackError, SandboxError } from '../model/errors.ts';
import type { ProofError } from '../model/verdict.ts';
import { ConnectionLostError, ServerError } from '../postgres/server-error.ts';
import { LostState } from '../verify/round-trip.ts';

const NOT_PROVEN = 11;

/** What a sandbox may lack without any fault of the migration, by message and SQLSTATE. */
const LACKING: readonly { readonly pattern: RegExp; readonly words: (match: RegExpExecArray) => string }[] = [
  { pattern: /^extension "([^"]+)" is not available/u, words: ([, name]) => `The sandbox does not have the extension ${name}` },
  { pattern: /^extension "([^"]+)" has no .*version/u, words: ([, name]) => `The sandbox has another version of the extension ${name}` },
  {
    pattern: /^could not open extension control file ".*\/([^/"]+)\.control"/u,
    words: ([, name]) => `The sandbox does not have the extension ${name}`,
  },
  {
    pattern: /^could not (?:access|load) (?:file|library) "([^"]+)"/u,
    words: ([, name]) => `The sandbox does not have the library ${name}`,
  },
  {
    pattern: /must be loaded via "?shared_preload_libraries"?/u,
    words: () => 'The sandbox does not load a library at its start that is needed',
  },
  {
    pattern: /^collation "([^"]+)" for encoding "[^"]+" does not exist/u,
    words: ([, name]) => `The sandbox does not have the collation ${name}`,
  },
  { pattern: /^role "([^"]+)" does not exist/u, words: ([, name]) => `The sandbox does not have the role ${name}` },
  { pattern: /^subscription "([^"]+)" does not exist/u, words: ([, name]) => `The sandbox does not have the subscription ${name}` },
  { pattern: /^tablespace "([^"]+)" does not exist/u, words: ([, name]) => `The sandbox does not have the tablespace ${name}` },
];

/** A foreign key finds no row (foreign_key_violation). */
const NO_SUCH_ROW = '23503';
const NO_ROOM = /^53|^58030$/;
/** A quota and a limit on the size of files have no SQLSTATE of their own (errcode_for_file_access, elog.c). */
const NO_ROOM_WORDS = /^could not (?:extend|write).*: (?:No space left on device|Disk quota exceeded|File too large)/u;

/** An error of a script as the proof tells it. `stopped`: why it was stopped by us. */
export function proofError(error: unknown, step: ProofError['step'], script: string, stopped: string | null): ProofError {
  const cause = error instanceof CallbackFailure && error.cause instanceof ScriptFailure ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return {
    step,
    script,
    message: stopped ?? message,
    sqlState: sqlStateOf(cause),
    line: cause instanceof FlybackError ? (cause.place?.line ?? null) : null,
    isTimeout: stopped !== null,
  };
}

/** Why an error says nothing of the migration; null: it does. */
export function missingInSandbox({ step, message, sqlState }: ProofError, isCopyOfTarget: boolean): string | null {
  const plain = message.replace(/^[A-Z]+: /u, '');
  // What up has found is there for its undo and for a second time.
  for (const { pattern, words } of step === 'up' ? LACKING : []) {
    const match = pattern.exec(plain);
    if (match !== null) return words(match);
  }
  if (isCopyOfTarget && step === 'up' && sqlState === NO_SUCH_ROW) return `The sandbox does not have all rows of the target: ${message}`;
  const hasNoRoom = (sqlState !== null && NO_ROOM.test(sqlState)) || NO_ROOM_WORDS.test(plain);
  return hasNoRoom ? `The sandbox ran out of room: ${message}` : null;
}

function sqlStateOf(error: unknown): string | null {
  if (error instanceof ScriptFailure || error instanceof InternalStepFailure || error instanceof ServerError) return error.server.sqlState;
  return null;
}

/** Without a sandbox nothing is proven, which the exit code says. */
export function asUnproven(error: unknown): unknown {
  if (isLost(error)) return lostSandbox(error);
  if (!(error instanceof SandboxError) || error.exitCode !== 1) return error;
  const code = error.code === 'ERR_SANDBOX_START' ? 'SANDBOX_START' : 'SANDBOX_UNAVAILABLE';
  return new SandboxError(code, error.message, { exitCode: NOT_PROVEN, hint: error.hint, cause: error });
}

/** The server of the sandbox is gone: what it answered last says nothing of the migrations. */
export function lostSandbox(error: unknown): SandboxError {
  const message = error instanceof Error ? error.message : String(error);
  return new SandboxError('SANDBOX_LOST', `The sandbox ended while migrations were tried out: ${message}`, {
    exitCode: NOT_PROVEN,
    cause: error,
    hint: 'Nothing is proven. Look for memory and disk space, and run the command again.',
  });
}

/** The server was there when the sandbox started, so that whoever cannot reach it now has lost it. */
function isLost(error: unknown): boolean {
  if (error instanceof LostState || error instanceof ConnectionLostError) return true;
  return error instanceof FlybackError && (error.code === 'ERR_DB_LOST' || error.code === 'ERR_DB_UNREACHABLE');
}
