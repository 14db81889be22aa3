import { FlybackError } from '../model/errors.ts';
import type { ServerMessage } from '../postgres/server-error.ts';
import { ConnectionLostError } from '../postgres/server-error.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import { runInTransaction } from './callbacks.ts';
import { ConnectionLost, InternalStepFailure } from './script-failure.ts';
import { internalStep, type Step } from './step.ts';
import { throwIfAborted } from './cancellation.ts';
import type { TargetDatabase } from './target-database.ts';

const OUT_OF_MEMORY = '53200';
const QUERY_CANCELED = '57014';
const CANCELLED_EXIT_CODE = 130;
/** Statements of a transaction where one for all needs more locks than the server has room for. */
const BATCH_STATEMENTS = 200;
// A DROP ... CASCADE tells of every object that goes with it, and Flyway shows none of that.
const QUIET = 'SET LOCAL client_min_messages = warning';
// For one message only. Names outside pg_catalog then come with their schema, and no operator of the schemas' own is taken for a built-in one.
const CATALOG_ONLY = "SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)";

/** How the objects are dropped, and who is told. */
export interface CleanOptions {
  /** Drops what Flyway leaves behind, too (`flyback.fullClean`). */
  readonly isFull: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told of each statement before it is sent, and of batches. */
  readonly debug: (text: string) => void;
}

/** A statement of clean was refused by the server. */
export class CleanFailure extends FlybackError {
  readonly statement: string;
  readonly server: ServerMessage;
  /** Statements that had been committed: only where one transaction would have needed too many locks. */
  readonly committed: number;

  constructor(cause: InternalStepFailure, committed: number) {
    super('DB_QUERY', cause.message, { cause: cause.cause, flywayCode: 'DB_CONNECTION' });
    this.statement = cause.label;
    this.server = cause.server;
    this.committed = committed;
  }
}

/**
 * Empties a schema in one transaction, or in several where the server has no room for the locks of one.
 * Throws CleanFailure, ConnectionLost, or EXECUTE_CANCELLED when the signal came.
 */
export async function emptySchema(target: TargetDatabase, schema: string, options: CleanOptions): Promise<void> {
  const statements = await list(target, sqlStatement('clean/list-objects', { schema, is_full: options.isFull }));
  try {
    await dropAll(target, statements, options, 0);
  } catch (error) {
    if (!isShortOfLocks(error)) throw error;
    options.debug(`The server has no room for the locks of one transaction (${error.server.message}): dropping in several transactions`);
    const children = await list(target, sqlStatement('clean/list-child-tables', { schema }));
    await dropInBatches(target, [...children, ...statements], options);
  }
}

/** Drops a schema with all that is in it; throws as emptySchema. */
export async function dropSchema(target: TargetDatabase, schema: string, options: CleanOptions): Promise<void> {
  await dropAll(target, [sqlStatement('clean/drop-schema', { schema })], options, 0);
}

/** Drops publications and event triggers that exist for these schemas only; throws as emptySchema. */
export async function dropDatabaseObjects(target: TargetDatabase, schemas: readonly string[], options: CleanOptions): Promise<void> {
  await dropAll(target, await list(target, sqlStatement('clean/list-database-objects', { schemas })), options, 0);
}

/** Sends what the catalog is asked, as the role of the run: a callback may have set another. One round trip. */
async function list(target: TargetDatabase, query: string): Promise<string[]> {
  try {
    const results = await target.session.query([...target.resetStatements(), CATALOG_ONLY, query].join(';\n'));
    return (results.at(-1)?.rows ?? []).map(([statement]) => statement ?? '');
  } catch (error) {
    throw error instanceof ConnectionLostError ? new ConnectionLost(null, error) : error;
  }
}

async function dropInBatches(target: TargetDatabase, statements: readonly string[], options: CleanOptions): Promise<void> {
  let size = BATCH_STATEMENTS;
  for (let done = 0; done < statements.length;) {
    const batch = statements.slice(done, done + size);
    try {
      await dropAll(target, batch, options, done);
      done += batch.length;
    } catch (error) {
      if (!isShortOfLocks(error) || batch.length === 1) throw error;
      size = Math.ceil(batch.length / 2);
      options.debug(`Still no room for the locks (${error.server.message}): ${size} statements in a transaction`);
    }
  }
}

/** Runs the statements in one transaction; `committed` is how many ran in those before. */
async function dropAll(target: TargetDatabase, statements: readonly string[], options: CleanOptions, committed: number): Promise<void> {
  const { signal } = options;
  throwIfAborted(signal);
  if (statements.length === 0) return;
  for (const statement of statements) options.debug(`Executing SQL: ${statement}`);
  const texts = [...target.resetStatements(), QUIET, ...statements];
  const steps = (): Step[] => texts.map((text) => internalStep(text, text));
  try {
    await runInTransaction(
      target.session,
      steps,
      { observer: () => undefined, signal, reportsResults: false, announcesStatements: false, dryRun: null, overrides: [], live: null },
      { isSingle: false, isAtomic: true, isGuardedBefore: false },
    );
  } catch (error) {
    if (!(error instanceof InternalStepFailure)) throw error;
    if (error.server.sqlState === QUERY_CANCELED && signal?.aborted === true) {
      throw new FlybackError('EXECUTE_CANCELLED', 'Cancelled: the transaction was rolled back.', {
        exitCode: CANCELLED_EXIT_CODE,
        cause: signal.reason,
      });
    }
    throw new CleanFailure(error, committed);
  }
}

function isShortOfLocks(error: unknown): error is CleanFailure {
  return error instanceof CleanFailure && error.server.sqlState === OUT_OF_MEMORY;
}
