import { ConfigError, DatabaseError } from '../model/errors.ts';
import { quoteLiteral } from '../syntax/names.ts';
import { ConnectionLostError } from './server-error.ts';
import { type PgClient, Session } from './session.ts';
import { sqlStatement } from './sql-files.ts';
import { uncancelled } from './uncancelled.ts';

/** A session on a client that belongs to somebody else. */
export interface BorrowedSession {
  readonly session: Session;
  /** Puts the settings back as they were and removes our listeners; false when the client is no longer fit for use. Never throws. */
  readonly giveBack: () => Promise<boolean>;
}

export interface BorrowOptions {
  /** Zone of the history's `installed_on`, as for sessions of our own. */
  readonly timeZone: string;
}

/** Name and value of every setting that a session can change, and of the two roles. */
type Settings = ReadonlyMap<string, string>;

interface ClientFacts {
  readonly pipeline?: boolean;
  readonly connection?: { readonly stream?: unknown };
  readonly native?: unknown;
  readonly processID: number | null;
  readonly _connecting?: boolean;
  readonly connectionParameters?: { query_timeout?: number | false | undefined };
}

/**
 * Makes a session of a connected `pg` client for the time of one run.
 * @throws ConfigError where the client cannot serve: not connected, native, pipelined, inside a transaction
 */
export async function borrowSession(client: unknown, options: BorrowOptions): Promise<BorrowedSession> {
  const facts = client as ClientFacts;
  refuseUnfit(facts);
  const session = Session.adopt(client as PgClient);
  const putBackTimeout = withoutQueryTimeout(facts);
  const leave = async (): Promise<void> => {
    putBackTimeout();
    await session.close();
  };
  try {
    const before = await takeOver(session, options);
    return {
      session,
      giveBack: async () => {
        const isFit = await putBack(session, before);
        await leave();
        return isFit;
      },
    };
  } catch (error) {
    await leave();
    if (!(error instanceof ConnectionLostError)) throw error;
    throw new DatabaseError('DB_LOST', error.message, {
      cause: error,
      flywayCode: 'DB_CONNECTION',
      hint: 'The client that was handed in has no open connection.',
    });
  }
}

/** Notes all settings, then sets what sessions of our own set when they connect. */
async function takeOver(session: Session, options: BorrowOptions): Promise<Settings> {
  const [shown] = await uncancelled(() => session.query('SHOW statement_timeout'));
  if (session.transactionStatus === 'T' || session.transactionStatus === 'E') throw inTransaction();
  const timeout = ['statement_timeout', shown?.rows[0]?.[0] ?? '0'] as const;
  // Reading the settings takes milliseconds, and some roles allow no more than one.
  await uncancelled(() => session.query('SET statement_timeout = 0'));
  const before = new Map([...(await readSettings(session)), timeout]);
  for (const [name, value] of before) session.noteParameter(name, value);
  await restore(
    session,
    new Map([
      ['client_encoding', 'UTF8'],
      ['DateStyle', 'ISO'],
      ['TimeZone', options.timeZone],
    ]),
  );
  return before;
}

function refuseUnfit(client: ClientFacts): void {
  const unfit = (text: string, hint: string): ConfigError => new ConfigError('CONFIG_INVALID', text, { hint });
  if (client.native !== undefined) throw unfit('A native client of pg cannot be used.', 'Hand in a client of pg itself, or a URL.');
  if (client.connection === undefined)
    throw unfit('The connection is no client of pg.', 'Hand in a Pool or Client of pg, an instance of postgres, or a URL.');
  if (client.pipeline === true)
    throw unfit('A client of pg in pipeline mode cannot be used.', 'Hand in a client without { pipeline: true }, or a URL.');
  if (client.processID === null && client._connecting !== true)
    throw unfit('The client of pg is not connected.', 'Await client.connect() first.');
}

function inTransaction(): ConfigError {
  return new ConfigError('CONFIG_CONFLICT', 'The client of pg is inside a transaction, which a migration would commit.', {
    hint: 'End the transaction first, or hand in a Pool or a URL. Nothing was done.',
  });
}

/** Migrations may take longer than what the program allows its own queries. */
function withoutQueryTimeout(client: ClientFacts): () => void {
  const parameters = client.connectionParameters;
  if (parameters === undefined) return () => undefined;
  const { query_timeout: before } = parameters;
  parameters.query_timeout = 0;
  return () => {
    parameters.query_timeout = before;
  };
}

async function readSettings(session: Session): Promise<Settings> {
  const [result] = await uncancelled(() => session.query(sqlStatement('catalog/session-settings', {})));
  return new Map(result?.rows.map(([name, value]) => [name ?? '', value ?? '']));
}

async function putBack(session: Session, before: Settings): Promise<boolean> {
  if (session.isLost) return false;
  try {
    await session.whenNotCancelling();
    if (session.transactionStatus !== 'I') await uncancelled(() => session.query('ROLLBACK'));
    // The session's user first: it resets the role, and only it may change the other settings.
    const user = [...before].filter(([name]) => name === 'session_authorization' || name === 'role');
    await uncancelled(() => restore(session, new Map(user)));
    const after = await readSettings(session);
    await uncancelled(() => restore(session, new Map([...before].filter(([name, value]) => after.get(name) !== value))));
    return true;
  } catch {
    return false;
  }
}

async function restore(session: Session, settings: Settings): Promise<void> {
  if (settings.size === 0) return;
  await session.query([...settings].map(([name, value]) => `SELECT ${setting(name, value)}`).join(';\n'));
}

function setting(name: string, value: string): string {
  return `pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, false)`;
}
