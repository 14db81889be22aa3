import type { Session } from '../../postgres/session.ts';
import { insertStatement, lateKeyStatement, sequenceStatements, type Overrides, type RowBatch } from './insert-statement.ts';
import { prepareRows, type Preparation, type Prepared } from './prepare-rows.ts';
import { readTableFacts, type Facts, type TableFacts } from './table-facts.ts';

export interface FillOptions {
  /**
   * Whether triggers of users run for the rows: without them (and without the checks of foreign keys, which hold by the way the rows are made) it is
   * quicker, and no other table changes. They run all the same where the session may not switch them off.
   */
  readonly triggers?: 'skip' | 'fire';
  /** The number of the first row: other numbers give other rows, the same ones the same. 1 by default. */
  readonly first?: number;
  /** The history table. */
  readonly withoutRelations?: readonly { readonly schema: string; readonly name: string }[];
  /** Facts that were read already, of all tables that are filled. */
  readonly facts?: Facts;
  /** Values that are not the ordinary ones, by OID of the table; a table that is refused with them is filled without. */
  readonly overrides?: ReadonlyMap<number, Overrides>;
  /** Numbers of rows in place of the next ones of sequences, which stay where they are. */
  readonly leavesSequences?: boolean;
  /** Answer the rows as well. */
  readonly returnsRows?: boolean;
}

/** What became of a wish. */
export interface FillReport {
  /** Rows that were written, by quoted name; also of tables that others refer to and that were empty. */
  readonly rows: ReadonlyMap<string, number>;
  /** The rows themselves as texts, in the order of the table's columns, where they are asked for. */
  readonly written: ReadonlyMap<string, readonly (readonly (string | null)[])[]>;
  /** Tables without rows, and why. */
  readonly unfilled: readonly { readonly table: string; readonly reason: string }[];
  /** Tables that were refused with their special values and filled without. */
  readonly plain: ReadonlySet<string>;
}

/** How often rows are made anew in place of those that a unique key refused. */
const ROUNDS = 12;

/**
 * Fills tables (by qualified, quoted name) with so many rows each that meet every constraint, and those that they refer to where these are empty. Few
 * statements, each for all rows of a table; nothing random, so that the same tables get the same rows. All in transactions of its own.
 * @throws ConnectionLostError
 */
export async function fillTables(session: Session, wish: ReadonlyMap<string, number>, options: FillOptions = {}): Promise<FillReport> {
  const facts = options.facts ?? (await readTableFacts(session, [...wish.keys()], options.withoutRelations));
  const { first = 1, leavesSequences = false } = options;
  return writeRows(session, await prepareRows(session, facts, wish, { first, leavesSequences }), options);
}

/** Writes rows that were prepared. */
export function writeRows(session: Session, preparation: Preparation, options: FillOptions): Promise<FillReport> {
  return new Filling(session, preparation, options).run();
}

/** INSERT of the row of a number into a prepared table; null: nobody knows how to make one. What it refers to must be there. */
export function rowInsert({ facts, order, tables }: Preparation, { oid }: Pick<TableFacts, 'oid'>, row: number): string | null {
  const prepared = tables.get(oid);
  const values = prepared?.variants[0];
  if (prepared === undefined || values === undefined) return null;
  return insertStatement({ facts, plan: prepared.plan, values, sources: order.sources, valuesOf: () => undefined, first: row, count: 1 });
}

/** A statement, and which table it is for. */
interface Statement {
  readonly table: number;
  readonly sql: string;
  readonly isInsert: boolean;
}

/** One run of filling: sends what is prepared, leaves out what the server refuses, and counts. */
class Filling {
  readonly #session: Session;
  readonly #facts: Facts;
  readonly #counts: Preparation['counts'];
  readonly #prepared: Preparation;
  readonly #options: FillOptions;
  readonly #reasons: Map<number, string>;
  /** Tables whose special values were refused. */
  readonly #isPlain = new Set<number>();
  readonly #rows = new Map<number, number>();
  readonly #written = new Map<number, readonly (readonly (string | null)[])[]>();

  constructor(session: Session, preparation: Preparation, options: FillOptions) {
    this.#session = session;
    this.#facts = preparation.facts;
    this.#counts = preparation.counts;
    this.#prepared = preparation;
    this.#options = options;
    this.#reasons = new Map(preparation.reasons);
  }

