import { join } from 'node:path';
import { lookAt, readOptionalFile, systemUser } from '../io/environment.ts';
import type { ConnectionSettings, SslMode, TargetSession } from '../model/connection.ts';
import type { LogLine } from '../model/log.ts';
import type { ConfigProblem } from './config-problem.ts';
import { parseConnectionUrl, type Address, type UrlParts } from './connection-url.ts';
import { findPassword } from './pass-file.ts';
import { findService } from './service-file.ts';

/** What the keys of a configuration say about the connection. */
export interface ConnectionRequest {
  readonly url: string | null;
  /** For messages: where the url stands. */
  readonly urlSource: string;
  readonly user: string | null;
  readonly password: string | null;
  readonly jdbcProperties: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Whether `DATABASE_URL`, `PG*` and the service file are asked when there is no url. */
  readonly isEnvironmentAsked: boolean;
}

export interface ConnectionAnswer {
  /** `null`: nothing says where the database is, or it is said wrongly (see `problems`). */
  readonly settings: ConnectionSettings | null;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly LogLine[];
}

const DEFAULT_PORT = '5432';
const DEFAULT_CONNECT_TIMEOUT_S = 10;
const SSL_MODES: readonly string[] = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] satisfies readonly SslMode[];

/** pgjdbc's targetServerType and libpq's target_session_attrs, both in lower case. */
const TARGETS: Readonly<Record<string, TargetSession>> = {
  any: 'any',
  primary: 'primary',
  master: 'primary',
  secondary: 'standby',
  slave: 'standby',
  standby: 'standby',
  prefersecondary: 'prefer-standby',
  preferslave: 'prefer-standby',
  'prefer-standby': 'prefer-standby',
  preferprimary: 'prefer-primary',
  'read-write': 'read-write',
  'read-only': 'read-only',
};

/** libpq's parameters that have a variable (PostgreSQL manual, "Environment Variables"). */
const VARIABLES: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  hostaddr: 'PGHOSTADDR',
  port: 'PGPORT',
  dbname: 'PGDATABASE',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  service: 'PGSERVICE',
  options: 'PGOPTIONS',
  application_name: 'PGAPPNAME',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslnegotiation: 'PGSSLNEGOTIATION',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
  load_balance_hosts: 'PGLOADBALANCEHOSTS',
};

/** Parameters that both worlds have under different names. */
const SAME: Readonly<Record<string, string>> = {
  applicationname: 'application_name',
  connecttimeout: 'connect_timeout',
  targetservertype: 'target_session_attrs',
  loadbalancehosts: 'load_balance_hosts',
  pghost: 'host',
  pgport: 'port',
  pgdbname: 'dbname',
};

type Parameters = ReadonlyMap<string, string>;

function renamed(parameters: Parameters): Map<string, string> {
  return new Map([...parameters].map(([name, value]) => [SAME[name.toLowerCase()] ?? name.toLowerCase(), value]));
}

function fromVariables(env: ConnectionRequest['env']): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, variable] of Object.entries(VARIABLES)) {
    const value = env[variable];
    if (value !== undefined && value !== '') found.set(name, value);
  }
  return found;
}

/** One reading of one request: collects problems and warnings on its way. */
class Reader {
  readonly problems: ConfigProblem[] = [];
  readonly warnings: LogLine[] = [];
  readonly #request: ConnectionRequest;

  constructor(request: ConnectionRequest) {
    this.#request = request;
  }

  read(): ConnectionSettings | null {
    const { url, urlSource, env, isEnvironmentAsked } = this.#request;
    if (url !== null && url.trim() !== '') return this.#fromUrl(url, urlSource);
    if (!isEnvironmentAsked) return null;
    const databaseUrl = env['DATABASE_URL'];
    if (databaseUrl !== undefined && databaseUrl.trim() !== '') return this.#fromUrl(databaseUrl, 'DATABASE_URL');
    const given = fromVariables(env);
    if (!['host', 'hostaddr', 'dbname', 'service'].some((name) => given.has(name))) return null;
    return this.#build(new Map(), 'libpq', [], null, 'PG* variables');
  }

