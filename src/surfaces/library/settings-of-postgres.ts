import { dirname } from 'node:path';
import type { ConnectionSettings, TargetSession } from '../../model/connection.ts';
import type { PostgresInstance } from './library-options.ts';

/** What of the options of `postgres` (3.4, index.js, parseOptions) says where the database is. */
interface PostgresOptions {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false | undefined;
  readonly user: string;
  readonly database: string;
  readonly pass?: string | (() => string | Promise<string>) | null | undefined;
  readonly ssl?: unknown;
  readonly sslnegotiation?: string | null | undefined;
  readonly connect_timeout?: number | null | undefined;
  readonly target_session_attrs?: string | null | undefined;
  readonly connection?: Readonly<Record<string, unknown>> | undefined;
}

const DEFAULT_CONNECT_TIMEOUT_S = 30;

/**
 * The settings to open a session of our own where an instance of `postgres` would.
 * Its own connections will not do: it spreads queries over several of them and does not tell how far a failed message came.
 */
export async function settingsOfPostgres(instance: PostgresInstance): Promise<ConnectionSettings> {
  const options: PostgresOptions = instance.options;
  const password = typeof options.pass === 'function' ? await options.pass() : options.pass;
  const hosts = hostsOf(options);
  const [first] = hosts;
  const parameter = (name: string): string | null => {
    const value = options.connection?.[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  return {
    hosts,
    database: options.database,
    user: options.user,
    password: password === undefined || password === '' ? null : password,
    passFile: null,
    ssl: {
      ...tls(options.ssl),
      rootCertFile: null,
      certFile: null,
      keyFile: null,
      keyPassword: null,
      isDirect: options.sslnegotiation === 'direct',
    },
    searchPath: parameter('search_path'),
    startupOptions: parameter('options'),
    applicationName: 'flyback',
    connectTimeoutMs: (options.connect_timeout ?? DEFAULT_CONNECT_TIMEOUT_S) * 1000,
    targetSession: (options.target_session_attrs ?? 'any') as TargetSession,
    isLoadBalanced: false,
    shownUrl: `postgresql://${first === undefined ? '' : `${first.host}:${first.port}`}/${options.database}`,
  };
}

function hostsOf({ host, port, path }: PostgresOptions): ConnectionSettings['hosts'] {
  if (typeof path === 'string' && path !== '') return [{ host: dirname(path), port: Number(path.slice(path.lastIndexOf('.') + 1)) }];
  return host.map((name, index) => ({ host: name, port: port[index] ?? port[0] ?? 5432 }));
}

/** `require`, `allow` and `prefer` check no certificate there; `true` and an object are what Node takes for TLS. */
function tls(ssl: unknown): Pick<ConnectionSettings['ssl'], 'mode' | 'isValidating' | 'options'> {
  if (ssl === undefined || ssl === null || ssl === false) return { mode: 'disable', isValidating: false };
  if (ssl === 'require' || ssl === 'allow' || ssl === 'prefer') return { mode: ssl, isValidating: false };
  if (typeof ssl === 'object') return { mode: 'require', isValidating: true, options: { rejectUnauthorized: true, ...ssl } };
  return { mode: 'verify-full', isValidating: true };
}