  async run(): Promise<FillReport> {
    for (let round = 0; round < ROUNDS; round++) {
      const before = this.#total();
      const known = new Set(this.#reasons.keys());
      const statements = this.#statements(round);
      if (statements.length === 0) break;
      const isSent = await this.#send(statements);
      const refused = [...this.#reasons.keys()].filter((table) => !known.has(table));
      if (round === 0 && this.#withoutOverrides(refused)) round--;
      else if (!isSent || (this.#total() === before && round % 2 === 1)) break;
    }
    const identity = (oid: number): string => this.#facts.tables.get(oid)?.identity ?? String(oid);
    const empty = [...this.#counts.keys()].filter((oid) => (this.#rows.get(oid) ?? 0) === 0);
    return {
      rows: new Map([...this.#rows].filter(([, count]) => count > 0).map(([oid, count]) => [identity(oid), count])),
      plain: new Set([...this.#isPlain].map(identity)),
      written: new Map([...this.#written].map(([oid, rows]) => [identity(oid), rows])),
      unfilled: empty.map((oid) => ({
        table: identity(oid),
        reason: this.#reasons.get(oid) ?? 'each row that was tried is there already',
      })),
    };
  }

  /** What was refused with special values is tried without them, and what depends on it once more; false: there were none. */
  #withoutOverrides(refused: readonly number[]): boolean {
    const special = refused.filter((oid) => !this.#isPlain.has(oid) && this.#overrides(oid) !== undefined);
    for (const oid of special) this.#isPlain.add(oid);
    if (special.length > 0) for (const oid of refused) this.#reasons.delete(oid);
    return special.length > 0;
  }

  #overrides(oid: number): Overrides | undefined {
    return this.#isPlain.has(oid) ? undefined : this.#options.overrides?.get(oid);
  }

  #total(): number {
    return [...this.#rows.values()].reduce((sum, count) => sum + count, 0);
  }

  #statements(round: number): readonly Statement[] {
    const { order, tables } = this.#prepared;
    const inserts: Statement[] = [];
    const later: Statement[] = [];
    for (const table of order.tables) {
      const prepared = tables.get(table.oid);
      const missing = (this.#counts.get(table.oid) ?? 0) - (this.#rows.get(table.oid) ?? 0);
      if (prepared === undefined || this.#reasons.has(table.oid) || missing <= 0) continue;
      const { oid } = table;
      inserts.push(
        ...this.#batches(prepared, round, missing).map((batch) => ({ table: oid, sql: insertStatement(batch), isInsert: true })),
      );
      if (this.#options.leavesSequences !== true)
        later.push(...sequenceStatements(prepared.plan).map((sql) => ({ table: oid, sql, isInsert: false })));
      // Rows that were there before keep the NULLs that they have.
      for (const key of table.hasRows ? [] : table.foreignKeys) {
        const sql = order.sources.get(key) === 'later' ? lateKeyStatement(this.#facts, table, key) : null;
        if (sql !== null) later.push({ table: oid, sql, isInsert: false });
      }
    }
    return [...inserts, ...later];
  }

  /** The rows of a table are shared out among its partitions. */
  #batches({ plan, variants }: Prepared, round: number, missing: number): readonly RowBatch[] {
    const { first = 1, returnsRows = false } = this.#options;
    const overrides = round === 0 ? this.#overrides(plan.table.oid) : undefined;
    const { order, tables } = this.#prepared;
    const count = this.#counts.get(plan.table.oid) ?? 0;
    const used = variants.slice(0, Math.max(missing, 1));
    const share = Math.ceil(missing / used.length);
    return used.map((values, at) => ({
      facts: this.#facts,
      plan,
      values,
      sources: order.sources,
      valuesOf: (oid) => {
        const other = tables.get(oid)?.variants[0];
        return other && { values: other, first, rows: this.#counts.get(oid) ?? 1 };
      },
      // One more each time: what every second row is refused for is not tried again and again.
      first: first + round * (count + 1) + at * share,
      count: Math.min(share, missing - at * share),
      returnsRows,
      ...(overrides === undefined ? {} : { overrides }),
    }));
  }

  /** Sends the statements, again without a table that the server refuses; false: nothing was left. */
  async #send(statements: readonly Statement[]): Promise<boolean> {
    let left = statements;
    while (left.length > 0) {
      const { settings, deferral } = this.#settings();
      const counted = new Map<number, number>();
      const written = new Map<number, readonly (readonly (string | null)[])[]>();
      const before = settings.length + deferral.length;
      const outcome = await this.#session.send([...settings, ...deferral, ...left.map(({ sql }) => sql)].join(';\n'), {
        onComplete: (index, tag, result) => {
          const statement = left[index - before];
          if (statement?.isInsert !== true) return;
          counted.set(statement.table, (counted.get(statement.table) ?? 0) + Number(tag.split(' ').at(-1)));
          if (result !== null) written.set(statement.table, [...(written.get(statement.table) ?? []), ...result.rows]);
        },
      });
      if (outcome.error === null) {
        for (const [table, count] of counted) this.#rows.set(table, (this.#rows.get(table) ?? 0) + count);
        for (const [table, rows] of written) this.#written.set(table, [...(this.#written.get(table) ?? []), ...rows]);
        return true;
      }
      const failed = left[Math.max(outcome.completed - before, 0)] ?? left.at(-1);
      if (failed === undefined) return false;
      // A circle that cannot be closed stays open.
      if (failed.isInsert) this.#reasons.set(failed.table, outcome.error.server.message);
      left = left.filter((statement) => (failed.isInsert ? statement.table !== failed.table : statement !== failed));
    }
    return false;
  }

  // Several statements in one message are one transaction (manual 55.2.2.1), with which the settings end.
  #settings(): { readonly settings: readonly string[]; readonly deferral: readonly string[] } {
    const isSuperuser = this.#session.parameter('is_superuser') === 'on';
    const skips = this.#options.triggers !== 'fire' && isSuperuser;
    const hasRules = [...this.#prepared.order.sources.values()].includes('rule');
    return {
      settings: ['SET LOCAL jit = off', ...(skips ? ['SET LOCAL session_replication_role = replica'] : [])],
      deferral: hasRules && !skips ? ['SET CONSTRAINTS ALL DEFERRED'] : [],
    };
  }
}