  #fromUrl(url: string, source: string): ConnectionSettings | null {
    const parts = parseConnectionUrl(url);
    if ('fault' in parts) {
      this.problems.push({ code: 'CONFIG_INVALID', text: parts.fault, source, hint: parts.hint, flywayCode: 'ERROR' });
      return null;
    }
    const own = renamed(parts.parameters);
    const set = (name: string, value: string | null): void => {
      if (value !== null && !own.has(name)) own.set(name, value);
    };
    set('dbname', parts.database);
    set('user', parts.user);
    set('password', parts.password);
    return this.#build(own, parts.dialect, parts.addresses, parts.shownUrl, source);
  }

  #build(
    own: Map<string, string>,
    dialect: UrlParts['dialect'],
    addresses: readonly Address[],
    shownUrl: string | null,
    source: string,
  ): ConnectionSettings | null {
    for (const [name, value] of renamed(this.#request.jdbcProperties)) own.set(name, value);
    // The JDBC driver does not read PGHOST and the others, but DATABASE_URL and postgres:// URLs are libpq's world.
    const variables = dialect === 'libpq' ? fromVariables(this.#request.env) : new Map<string, string>();
    const service = this.#service(own.get('service') ?? variables.get('service'), source);
    const get = (name: string): string | null => own.get(name) ?? service.get(name) ?? variables.get(name) ?? null;
    const hosts = this.#hosts(
      addresses.length > 0 ? addresses : listAddresses(get('host') ?? get('hostaddr'), get('port'), dialect),
      get('port'),
      source,
      shownUrl,
    );
    const user = this.#request.user ?? emptyToNull(get('user'));
    const database = emptyToNull(get('dbname'));
    const ssl = this.#ssl(get, source);
    const target = this.#target(get('target_session_attrs'), source);
    const connectTimeoutMs = this.#timeout(get, source);
    if (this.problems.length > 0) return null;
    const known = this.#request.password ?? get('password') ?? this.#request.env['PGPASSWORD'] ?? null;
    const passFile = known === null || known === '' ? this.#passFile(get('passfile')) : null;
    const password = known !== null && known !== '' ? known : this.#lookUp(passFile, hosts, database, user);
    return {
      hosts,
      database,
      user,
      password: password ?? known,
      passFile: passFile?.path ?? null,
      ssl,
      searchPath: emptyToNull(get('currentschema')),
      startupOptions: emptyToNull(get('options')),
      applicationName: emptyToNull(get('application_name')) ?? 'flyback',
      connectTimeoutMs,
      targetSession: target,
      isLoadBalanced: ['true', 'random'].includes((get('load_balance_hosts') ?? '').toLowerCase()),
      shownUrl: shownUrl ?? urlOf(hosts, database),
    };
  }

  #service(name: string | undefined, source: string): Parameters {
    if (name === undefined || name === '') return new Map();
    const { env, home } = this.#request;
    const sysconf = env['PGSYSCONFDIR'];
    const files = [
      env['PGSERVICEFILE'] ?? join(home, '.pg_service.conf'),
      ...(sysconf === undefined ? [] : [join(sysconf, 'pg_service.conf')]),
    ];
    for (const file of files) {
      const text = readOptionalFile(file)?.toString('utf8');
      const found = text === undefined ? null : findService(text, name);
      if (found !== null) return renamed(found);
    }
    this.problems.push({
      code: 'CONFIG_INVALID',
      text: `definition of service "${name}" not found`,
      source,
      hint: `Looked in ${files.join(' and ')}.`,
    });
    return new Map();
  }

  #hosts(addresses: readonly Address[], port: string | null, source: string, shownUrl: string | null): ConnectionSettings['hosts'] {
    return addresses.map((address) => {
      const text = address.port ?? (port !== null && !port.includes(',') ? port : DEFAULT_PORT);
      const number = Number(text);
      if (!/^\d+$/.test(text) || number < 1 || number > 65_535) {
        // What looks like a port may be the beginning of a password with an unescaped slash.
        const isDoubtful = shownUrl?.includes('@') === true;
        const hint = isDoubtful
          ? 'The port is not a number from 1 to 65535. Inside a password write / as %2F, : as %3A, @ as %40, ? as %3F.'
          : `"${text}" is not a port (1 to 65535).`;
        this.problems.push({
          code: 'CONFIG_INVALID',
          text: shownUrl === null ? `Invalid port: ${text}` : `Unable to parse URL ${shownUrl}`,
          source,
          hint,
        });
      }
      return { host: address.host === '' ? 'localhost' : address.host, port: number };
    });
  }

  #ssl(get: (name: string) => string | null, source: string): ConnectionSettings['ssl'] {
    const wanted = emptyToNull(get('sslmode'));
    const flag = get('ssl');
    const isFlagOn = flag !== null && (flag === '' || flag.toLowerCase() === 'true');
    if (wanted !== null && !SSL_MODES.includes(wanted)) {
      this.problems.push({
        code: 'CONFIG_INVALID',
        text: `Invalid sslmode value: ${wanted}`,
        source,
        hint: `One of ${SSL_MODES.join(', ')}.`,
      });
    }
    const isValidating = !(get('sslfactory') ?? '').endsWith('NonValidatingFactory');
    const asked = (wanted ?? (isFlagOn ? 'verify-full' : 'prefer')) as SslMode;
    const mode: SslMode = !isValidating && asked.startsWith('verify-') ? 'require' : asked;
    const inHome = (name: string): string | null => {
      const path = join(this.#request.home, '.postgresql', name);
      return (mode === 'require' || mode.startsWith('verify-')) && lookAt(path)?.kind === 'file' ? path : null;
    };
    const certFile = emptyToNull(get('sslcert')) ?? inHome('postgresql.crt');
    return {
      mode,
      isValidating,
      rootCertFile: emptyToNull(get('sslrootcert')) ?? (isValidating ? inHome('root.crt') : null),
      certFile,
      keyFile: emptyToNull(get('sslkey')) ?? (certFile === null ? null : inHome('postgresql.key')),
      keyPassword: emptyToNull(get('sslpassword')),
      isDirect: get('sslnegotiation')?.toLowerCase() === 'direct',
    };
  }

  #target(text: string | null, source: string): TargetSession {
    const target = TARGETS[(emptyToNull(text) ?? 'any').toLowerCase()];
    if (target === undefined) {
      this.problems.push({
        code: 'CONFIG_INVALID',
        text: `Invalid targetServerType value: ${text}`,
        source,
        hint: 'One of any, primary, secondary, preferSecondary, preferPrimary, read-write, read-only.',
      });
    }
    return target ?? 'any';
  }

  /** The shorter of connectTimeout and loginTimeout; 0 means none in both worlds, but a day is enough for anybody. */
  #timeout(get: (name: string) => string | null, source: string): number {
    const seconds = ['connect_timeout', 'logintimeout'].flatMap((name) => {
      const text = emptyToNull(get(name));
      if (text === null) return [];
      if (/^\d+$/.test(text)) return Number(text) === 0 ? [] : [Number(text)];
      this.problems.push({
        code: 'CONFIG_INVALID',
        text: `Invalid value for ${name === 'logintimeout' ? 'loginTimeout' : 'connectTimeout'} (should be seconds): ${text}`,
        source,
      });
      return [];
    });
    const isOff = get('connect_timeout') === '0';
    return Math.min(...seconds, seconds.length > 0 ? Infinity : isOff ? 86_400 : DEFAULT_CONNECT_TIMEOUT_S) * 1000;
  }

  #passFile(given: string | null): { readonly path: string; readonly text: string } | null {
    const path = given ?? emptyToNull(this.#request.env['PGPASSFILE'] ?? null) ?? join(this.#request.home, '.pgpass');
    const found = lookAt(path);
    if (found === null) return null;
    if (found.kind !== 'file') {
      this.warnings.push({ level: 'warn', text: `password file "${path}" is not a plain file` });
      return null;
    }
    // libpq refuses it too, since others can read it (fe-connect.c, passwordFromFile).
    if ((found.mode & 0o077) !== 0 && process.platform !== 'win32') {
      this.warnings.push({
        level: 'warn',
        text: `password file "${path}" has group or world access; permissions should be u=rw (0600) or less`,
      });
      return null;
    }
    const text = readOptionalFile(path)?.toString('utf8');
    return text === undefined ? null : { path, text };
  }

  #lookUp(
    file: { readonly text: string } | null,
    hosts: ConnectionSettings['hosts'],
    database: string | null,
    user: string | null,
  ): string | null {
    if (file === null) return null;
    const name = user ?? systemUser();
    if (name === null) return null;
    for (const { host, port } of hosts) {
      const password = findPassword(file.text, { host, port, database: database ?? name, user: name });
      if (password !== null) return password;
    }
    return null;
  }
}

