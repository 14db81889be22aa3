import type { Fingerprint } from '../../model/fingerprint.ts';
import { DatabaseError } from '../../model/errors.ts';
import { inOwnTransaction, leftOut, type DefinitionScope } from '../../postgres/definition-query.ts';
import { readFingerprint, type FingerprintOptions } from '../../postgres/read-fingerprint.ts';
import { readSchema } from '../../postgres/read-schema.ts';
import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';
import type { Schema } from '../../schema/schema.ts';

/** A schema as it was at one moment, with all that a copy of it needs. */
export interface SchemaImage {
  readonly schema: Schema;
  readonly fingerprint: Fingerprint;
  /** The number that each sequence gave last, as text; null: none yet. By quoted name. */
  readonly sequences: ReadonlyMap<string, string | null>;
  /** What the planner knows of columns, without values, as JSON. */
  readonly columnStatistics: string;
  /** The history table with its rows as JSON; null: there is none, or none was asked for. */
  readonly history: { readonly schema: string; readonly name: string; readonly rows: string } | null;
}

export interface ImageOptions extends DefinitionScope {
  /** Owners and privileges count: the roles of both sides are the same. */
  readonly hasRoles: boolean;
  /** A table whose rows belong to the image. */
  readonly history?: { readonly schema: string; readonly name: string } | undefined;
  /** How long what somebody has locked is waited for. */
  readonly lockTimeoutMs?: number;
}

const LOCK_NOT_AVAILABLE = '55P03';
const LOCK_TIMEOUT_MS = 5000;

/**
 * Reads the schema of a database in one read-only transaction of its own, which sees one moment.
 * @throws DatabaseError where somebody has locked what must be opened to be read
 */
export function readSchemaImage(session: Session, options: ImageOptions): Promise<SchemaImage> {
  return reading(session, () => imageOf(session, options), options.lockTimeoutMs);
}

/**
 * Reads definitions of a database that others use, in one read-only transaction.
 * @throws DatabaseError where somebody has locked what must be opened to be read
 */
export async function reading<T>(session: Session, work: () => Promise<T>, lockTimeoutMs: number = LOCK_TIMEOUT_MS): Promise<T> {
  await session.query(`BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL lock_timeout = ${lockTimeoutMs}`);
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ServerError) || error.server.sqlState !== LOCK_NOT_AVAILABLE) throw error;
    throw new DatabaseError(
      'DB_QUERY',
      `The schema cannot be read: another session has locked a part of it for longer than ${lockTimeoutMs} ms.`,
      { cause: error, hint: 'Run the command again when the ALTER TABLE, VACUUM FULL or the like is over.' },
    );
  } finally {
    if (!session.isLost) await session.query('ROLLBACK');
  }
}

async function imageOf(session: Session, options: ImageOptions): Promise<SchemaImage> {
  const scope = fingerprintOptions(options);
  const schema = await readSchema(session, scope);
  const fingerprint = await readFingerprint(session, scope);
  const statements = [sqlStatement('schema/sequence-states', leftOut(options)), sqlStatement('schema/column-statistics', leftOut(options))];
  const [sequences, statistics] = await session.query(inOwnTransaction(session, statements.join(';\n')));
  const states = (sequences?.rows ?? []).map(([name, value]): [string, string | null] => [name ?? '', value ?? null]);
  return {
    schema,
    fingerprint,
    sequences: new Map(states),
    columnStatistics: statistics?.rows[0]?.[0] ?? '[]',
    history: await historyOf(session, options),
  };
}

async function historyOf(session: Session, { history }: ImageOptions): Promise<SchemaImage['history']> {
  if (history === undefined) return null;
  const { schema, name } = history;
  const [result] = await session.query(sqlStatement('schema/table-rows', { schema, table: name }));
  return { schema, name, rows: result?.rows[0]?.[0] ?? '[]' };
}

/** What counts when original and copy are compared. */
export function fingerprintOptions({ hasRoles, withoutSchemas = [], withoutRelations = [] }: ImageOptions): FingerprintOptions {
  return { withoutSchemas, withoutRelations, withoutOwners: !hasRoles, withoutGrants: !hasRoles };
}
