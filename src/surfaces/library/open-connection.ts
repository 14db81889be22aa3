import type { ConnectionSettings } from '../../model/connection.ts';
import { ConfigError, DatabaseError } from '../../model/errors.ts';
import type { Session } from '../../postgres/session.ts';
import type { LibraryConnection, PgClient, PgPool, PostgresInstance } from './library-options.ts';

/** Where a run gets its session from: settings to open one, or one that is borrowed until `close`. */
export interface OpenedConnection extends AsyncDisposable {
  readonly url: string | null;
  readonly settings: ConnectionSettings | null;
  readonly session: Session | null;
}

const NOTHING_TO_CLOSE = (): Promise<void> => Promise.resolve();

/**
 * Recognizes what a program handed in, and borrows a client where there is one.
 * @throws ConfigError for anything else
 */
export async function openConnection(connection: LibraryConnection | undefined): Promise<OpenedConnection> {
  const none = { url: null, settings: null, session: null, [Symbol.asyncDispose]: NOTHING_TO_CLOSE } as const;
  if (connection === undefined) return none;
  if (typeof connection === 'string') return { ...none, url: connection };
  if (isPostgres(connection)) {
    const { settingsOfPostgres } = await import('./settings-of-postgres.ts');
    return { ...none, settings: await settingsOfPostgres(connection) };
  }
  if (isPool(connection)) return borrowFromPool(connection);
  if (isClient(connection)) return borrow(connection, () => undefined);
  throw new ConfigError('CONFIG_INVALID', 'The option connection is none that flyback knows.', {
    hint: 'It takes a URL, a Pool or connected Client of pg, or an instance of postgres.',
  });
}

async function borrowFromPool(pool: PgPool): Promise<OpenedConnection> {
  const client = await pool.connect().catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    throw new DatabaseError('DB_UNREACHABLE', `The pool could not connect to the database: ${text}`, {
      cause: error,
      flywayCode: 'DB_CONNECTION',
    });
  });
  try {
    return await borrow(client, (isFit) => client.release(!isFit));
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function borrow(client: PgClient, done: (isFit: boolean) => void): Promise<OpenedConnection> {
  const [{ borrowSession }, { systemTimeZone }] = await Promise.all([
    import('../../postgres/borrowed-session.ts'),
    import('../../io/environment.ts'),
  ]);
  const { session, giveBack } = await borrowSession(client, { timeZone: systemTimeZone() });
  return { url: null, settings: null, session, [Symbol.asyncDispose]: async () => done(await giveBack()) };
}

function isPostgres(connection: Exclude<LibraryConnection, string>): connection is PostgresInstance {
  return typeof connection === 'function' && 'options' in connection && 'unsafe' in connection;
}

function isPool(connection: object | null): connection is PgPool {
  return typeof connection === 'object' && connection !== null && 'totalCount' in connection && 'connect' in connection;
}

function isClient(connection: object | null): connection is PgClient {
  return typeof connection === 'object' && connection !== null && 'query' in connection && 'escapeIdentifier' in connection;
}
