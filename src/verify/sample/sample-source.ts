import { createHash } from 'node:crypto';
import { SandboxError } from '../../model/errors.ts';
import { ConnectionLostError, ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';
import { quoteLiteral } from '../../syntax/names.ts';
import type { Digest } from '../mask/mask-expression.ts';

const NOT_PROVEN = 11;
const LOCK_TIMEOUT = '55P03';
const CANCELLED = '57014';

// What decides how values are written, that nothing but PostgreSQL's own functions is called, and that others hardly notice.
const SETTINGS: readonly string[] = [
  'SET LOCAL search_path = pg_catalog, pg_temp',
  'SET LOCAL row_security = off',
  'SET LOCAL standard_conforming_strings = on',
  "SET LOCAL DateStyle = 'ISO, YMD'",
  "SET LOCAL IntervalStyle = 'postgres'",
  "SET LOCAL TimeZone = 'UTC'",
  'SET LOCAL extra_float_digits = 3',
  "SET LOCAL bytea_output = 'hex'",
  'SET LOCAL xmloption = content',
  'SET LOCAL idle_in_transaction_session_timeout = 0',
  // To compile the many expressions of masks takes longer than to run them, and others need the processors.
  'SET LOCAL jit = off',
  'SET LOCAL max_parallel_workers_per_gather = 0',
];

/** How long the source may be kept busy. */
export interface SourceLimits {
  readonly lockTimeoutS: number;
  readonly statementTimeoutS: number;
}

/** Opens the transaction in which everything is read: one snapshot, read only, no lock above ACCESS SHARE. */
export async function beginSnapshot(session: Session, tables: readonly string[], limits: SourceLimits): Promise<void> {
  const locks = tables.length === 0 ? [] : [sqlStatement('sample/lock-tables', { tables: { sql: tables.join(', ') } })];
  await session.query(
    [
      'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
      `SET LOCAL lock_timeout = '${limits.lockTimeoutS}s'`,
      `SET LOCAL statement_timeout = '${limits.statementTimeoutS}s'`,
      ...SETTINGS,
      ...locks,
    ].join(';\n'),
  );
}

/** How the source makes digests: MD5 where it may be used, which is quicker. `secret`: nobody can tell the values without it. */
export async function digestOf(session: Session, secret: string): Promise<Digest> {
  const { error } = await session.send("SELECT pg_catalog.md5('')");
  const key = quoteLiteral(secret);
  const seed = createHash('sha256').update(secret).digest().readBigInt64BE();
  return {
    hex: (text) => (error === null ? `md5(${key} || ${text})` : `left(encode(sha256(convert_to(${key} || ${text}, 'UTF8')), 'hex'), 32)`),
    number: (text) => `(hashtextextended(${text}, ${seed}) & 9223372036854775807)`,
  };
}

/** What a person is told when the source ends the copy. Messages about values are not repeated: they quote them. */
export function sampleError(error: unknown, limits: SourceLimits): unknown {
  const failure = (message: string, hint: string): SandboxError =>
    new SandboxError('SANDBOX_SAMPLE', `The sample could not be taken: ${message}. Nothing was changed, and nothing is proven.`, {
      exitCode: NOT_PROVEN,
      hint,
      cause: error,
    });
  if (error instanceof ConnectionLostError) return failure(`a connection was lost (${error.message})`, 'Run the command again.');
  if (!(error instanceof ServerError)) return error;
  const { sqlState } = error.server;
  if (sqlState === LOCK_TIMEOUT)
    return failure(
      `another session holds a lock on one of the tables for longer than ${limits.lockTimeoutS} s`,
      'Run the command again when the ALTER TABLE, VACUUM FULL or the like is over.',
    );
  if (sqlState === CANCELLED)
    return failure(
      `a statement took longer than ${limits.statementTimeoutS} s (flyback.verify.sampleTimeout), or was cancelled`,
      'Take a smaller sample, or allow more time.',
    );
  if (sqlState.startsWith('53')) return failure(wordsOf(error), 'A server has no room for it: take a smaller sample.');
  return failure(wordsOf(error), 'The message is that of a server: nothing of the values is in it.');
}

/** A server's message without what it may quote of the rows: those of class 22 (data) and 23 (constraints) do. */
export function wordsOf({ server }: ServerError): string {
  const { sqlState, message, constraint } = server;
  if (sqlState.startsWith('23'))
    return constraint === null ? `a constraint is violated (SQLSTATE ${sqlState})` : `${constraint} is violated`;
  return sqlState.startsWith('22') ? `a value is not valid (SQLSTATE ${sqlState})` : message;
}
