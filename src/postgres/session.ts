import { userInfo } from 'node:os';
import { connect as connectSocket } from 'node:net';
import type { Client, ClientConfig } from 'pg';
import PgClientClass from 'pg/lib/client.js';
import { pause } from '../io/pause.ts';
import type { ConnectionSettings } from '../model/connection.ts';
import { DatabaseError } from '../model/errors.ts';
import { MessageQuery, type MessageObserver, type MessageOutcome, type ResultSet } from './message-query.ts';
import { openSocket, tlsAttempts, type ReadySocket } from './socket.ts';
import { ConnectionLostError, ServerError, toServerMessage, type RawServerMessage } from './server-error.ts';

/** What we use of a `pg` client; the library API may hand in one that the caller owns. */
export interface PgClient extends Client {
  readonly processID: number;
}

/** Status of the session's transaction as ReadyForQuery tells it: idle, in a transaction, in a failed one. */
export type TransactionStatus = 'I' | 'T' | 'E';

export interface SessionOptions {
  /** Retries after a first failed attempt, as Flyway's `connectRetries`. */
  readonly connectRetries: number;
  /** Longest wait between attempts in seconds: Flyway's `connectRetriesInterval`. */
  readonly connectRetriesIntervalS: number;
  readonly timeZone: string;
  readonly onRetry?: (text: string) => void;
  /** Told when the start-up message has been sent: from then on the server is at work. */
  readonly onStartup?: () => void;
  readonly signal?: AbortSignal | undefined;
}

interface WireClient {
  connection: NodeJS.EventEmitter & { stream: { unref?(): void; destroy(): void } };
  getStartupConf(): Record<string, string>;
  processID: number;
  secretKey: number;
  ssl: unknown;
  host: string;
  port: number;
}

const NETWORK_SQL_STATES: Readonly<Record<string, string>> = {
  ECONNREFUSED: '08001',
  ENOTFOUND: '08001',
  ETIMEDOUT: '08001',
  EAI_AGAIN: '08001',
  ECONNRESET: '08006',
};
const CANCEL_REQUEST_CODE = 80877102;

