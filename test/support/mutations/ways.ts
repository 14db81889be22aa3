import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { differenceInWords } from '../../../src/model/difference-words.ts';
import { readFingerprint } from '../../../src/postgres/read-fingerprint.ts';
import { readSchema } from '../../../src/postgres/read-schema.ts';
import { Session, type PgClient } from '../../../src/postgres/session.ts';
import type { SchemaState } from '../../../src/schema/difference/schema-state.ts';
import { findWay, proveWay } from '../../../src/verify/way/find-way.ts';
import { makeSharedObjects } from './mutated-database.ts';
import type { Mutation } from './mutation.ts';

const BASE = readFileSync(fileURLToPath(new URL('base.sql', import.meta.url)), 'utf8');
const OPTIONS = { isInScope: (): boolean => true, role: null };

/** Why no script leads from before a change to after it, or back; null: one does, exactly. */
export interface WaysOfChange {
  readonly there: string | null;
  readonly back: string | null;
}

interface OpenDatabase {
  readonly name: string;
  readonly client: pg.Client;
  readonly session: Session;
}

/** Tries for changes whether flyback finds the way from a schema to the changed one, and back. */
export class Ways implements AsyncDisposable {
  readonly #serverUrl: string;
  readonly #template: string;
  #count = 0;
  /** Two equal databases, of which one is changed and changed back; with the state of both. */
  #shared: { readonly base: OpenDatabase; readonly changed: OpenDatabase; readonly state: SchemaState } | null = null;

  private constructor(serverUrl: string, template: string) {
    this.#serverUrl = serverUrl;
    this.#template = template;
  }

  /** Makes the database that all changes start from. */
  static async create(serverUrl: string): Promise<Ways> {
    const ways = new Ways(serverUrl, `ways_${process.pid}_${Math.random().toString(36).slice(2, 8)}`);
    await makeSharedObjects(serverUrl);
    await ways.#onServer(`CREATE DATABASE ${ways.#template} TEMPLATE template0`);
    const client = new pg.Client({ connectionString: ways.#urlOf(ways.#template) });
    await client.connect();
    await client.query(BASE);
    await client.end();
    return ways;
  }

  /** Tries the ways of one change. */
  async try({ setup, change, undo }: Mutation): Promise<WaysOfChange> {
    const { base, changed, state } = setup === undefined ? (this.#shared ??= await this.#pair([])) : await this.#pair(setup);
    for (const sql of change) await changed.client.query(sql);
    await changed.client.query('RESET ALL');
    const after = await readState(changed.session);
    const found = { there: await problemOf(base.session, state, after), back: await problemOf(changed.session, after, state) };
    if (setup !== undefined) await Promise.all([this.#drop(base), this.#drop(changed)]);
    else {
      for (const sql of undo ?? []) await changed.client.query(sql);
      await changed.client.query('RESET ALL');
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#shared !== null) await Promise.all([this.#drop(this.#shared.base), this.#drop(this.#shared.changed)]);
    await this.#onServer(`DROP DATABASE IF EXISTS ${this.#template} WITH (FORCE)`);
  }

  async #pair(
    setup: readonly string[],
  ): Promise<{ readonly base: OpenDatabase; readonly changed: OpenDatabase; readonly state: SchemaState }> {
    const base = await this.#open(setup);
    const changed = await this.#open(setup);
    return { base, changed, state: await readState(base.session) };
  }

  async #open(setup: readonly string[]): Promise<OpenDatabase> {
    this.#count += 1;
    const name = `${this.#template}_${this.#count}`;
    await this.#onServer(`CREATE DATABASE ${name} TEMPLATE ${this.#template}`);
    const client = new pg.Client({ connectionString: this.#urlOf(name) });
    const session = Session.adopt(client as unknown as PgClient);
    await client.connect();
    for (const sql of setup) await client.query(sql);
    return { name, client, session };
  }

  async #drop({ name, client }: OpenDatabase): Promise<void> {
    // A database with a subscription cannot be dropped.
    await client.query('DROP SUBSCRIPTION IF EXISTS fingerprint_subscription');
    await client.end();
    await this.#onServer(`DROP DATABASE ${name} WITH (FORCE)`);
  }

  #urlOf(name: string): string {
    const url = new URL(this.#serverUrl);
    url.pathname = `/${name}`;
    return url.href;
  }

  async #onServer(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.#serverUrl });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

async function readState(session: Session): Promise<SchemaState> {
  return { fingerprint: await readFingerprint(session, { isRepeated: true }), schema: await readSchema(session) };
}

async function problemOf(session: Session, from: SchemaState, to: SchemaState): Promise<string | null> {
  const { statements, failed } = await findWay(session, from, to, OPTIONS);
  if (failed !== null) return `${failed.message} in ${failed.sql}`;
  const proof = await proveWay(session, statements.map(({ sql }) => sql).join(';\n'), from, to, OPTIONS);
  if (proof.failed !== null) return proof.failed;
  return proof.remaining.length === 0 ? null : proof.remaining.map((difference) => differenceInWords(difference)).join('; ');
}
