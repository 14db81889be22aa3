import { randomInt } from 'node:crypto';
import { systemTimeZone } from '../io/environment.ts';
import type { ConnectionSettings } from '../model/connection.ts';
import { SandboxError } from '../model/errors.ts';
import { readIdentity } from '../postgres/identity.ts';
import { Session } from '../postgres/session.ts';
import { quoteIdentifier } from '../syntax/names.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { isSameDatabase, objectionTo, type TargetFacts } from './sandbox-identity.ts';

const USAGE = 2;
const NAME_MARK = 'flyback_sandbox_';
/** First key of the advisory locks that say whose databases are in use: 'flyb' in ASCII. */
const LOCK_CLASS = 0x666c7962;
const TOKENS = 2 ** 31 - 1;

/** The databases of a sandbox: made, copied and dropped by a session of their own. All that it made are gone after `close`. */
export class SandboxDatabases implements AsyncDisposable {
  readonly #sandbox: Sandbox;
  readonly #admin: Session;
  readonly #target: TargetFacts | null;
  /** Of a shadow server: what the names of this run's databases have in common. */
  readonly #token: number;
  readonly #made = new Set<string>();

  private constructor(sandbox: Sandbox, admin: Session, target: TargetFacts | null, token: number) {
    this.#sandbox = sandbox;
    this.#admin = admin;
    this.#target = target;
    this.#token = token;
  }

  /** Connects, makes sure that this is not the target's server, and drops what dead runs have left on a shadow server. */
  static async open(sandbox: Sandbox, target: TargetFacts | null, signal: AbortSignal | undefined): Promise<SandboxDatabases> {
    const admin = await openAdmin(sandbox, signal);
    try {
      const databases = new SandboxDatabases(sandbox, admin, target, randomInt(1, TOKENS));
      const objection = target === null ? null : objectionTo(sandbox, await readIdentity(admin, admin.backendPid), target);
      if (objection !== null) throw targetError(objection);
      if (!sandbox.isOwnServer) await databases.#claim();
      return databases;
    } catch (error) {
      await admin.close();
      throw error;
    }
  }

