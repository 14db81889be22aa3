import type { ConnectionSettings } from '../../model/connection.ts';
import type { EmbeddedServer } from './embedded.ts';
import type { Sandbox, SandboxKind } from './sandbox.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Not `postgres`: that may be the target's name, and so that of the sandbox's database. */
const MAINTENANCE_DATABASE = 'template1';

/** Where a server of ours listens. */
export interface ServerAddress {
  /** A directory means the unix socket in it. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | null;
}

/** A server started by us as a sandbox. */
export function ownServer(kind: SandboxKind, address: ServerAddress, stop: () => Promise<void>): Sandbox {
  return {
    kind,
    isOwnServer: true,
    connection: (database) => connectionTo(address, database),
    maintenanceDatabase: MAINTENANCE_DATABASE,
    [Symbol.asyncDispose]: stop,
  };
}

/** A started PostgreSQL of this machine as a sandbox, by its socket. */
export function localServer(kind: SandboxKind, server: EmbeddedServer): Sandbox {
  const address = { host: server.socketDirectory, port: server.port, user: server.user, password: null };
  return ownServer(kind, address, () => server.stop());
}

function connectionTo({ host, port, user, password }: ServerAddress, database: string): ConnectionSettings {
  return {
    hosts: [{ host, port }],
    database,
    user,
    password,
    passFile: null,
    ssl: {
      mode: 'disable',
      isValidating: false,
      rootCertFile: null,
      certFile: null,
      keyFile: null,
      keyPassword: null,
      isDirect: false,
    },
    searchPath: null,
    startupOptions: null,
    applicationName: 'flyback',
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    targetSession: 'any',
    isLoadBalanced: false,
    shownUrl: `postgres://${host}:${port}/${database}`,
  };
}