function emptyToNull(text: string | null): string | null {
  return text === null || text === '' ? null : text;
}

/** `host=a,b` with `port=1,2`, as libpq has them. */
function listAddresses(host: string | null, port: string | null, dialect: UrlParts['dialect']): readonly Address[] {
  const hosts = (emptyToNull(host) ?? (dialect === 'libpq' ? defaultHost() : 'localhost')).split(',');
  const ports = (emptyToNull(port) ?? '').split(',');
  return hosts.map((each, i) => ({ host: each, port: emptyToNull(ports[ports.length === 1 ? 0 : i] ?? null) }));
}

/** libpq's default is a unix socket, where there is one. */
function defaultHost(): string {
  return ['/var/run/postgresql', '/tmp'].find((folder) => lookAt(join(folder, '.s.PGSQL.5432')) !== null) ?? 'localhost';
}

function urlOf(hosts: ConnectionSettings['hosts'], database: string | null): string {
  const [first] = hosts;
  if (first?.host.startsWith('/') === true) return `postgresql:///${database ?? ''}?host=${first.host}&port=${first.port}`;
  const list = hosts.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(',');
  return `postgresql://${list}/${database ?? ''}`;
}

/**
 * Where the database is and how to get in: the url, else `DATABASE_URL`, else the `PG*` variables; parameters of a URL win over
 * those of a service, which win over `PG*`. Passwords come from the keys, the URL, `PGPASSWORD` or the pass file.
 */
export function connectionSettings(request: ConnectionRequest): ConnectionAnswer {
  const reader = new Reader(request);
  const settings = reader.read();
  return { settings, problems: reader.problems, warnings: reader.warnings };
}
