import { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import { sqlStatement, type SqlFileName } from '../postgres/sql-files.ts';
import { executeOwn } from './own-statements.ts';

/** Somebody else has just made the same schema or table. */
const MADE_MEANWHILE: ReadonlySet<string> = new Set(['23505', '42P06', '42P07', 'XX000']);

/** Makes a table in schema `flyback`, and the schema where it is missing; throws ServerError, then nothing was made. */
export async function makeControlTable(session: Session, names: readonly SqlFileName[]): Promise<void> {
  const statements = (['control/create-schema', 'control/share-schema', ...names] as const).map((name) => sqlStatement(name));
  await executeOwn(session, null, statements).catch((error: unknown) => {
    if (error instanceof ServerError && MADE_MEANWHILE.has(error.server.sqlState)) return executeOwn(session, null, statements);
    throw error;
  });
}
