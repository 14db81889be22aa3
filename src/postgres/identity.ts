import type { Session } from './session.ts';
import { sqlStatement } from './sql-files.ts';

/** What tells one database from another. */
export interface DatabaseIdentity {
  /** The server's system identifier as text (it is a 64-bit number); null where the role may not read it. */
  readonly systemIdentifier: string | null;
  readonly databaseOid: string;
  /** Of the server itself, whatever the client's side calls it. */
  readonly port: number;
  /** When the server was started, to the microsecond: two servers made from one data directory share all else. */
  readonly startedAt: string;
  /** The server itself is asked through its own machine: a unix socket or a loopback address, seen from there. */
  readonly isLocal: boolean;
  /** Another backend answers than the one that greeted us: a pooler stands between. */
  readonly isPooled: boolean;
}

/** Asks a database who it is. One round trip. */
export async function readIdentity(session: Session, backendPid: number): Promise<DatabaseIdentity> {
  const [result] = await session.query(sqlStatement('catalog/target-identity'));
  const [systemIdentifier = null, databaseOid, port, startedAt, isLocal] = result?.rows[0] ?? [];
  return {
    systemIdentifier,
    databaseOid: databaseOid ?? '0',
    port: Number(port ?? 0),
    startedAt: startedAt ?? '',
    isLocal: isLocal === 't',
    isPooled: session.backendPid !== backendPid,
  };
}

/** Whether two sessions have reached one server, by whatever names and ports. A copy that was restored from a backup is another one. */
export function isSameServer(a: DatabaseIdentity, b: DatabaseIdentity): boolean {
  const areKnown = a.systemIdentifier !== null && b.systemIdentifier !== null;
  return (!areKnown || a.systemIdentifier === b.systemIdentifier) && a.startedAt === b.startedAt;
}
