import type { Session } from './session.ts';
import { sqlStatement } from './sql-files.ts';

/** What tells one database from another. */
export interface DatabaseIdentity {
  /** The server's system identifier as text (it is a 64-bit number); null where the role may not read it. */
  readonly systemIdentifier: string | null;
  readonly databaseOid: string;
  /** Of the server itself, whatever the client's side calls it. */
  readonly port: number;
  /** Another backend answers than the one that greeted us: a pooler stands between. */
  readonly isPooled: boolean;
}

/** Asks a database who it is. One round trip. */
export async function readIdentity(session: Session, backendPid: number): Promise<DatabaseIdentity> {
  const [result] = await session.query(sqlStatement('catalog/target-identity'));
  const [systemIdentifier = null, databaseOid, port] = result?.rows[0] ?? [];
  return {
    systemIdentifier,
    databaseOid: databaseOid ?? '0',
    port: Number(port ?? 0),
    isPooled: session.backendPid !== backendPid,
  };
}