/** One connection that may write, pinned to its backend, speaking the simple protocol. */
export class Session {
  readonly #client: PgClient;
  readonly #wire: WireClient;
  readonly #isOwned: boolean;
  readonly #parameters = new Map<string, string>();
  #active: MessageQuery | null = null;
  #roundTrips = 0;
  #lost: Error | null = null;
  #status: TransactionStatus | null = null;
  /** The cancel requests on their way. */
  readonly #cancelling = new Set<Promise<void>>();
  readonly #onParameter = (message: { parameterName: string; parameterValue: string }): void => {
    this.#parameters.set(message.parameterName, message.parameterValue);
  };
  readonly #onReady = (message: { status?: TransactionStatus }): void => {
    this.#status = message.status ?? null;
  };
  readonly #onNotice = (notice: unknown): void => this.#active?.notice(toServerMessage(notice as RawServerMessage));
  readonly #onError = (error: Error): void => {
    this.#lost = error;
  };

  private constructor(client: PgClient, isOwned: boolean) {
    this.#client = client;
    this.#wire = client as unknown as WireClient;
    this.#isOwned = isOwned;
    this.#wire.connection.on('parameterStatus', this.#onParameter);
    this.#wire.connection.on('readyForQuery', this.#onReady);
    client.on('notice', this.#onNotice);
    client.on('error', this.#onError);
  }

  /** Opens a session; tries each host, retries as configured, throws DatabaseError with Flyway's text. */
  static async open(settings: ConnectionSettings, options: SessionOptions): Promise<Session> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await openOnce(settings, options, (client) => new Session(client, true));
      } catch (error) {
        const root = error instanceof Error ? error : new Error(String(error));
        if (attempt >= options.connectRetries || options.signal?.aborted === true) throw connectionFailure(root, settings);
        // Flyway waits 1, 2, 4 ... seconds, at most the interval (JdbcUtils.openConnection, 12.4).
        const waitS = Math.min(2 ** attempt, options.connectRetriesIntervalS);
        options.onRetry?.(`Connection error: ${networkText(root, settings)}\n${rootCauseLine(root)}Retrying in ${waitS} sec...`);
        await pause(waitS * 1000, options.signal);
      }
    }
  }

  /**
   * Uses a connected client that the caller owns and will close. What the server reported when it connected is gone by now:
   * ask for it and tell `noteParameter` (borrowSession does).
   */
  static adopt(client: PgClient): Session {
    return new Session(client, false);
  }

  get backendPid(): number {
    return this.#wire.processID;
  }

  /** Messages sent so far: each is one round trip. */
  get roundTrips(): number {
    return this.#roundTrips;
  }

  /** The client below, for pg-copy-streams. */
  get client(): PgClient {
    return this.#client;
  }

  /** Transaction status after the last message that succeeded; `null` before the first. */
  get transactionStatus(): TransactionStatus | null {
    return this.#status;
  }

  get isLost(): boolean {
    return this.#lost !== null;
  }

  /** A parameter the server reports (server_version, standard_conforming_strings...), kept up to date by it. */
  parameter(name: string): string | undefined {
    return this.#parameters.get(name);
  }

  /** Tells the value of a parameter that the server reported before this session listened. */
  noteParameter(name: string, value: string): void {
    this.#parameters.set(name, value);
  }

  /** Sends one message; a server error is an outcome, a lost connection is thrown (ConnectionLostError). */
  async send(text: string, observer: MessageObserver = {}): Promise<MessageOutcome> {
    if (this.#lost !== null) throw new ConnectionLostError(this.#lost);
    if (text.includes('\0')) throw new DatabaseError('DB_QUERY', 'A NUL character cannot be sent to PostgreSQL: its texts end there.');
    const query = new MessageQuery(text, observer);
    this.#active = query;
    this.#roundTrips++;
    this.#client.query(query as never);
    try {
      return await query.outcome;
    } finally {
      this.#active = null;
    }
  }

  /** Sends one message and throws ServerError when a statement of it fails; answers the result sets. */
  async query(text: string): Promise<ResultSet[]> {
    const results: ResultSet[] = [];
    const outcome = await this.send(text, { onComplete: (_index, _tag, result) => result !== null && results.push(result) });
    if (outcome.error !== null) throw outcome.error;
    return results;
  }

  /** Counts a round trip made with the client itself (COPY). */
  countRoundTrip(): void {
    this.#roundTrips++;
  }

  /** Lets notices of a COPY reach an observer. */
  async observing<T>(observer: MessageObserver, work: () => Promise<T>): Promise<T> {
    this.#active = new MessageQuery('', observer);
    try {
      return await work();
    } finally {
      this.#active = null;
    }
  }

  /** Asks the server to cancel what this session executes now (PostgreSQL manual 55.2.9); resolves when the request is delivered. */
  async cancel(): Promise<void> {
    const request = this.#requestCancel();
    this.#cancelling.add(request);
    await request;
    this.#cancelling.delete(request);
  }

  /** Waits until no cancel request is on its way that could hit a later statement. */
  async whenNotCancelling(): Promise<void> {
    await Promise.all(this.#cancelling);
  }

  async #requestCancel(): Promise<void> {
    const { host, port, processID, secretKey } = this.#wire;
    const request = Buffer.alloc(16);
    request.writeInt32BE(16, 0);
    request.writeInt32BE(CANCEL_REQUEST_CODE, 4);
    request.writeInt32BE(processID, 8);
    request.writeInt32BE(secretKey, 12);
    await new Promise<void>((resolve) => {
      const socket = host.startsWith('/') ? connectSocket(`${host}/.s.PGSQL.${port}`) : connectSocket(port, host);
      socket.on('connect', () => socket.end(request));
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
      socket.setTimeout(3000, () => socket.destroy());
    });
  }

  /** Cuts the connection; whatever waits for an answer fails as lost. */
  cut(): void {
    this.#wire.connection.stream.destroy();
  }

  /** Says goodbye and does not wait for the server to hang up. */
  leave(): void {
    if (!this.#isOwned) return;
    this.#client.end().catch(() => undefined);
    this.#wire.connection.stream.unref?.();
  }

  /** Ends an owned session; a borrowed one is left open, without our listeners. Never throws. */
  async close(): Promise<void> {
    if (!this.#isOwned) {
      this.#detach();
      return;
    }
    try {
      await this.#client.end();
    } catch {
      // The connection is gone already, which is what was asked for.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #detach(): void {
    this.#wire.connection.removeListener('parameterStatus', this.#onParameter);
    this.#wire.connection.removeListener('readyForQuery', this.#onReady);
    this.#client.removeListener('notice', this.#onNotice);
    this.#client.removeListener('error', this.#onError);
  }
}

async function openOnce(settings: ConnectionSettings, options: SessionOptions, wrap: (client: PgClient) => Session): Promise<Session> {
  const hosts = settings.isLoadBalanced ? settings.hosts.toSorted(() => Math.random() - 0.5) : settings.hosts;
  const passes = settings.targetSession === 'prefer-standby' || settings.targetSession === 'prefer-primary' ? [true, false] : [true];
  let failure: Error = new Error('no host is configured');
  for (const isStrict of passes) {
    for (const host of hosts) {
      try {
        const session = await openHost(settings, host, options, wrap);
        if (!isStrict || settings.targetSession === 'any' || hosts.length === 1 || (await fits(session, settings))) return session;
        await session.close();
        failure = new Error(`Could not find a server with specified targetServerType: ${settings.targetSession}`);
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
        // A wrong password is wrong on every host, and pgjdbc stops there too.
        if (failure instanceof ServerError && /^(28|3D)/.test(failure.server.sqlState)) throw failure;
      }
    }
  }
  throw failure;
}

async function fits(session: Session, settings: ConnectionSettings): Promise<boolean> {
  const [result] = await session.query("SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only')");
  const [inRecovery, readOnly] = result?.rows[0] ?? [];
  switch (settings.targetSession) {
    case 'primary':
    case 'prefer-primary':
      return inRecovery === 'f';
    case 'standby':
    case 'prefer-standby':
      return inRecovery === 't';
    case 'read-write':
      return readOnly === 'off';
    case 'read-only':
      return readOnly === 'on';
    case 'any':
      return true;
  }
}

async function openHost(
  settings: ConnectionSettings,
  host: { readonly host: string; readonly port: number },
  options: SessionOptions,
  wrap: (client: PgClient) => Session,
): Promise<Session> {
  const attempts = tlsAttempts(settings.ssl.mode, host.host);
  for (const [index, wish] of attempts.entries()) {
    const socket = await openSocket(settings, host, wish);
    const client = new PgClientClass(clientConfig(settings, host, socket)) as PgClient;
    addStartupParameters(client as unknown as WireClient, settings, options);
    const session = wrap(client);
    try {
      await client.connect();
      return session;
    } catch (error) {
      socket.destroy();
      const raw = error as Error & RawServerMessage;
      // The server takes this user only with, or only without, TLS (pg_hba.conf): libpq tries the other way too.
      if (raw.code === '28000' && index < attempts.length - 1) continue;
      throw raw.severity === undefined ? raw : new ServerError(toServerMessage(raw));
    }
  }
  throw new Error('unreachable');
}

function clientConfig(
  settings: ConnectionSettings,
  host: { readonly host: string; readonly port: number },
  socket: ReadySocket,
): ClientConfig {
  const user = settings.user ?? userInfo().username;
  const config: ClientConfig = {
    host: host.host,
    port: host.port,
    user,
    database: settings.database ?? user,
    application_name: settings.applicationName,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    // The socket is connected and encrypted already, whatever PGSSLMODE says.
    ssl: false,
    stream: () => socket,
  };
  // Given as a function, so that pg neither looks into PGPASSWORD nor into a password file: the configuration has done so.
  config.password = () => settings.password ?? '';
  return config;
}

/**
 * The start-up message as pgjdbc composes it: in it the values cost no round trip and outrank ALTER ROLE ... SET.
 * Composed anew, because pg would add what it finds in PGOPTIONS and the like.
 */
function addStartupParameters(wire: WireClient, settings: ConnectionSettings, options: SessionOptions): void {
  const { user = '', database = '' } = wire.getStartupConf();
  const parameters = {
    user,
    database,
    application_name: settings.applicationName,
    TimeZone: options.timeZone,
    DateStyle: 'ISO',
    client_encoding: 'UTF8',
    ...(settings.searchPath === null ? {} : { search_path: settings.searchPath }),
    ...(settings.startupOptions === null ? {} : { options: settings.startupOptions }),
  };
  wire.getStartupConf = () => {
    // The driver sends it as soon as this returns.
    if (options.onStartup !== undefined) process.nextTick(options.onStartup);
    return parameters;
  };
}

/** What Java says below the driver's text; nothing where the server itself has answered. */
function rootCauseLine(error: Error & { code?: string }): string {
  if (error instanceof ServerError) return '';
  return `(Caused by ${error.code === 'ECONNREFUSED' ? 'Connection refused' : error.message})\n`;
}

function networkText(error: Error & { code?: string }, settings: ConnectionSettings): string {
  if (error instanceof ServerError) return error.message;
  const first = settings.hosts[0];
  const place = first === undefined ? 'the server' : first.host.startsWith('/') ? first.host : `${first.host}:${first.port}`;
  switch (error.code ?? '') {
    case 'ECONNREFUSED':
      return `Connection to ${place} refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host name ${first?.host ?? ''} could not be resolved.`;
    default:
      return error.message === 'timeout expired'
        ? `The connection attempt to ${place} timed out after ${settings.connectTimeoutMs} ms.`
        : error.message || 'The connection attempt failed.';
  }
}

function connectionFailure(error: Error & { code?: string }, settings: ConnectionSettings): DatabaseError {
  const text = networkText(error, settings);
  const isServer = error instanceof ServerError;
  const sqlState = isServer ? error.server.sqlState : error.code === '08004' ? '08004' : (NETWORK_SQL_STATES[error.code ?? ''] ?? '08001');
  const forUser = settings.user === null ? '' : ` for user '${settings.user}'`;
  const block = `SQL State  : ${sqlState}\nError Code : 0\nMessage    : ${text}\n`;
  const title = `Unable to obtain connection from database (${settings.shownUrl})${forUser}: ${text}`;
  return new DatabaseError(
    isServer && sqlState.startsWith('28') ? 'DB_AUTH' : 'DB_UNREACHABLE',
    `${title}\n${'-'.repeat(title.length)}\n${block}`,
    {
      sqlState,
      flywayCode: 'DB_CONNECTION',
      cause: new Error(text),
      hint: isServer
        ? undefined
        : 'Check that the server runs, that host and port are right, and that nothing between blocks the connection.',
    },
  );
}
