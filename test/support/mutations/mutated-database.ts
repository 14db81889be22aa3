import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Fingerprint, ObjectDifference } from '../../../src/model/fingerprint.ts';
import { readFingerprint } from '../../../src/postgres/read-fingerprint.ts';
import { Session, type PgClient } from '../../../src/postgres/session.ts';
import { compareFingerprints } from '../../../src/verify/fingerprint.ts';
import type { Mutation } from './mutation.ts';

const BASE = readFileSync(fileURLToPath(new URL('base.sql', import.meta.url)), 'utf8');
/** Roles and a tablespace belong to the whole server: they may be there already, and stay for the tests that use them at the same time. */
const SHARED = [
  'CREATE ROLE fingerprint_reader',
  'CREATE ROLE fingerprint_writer',
  "SET allow_in_place_tablespaces = on; CREATE TABLESPACE fingerprint_space LOCATION ''",
];
const THERE_ALREADY = ['42710', '23505'];
/** What a change did. */
export interface Trial<Dumped> {
  readonly differences: readonly ObjectDifference[];
  readonly isUndone: boolean;
  /** What `dump` gave before the change, after it, and after it was taken back. */
  readonly dumps: readonly [Dumped, Dumped, Dumped];
}

/** Reads a database in another way, to judge the fingerprint by. */
export type Dump<Dumped> = (url: string) => Promise<Dumped>;

interface OpenDatabase<Dumped> {
  readonly name: string;
  readonly url: string;
  readonly client: pg.Client;
  readonly session: Session;
  /** As it was last seen, with nothing changed. */
  fingerprint: Fingerprint;
  dump: Dumped;
}

/** Tries changes on databases of a server, one after the other. */
export class MutatedDatabase<Dumped> implements AsyncDisposable {
  readonly #serverUrl: string;
  readonly #dump: Dump<Dumped>;
  readonly #template: string;
  #count = 0;
  #shared: OpenDatabase<Dumped> | null = null;

  private constructor(serverUrl: string, dump: Dump<Dumped>, template: string) {
    this.#serverUrl = serverUrl;
    this.#dump = dump;
    this.#template = template;
  }

  /** Makes the database that all changes start from. */
  static async create<Dumped>(serverUrl: string, dump: Dump<Dumped>): Promise<MutatedDatabase<Dumped>> {
    const template = `fingerprint_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
    const made = new MutatedDatabase(serverUrl, dump, template);
    await makeSharedObjects(serverUrl);
    await made.#onServer([`CREATE DATABASE ${template} TEMPLATE template0`]);
    await withClient(made.#urlOf(template), (client) => client.query(BASE));
    return made;
  }

  /** Makes a change, takes it back, and tells what was seen. */
  async try(mutation: Mutation): Promise<Trial<Dumped>> {
    if (mutation.setup === undefined) return this.#tryOn((this.#shared ??= await this.#open()), mutation);
    const own = await this.#open(mutation.setup);
    try {
      return await this.#tryOn(own, mutation);
    } finally {
      await this.#drop(own);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#shared !== null) await this.#drop(this.#shared);
    await this.#onServer([`DROP DATABASE IF EXISTS ${this.#template} WITH (FORCE)`]);
  }

  async #tryOn(database: OpenDatabase<Dumped>, { change, undo }: Mutation): Promise<Trial<Dumped>> {
    await run(database.client, change);
    const changed = await readFingerprint(database.session);
    const changedDump = await this.#dump(database.url);
    if (undo !== null) await run(database.client, undo);
    await database.client.query('RESET ALL');
    const undone = undo === null ? changed : await readFingerprint(database.session);
    const undoneDump = undo === null ? changedDump : await this.#dump(database.url);
    const trial: Trial<Dumped> = {
      differences: compareFingerprints(database.fingerprint, changed),
      isUndone: undone.digest === database.fingerprint.digest,
      dumps: [database.dump, changedDump, undoneDump],
    };
    Object.assign(database, { fingerprint: undone, dump: undoneDump });
    return trial;
  }

  async #open(setup: readonly string[] = []): Promise<OpenDatabase<Dumped>> {
    this.#count += 1;
    const name = `${this.#template}_${this.#count}`;
    await this.#onServer([`CREATE DATABASE ${name} TEMPLATE ${this.#template}`]);
    const url = this.#urlOf(name);
    const client = new pg.Client({ connectionString: url });
    const session = Session.adopt(client as unknown as PgClient);
    await client.connect();
    await run(client, setup);
    return { name, url, client, session, fingerprint: await readFingerprint(session), dump: await this.#dump(url) };
  }

  async #drop({ name, client }: OpenDatabase<Dumped>): Promise<void> {
    // A database with a subscription cannot be dropped.
    await client.query('DROP SUBSCRIPTION IF EXISTS fingerprint_subscription');
    await client.end();
    await this.#onServer([`DROP DATABASE ${name} WITH (FORCE)`]);
  }

  #urlOf(name: string): string {
    const url = new URL(this.#serverUrl);
    url.pathname = `/${name}`;
    return url.href;
  }

  #onServer(statements: readonly string[]): Promise<void> {
    return onServer(this.#serverUrl, statements, []);
  }
}

/** Makes the roles and the tablespace that changes name, where they are not there yet. */
export async function makeSharedObjects(serverUrl: string): Promise<void> {
  for (const sql of SHARED) await onServer(serverUrl, sql.split('; '), THERE_ALREADY);
}

function onServer(serverUrl: string, statements: readonly string[], allowed: readonly string[]): Promise<void> {
  return withClient(serverUrl, async (client) => {
    for (const sql of statements) {
      await client.query(sql).catch((error: unknown) => {
        if (!(error instanceof pg.DatabaseError) || !allowed.includes(error.code ?? '')) throw error;
      });
    }
  });
}

/** `removed column app.orders.kind` */
export function shownDifference({ change, kind, identity }: ObjectDifference): string {
  return `${change} ${kind} ${identity}`;
}

async function run(client: pg.Client, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