  /** The server's version, as it tells it. */
  get serverVersion(): string {
    return (this.#admin.parameter('server_version') ?? '').split(' ')[0] ?? '';
  }

  /** A further session beside the databases of the run: what it asks for waits for none of their snapshots. Whoever asked for it closes it. */
  openBeside(signal: AbortSignal | undefined): Promise<Session> {
    return openAdmin(this.#sandbox, signal);
  }

  /** The name of a database of this run: the wanted one where the server is our own. */
  nameOf(wanted: string): string {
    return this.#sandbox.isOwnServer ? wanted : `${NAME_MARK}${this.#token}_${wanted}`.slice(0, 63);
  }

  /** Makes a database, empty or as a copy of another one to which nobody is connected. */
  async create(name: string, template: string | null): Promise<void> {
    // A server of our own comes with a database of this name, which is nobody's; others are left of an attempt that was given up.
    if (this.#made.has(name) || (this.#sandbox.isOwnServer && name === 'postgres')) await this.drop(name);
    this.#made.add(name);
    await this.#admin.query(`CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE ${quoteIdentifier(template ?? 'template0')}`);
    if (!this.#sandbox.isOwnServer && this.#target !== null) await this.#refuseTarget(name, this.#target);
  }

  // A proxy may lead any name anywhere.
  async #refuseTarget(name: string, { identity }: TargetFacts): Promise<void> {
    await using session = await openSandboxSession(this.#sandbox.connection(name), undefined);
    if (isSameDatabase(await readIdentity(session, session.backendPid), identity))
      throw targetError('A connection to the sandbox ends in the database of the target');
  }

  /** Drops a database with all connections to it. */
  async drop(name: string): Promise<void> {
    await this.#admin.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`);
    this.#made.delete(name);
  }

  /** Makes the roles that are missing, those that migrate as superusers; on a server of our own only. */
  async createRoles(names: readonly string[], migrating: readonly string[]): Promise<void> {
    if (!this.#sandbox.isOwnServer) return;
    const [result] = await this.#admin.query(sqlStatement('catalog/roles'));
    const existing = new Set(result?.rows.map(([name]) => name));
    const missing = names.filter((name) => !existing.has(name));
    const statements = missing.map((name) => `CREATE ROLE ${quoteIdentifier(name)}${migrating.includes(name) ? ' SUPERUSER' : ''}`);
    if (statements.length > 0) await this.#admin.query(statements.join(';\n'));
  }

  /** Whether the server still takes connections. */
  async isServerThere(): Promise<boolean> {
    try {
      await (await openAdmin(this.#sandbox, undefined)).close();
      return true;
    } catch {
      return false;
    }
  }

  /** Makes the tablespaces that are missing, in the server's own folder; on a server of our own only. */
  async createTablespaces(names: readonly string[]): Promise<void> {
    if (!this.#sandbox.isOwnServer || names.length === 0) return;
    const [result] = await this.#admin.query(sqlStatement('catalog/tablespaces'));
    const existing = new Set(result?.rows.map(([name]) => name));
    await this.#admin.query('SET allow_in_place_tablespaces = on');
    for (const name of names.filter((one) => !existing.has(one)))
      await this.#admin.query(`CREATE TABLESPACE ${quoteIdentifier(name)} LOCATION ''`);
  }

  /** Opens a session on a database of this sandbox, as the role that may do everything there. */
  openSession(name: string): Promise<Session> {
    return openSandboxSession(this.#sandbox.connection(name), undefined);
  }

  /** Ends a session that does not listen to a cancel request. */
  async terminate(backendPid: number): Promise<void> {
    await this.#admin.query(`SELECT pg_catalog.pg_terminate_backend(${backendPid})`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      // A server of our own goes as a whole.
      if (!this.#sandbox.isOwnServer && !this.#admin.isLost) for (const name of this.#made) await this.drop(name);
    } finally {
      await this.#admin.close();
    }
  }

  async #claim(): Promise<void> {
    await this.#admin.query(`SELECT pg_catalog.pg_advisory_lock(${LOCK_CLASS}, ${this.#token})`);
    const [result] = await this.#admin.query(sqlStatement('catalog/database-names', { pattern: `${NAME_MARK}%` }));
    for (const [name] of result?.rows ?? []) if (name !== null && name !== undefined) await this.#sweep(name);
  }

  // Whoever uses a database holds the lock of its token, and loses it with its session, however that ends.
  async #sweep(name: string): Promise<void> {
    const token = Number(/^flyback_sandbox_(\d+)_/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(token) || token === this.#token || token > TOKENS) return;
    const [result] = await this.#admin.query(`SELECT pg_catalog.pg_try_advisory_lock(${LOCK_CLASS}, ${token})`);
    if (result?.rows[0]?.[0] !== 't') return;
    await this.drop(name);
    await this.#admin.query(`SELECT pg_catalog.pg_advisory_unlock(${LOCK_CLASS}, ${token})`);
  }
}

function openSandboxSession(settings: ConnectionSettings, signal: AbortSignal | undefined): Promise<Session> {
  return Session.open(settings, { connectRetries: 0, connectRetriesIntervalS: 1, timeZone: systemTimeZone(), signal });
}

function targetError(message: string): SandboxError {
  return new SandboxError('SANDBOX_IS_TARGET', `${message}. Nothing was written.`, {
    exitCode: USAGE,
    hint: 'Name another server, or leave flyback.shadowUrl out: then flyback starts one of its own.',
  });
}

async function openAdmin(sandbox: Sandbox, signal: AbortSignal | undefined): Promise<Session> {
  try {
    return await openSandboxSession(sandbox.connection(sandbox.maintenanceDatabase), signal);
  } catch (error) {
    throw new SandboxError('SANDBOX_UNAVAILABLE', `The sandbox cannot be reached: ${(error as Error).message}`, { cause: error });
  }
}
