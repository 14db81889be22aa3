import { isSameServer, type DatabaseIdentity } from '../postgres/identity.ts';

/** What is known of the target, which the sandbox must never be. */
export interface TargetFacts {
  readonly identity: DatabaseIdentity;
  readonly database: string;
}

/** Whether two sessions have reached one database. */
export function isSameDatabase(a: DatabaseIdentity, b: DatabaseIdentity): boolean {
  return isSameServer(a, b) && a.databaseOid === b.databaseOid;
}

/** Why nothing may be written on this server, to which a sandbox has led; null: it is another one, or a shadow beside a target on this machine. */
export function objectionTo(sandbox: { readonly isOwnServer: boolean }, identity: DatabaseIdentity, target: TargetFacts): string | null {
  if (!isSameServer(identity, target.identity)) return null;
  if (sandbox.isOwnServer) return 'The sandbox is the server of the target itself';
  if (isSameDatabase(identity, target.identity)) return `flyback.shadowUrl is the database of the target itself (${target.database})`;
  // Roles, tablespaces and settings belong to the whole server: migrations that are only tried out would change them for the target too.
  return target.identity.isLocal ? null : 'flyback.shadowUrl is on the server of the target';
}
