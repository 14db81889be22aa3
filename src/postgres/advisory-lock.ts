import { LockError } from '../model/errors.ts';
import { queryHead } from '../syntax/query-head.ts';
import type { Session } from './session.ts';
import { sqlStatement } from './sql-files.ts';

/** `Flyway` as bytes (PostgreSQLAdvisoryLockTemplate.java, 12.4). */
const FLYWAY_MAGIC = 0x466c79776179n;
const FIRST_POLL_MS = 20;
const SPOKEN_POLL_MS = 80;
const LONGEST_POLL_MS = 250;

/** Java's String.hashCode: signed 32-bit over UTF-16 units. */
export function javaHashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

/** The key of the advisory lock that Flyway takes for a history table; `table` is quoted: `"public"."flyway_schema_history"`. */
export function flywayLockKey(table: string): bigint {
  return FLYWAY_MAGIC + BigInt(javaHashCode(table));
}

/** SQL that tries to take the lock for the session; false when somebody else has it. */
export function tryLockSql(key: bigint): string {
  return `SELECT pg_catalog.pg_try_advisory_lock(${key})`;
}

/** SQL that gives the lock back. */
export function unlockSql(key: bigint): string {
  return `SELECT pg_catalog.pg_advisory_unlock(${key})`;
}

/** Session that holds the lock. */
export interface LockHolder {
  readonly pid: number;
  readonly text: string;
}

/** Who holds the lock now; `null` when it has just been given back. */
export async function lockHolder(session: Session, key: bigint): Promise<LockHolder | null> {
  const unsigned = BigInt.asUintN(64, key);
  const high = Number(unsigned >> 32n);
  const low = Number(unsigned & 0xffffffffn);
  const [result] = await session.query(sqlStatement('lock/holder', { key_high: high, key_low: low }));
  return toHolder(result?.rows[0]);
}

/** Who keeps others from reading a table; `null` when nobody does any more. */
export async function tableLockHolder(session: Session, schema: string, table: string): Promise<LockHolder | null> {
  const [result] = await session.query(sqlStatement('lock/table-holder', { schema, table }));
  return toHolder(result?.rows[0]);
}

function toHolder(row: readonly (string | null)[] | undefined): LockHolder | null {
  if (row === undefined) return null;
  const [pid, user, application, client, state, ageS, query] = row;
  if (pid === null) return { pid: 0, text: 'a prepared transaction (see pg_prepared_xacts)' };
  const doing = query ? `: ${queryHead(query)}` : '';
  return {
    pid: Number(pid),
    text: `pid ${pid} (user ${user ?? '?'}, application ${application || '?'}, from ${client}, ${state ?? '?'} for ${ageS ?? '?'} s)${doing}`,
  };
}

/**
 * Takes the lock with `attempt`, which sends a message holding tryLockSql and answers whether it was got.
 * Polls as a try-lock and never blocks in the server: a blocked call holds a snapshot, which would stall CREATE INDEX CONCURRENTLY elsewhere.
 * Gives up after `retryCount` + 1 seconds as Flyway does; a negative count waits for ever.
 */
export async function acquireLock(
  session: Session,
  key: bigint,
  options: { readonly retryCount: number; readonly onWait: (holder: LockHolder | null) => void; readonly signal?: AbortSignal | undefined },
  attempt: () => Promise<boolean>,
): Promise<void> {
  if (await attempt()) return;
  const deadline = options.retryCount < 0 ? Infinity : Date.now() + (options.retryCount + 1) * 1000;
  let holder: LockHolder | null = null;
  for (let wait = FIRST_POLL_MS; Date.now() < deadline; wait = Math.min(wait * 2, LONGEST_POLL_MS)) {
    // A wait of some milliseconds, behind a runner that is just ending, is not worth a word.
    if (wait === SPOKEN_POLL_MS) options.onWait((holder = await lockHolder(session, key)));
    if (options.signal?.aborted === true) {
      throw new LockError('EXECUTE_CANCELLED', 'Cancelled while waiting for the lock. Nothing was done.', {
        exitCode: 130,
        cause: options.signal.reason,
      });
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (await attempt()) return;
  }
  holder = (await lockHolder(session, key)) ?? holder;
  throw new LockError(
    'LOCK_HELD',
    "Number of retries exceeded while attempting to acquire PostgreSQL advisory lock. Configure the number of retries with the 'lockRetryCount' configuration option: https://documentation.red-gate.com/flyway/reference/configuration/flyway-namespace/flyway-lock-retry-count-setting",
    { hint: holder === null ? undefined : `The lock is held by ${holder.text}. Nothing was done.` },
  );
}
