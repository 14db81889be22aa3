import type { Session } from '../../postgres/session.ts';
import { fillOrder, type FillOrder } from './fill-order.ts';
import { insertStatement, lateKeyStatement, nameOf, sequenceStatements, type Overrides, type RowBatch } from './insert-statement.ts';
import { solveConditions, type Solution } from './solve-conditions.ts';
import { readTableFacts, type Facts, type TableFacts } from './table-facts.ts';
import { chosenValues, planTable, Unfillable, type TablePlan } from './table-plan.ts';
import type { Value } from './value.ts';

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
  /** Values that are not the ordinary ones, for the tables that are asked for. */
  readonly overrides?: (table: TableFacts) => Overrides | undefined;
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
}

/** Rows of a table that others need. */
const MOST_REFERENCED = 1000;
/** How often rows are made anew in place of those that a unique key refused. */
const ROUNDS = 12;

/**
 * Fills tables (by qualified, quoted name) with so many rows each that meet every constraint, and those that they refer to where these are empty. Few
 * statements, each for all rows of a table; nothing random, so that the same tables get the same rows. All in transactions of its own.
 * @throws ConnectionLostError
 */
export async function fillTables(session: Session, wish: ReadonlyMap<string, number>, options: FillOptions = {}): Promise<FillReport> {
  const facts = options.facts ?? (await readTableFacts(session, [...wish.keys()], options.withoutRelations));
  const counts = countsOf(facts, wish, await emptiedTables(session, facts));
  const prepared = await prepareTables(session, facts, counts, options);
  return new Filling(session, facts, counts, prepared, options).run();
}

/** Tables that others refer to and whose rows are all gone again. One round trip, none where no such table had rows. */
async function emptiedTables(session: Session, { tables }: Facts): Promise<ReadonlySet<TableFacts>> {
  const referenced = new Set([...tables.values()].flatMap(({ foreignKeys }) => foreignKeys.map(({ table }) => table)));
  const used = [...tables.values()].filter(({ oid, hasRows }) => hasRows && referenced.has(oid));
  if (used.length === 0) return new Set();
  const [result] = await session.query(`SELECT ${used.map((table) => `EXISTS (SELECT FROM ${nameOf(table)})`).join(', ')}`);
  return new Set(used.filter((_table, at) => result?.rows[0]?.[at] === 'f'));
}

/** How many rows each table gets: those that are asked for, and enough of the empty ones that they refer to. */
function countsOf({ tables }: Facts, wish: ReadonlyMap<string, number>, emptied: ReadonlySet<TableFacts>): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const add = (table: TableFacts, count: number): void => {
    if ((counts.get(table.oid) ?? 0) >= count) return;
    counts.set(table.oid, count);
    for (const key of table.foreignKeys) {
      const other = tables.get(key.table);
      // A key of its own for each row needs as many rows there.
      const isOneToOne = table.keys.some(({ columns }) => columns !== null && columns.every((column) => key.columns.includes(column)));
      if (other !== undefined && (!other.hasRows || emptied.has(other))) add(other, isOneToOne ? count : Math.min(count, MOST_REFERENCED));
    }
  };
  for (const table of tables.values()) {
    const wanted = wish.get(table.identity) ?? 0;
    if (wanted > 0) add(table, wanted);
  }
  return counts;
}

/** A table with the values of each of its partitions, or why it cannot be filled. */
interface Prepared {
  readonly plan: TablePlan;
  /** A member for each partition whose conditions could be met. */
  readonly variants: readonly ReadonlyMap<number, Value>[];
}

interface Preparation {
  readonly order: FillOrder;
  readonly tables: ReadonlyMap<number, Prepared>;
  readonly reasons: ReadonlyMap<number, string>;
}

async function prepareTables(
  session: Session,
  facts: Facts,
  counts: ReadonlyMap<number, number>,
  { leavesSequences, first = 1 }: FillOptions,
): Promise<Preparation> {
  const order = fillOrder(facts, new Set(counts.keys()), (table, number) => isNullable(facts, table, number));
  const reasons = new Map<number, string>();
  const plans = order.tables.flatMap((table): TablePlan[] => {
    try {
      return [planTable(facts, table, order.sources, leavesSequences)];
    } catch (error) {
      if (!(error instanceof Unfillable)) throw error;
      reasons.set(table.oid, error.message);
      return [];
    }
  });
  const puzzles = plans.flatMap(({ variants }) => variants.flatMap((variant) => variant.puzzles));
  const solutions = puzzles.length === 0 ? [] : await solveConditions(session, puzzles, first, Math.max(...counts.values()));
  const solved = new Map(puzzles.map((puzzle, at) => [puzzle, solutions[at] ?? []]));
  const tables = new Map<number, Prepared>();
  for (const plan of plans) {
    const variants = plan.variants.flatMap((variant) => {
      const chosen = variant.puzzles.map((puzzle) => solved.get(puzzle)?.[0]);
      return chosen.every((one): one is Solution => one !== undefined) ? [chosenValues(plan, chosen)] : [];
    });
    const unsolved = plan.variants.flatMap((variant) => variant.puzzles).find((puzzle) => solved.get(puzzle)?.length === 0);
    if (variants.length > 0) tables.set(plan.table.oid, { plan, variants });
    else reasons.set(plan.table.oid, `no values were found that meet ${unsolved?.conditions.join(' and ') ?? 'its conditions'}`);
  }
  return { order, tables, reasons };
}

function isNullable({ types }: Facts, table: TableFacts, number: number): boolean {
  const column = table.columns.find((one) => one.number === number);
  return column !== undefined && !column.isNotNull && types.get(column.type)?.isNotNull !== true;
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
  readonly #counts: ReadonlyMap<number, number>;
  readonly #prepared: Preparation;
  readonly #options: FillOptions;
  readonly #reasons: Map<number, string>;
  readonly #rows = new Map<number, number>();
  readonly #written = new Map<number, readonly (readonly (string | null)[])[]>();

  constructor(session: Session, facts: Facts, counts: ReadonlyMap<number, number>, prepared: Preparation, options: FillOptions) {
    this.#session = session;
    this.#facts = facts;
    this.#counts = counts;
    this.#prepared = prepared;
    this.#options = options;
    this.#reasons = new Map(prepared.reasons);
  }

  async run(): Promise<FillReport> {
    for (let round = 0; round < ROUNDS; round++) {
      const before = this.#total();
      const statements = this.#statements(round);
      if (statements.length === 0 || !(await this.#send(statements)) || (this.#total() === before && round % 2 === 1)) break;
    }
    const identity = (oid: number): string => this.#facts.tables.get(oid)?.identity ?? String(oid);
    const empty = [...this.#counts.keys()].filter((oid) => (this.#rows.get(oid) ?? 0) === 0);
    return {
      rows: new Map([...this.#rows].filter(([, count]) => count > 0).map(([oid, count]) => [identity(oid), count])),
      written: new Map([...this.#written].map(([oid, rows]) => [identity(oid), rows])),
      unfilled: empty.map((oid) => ({
        table: identity(oid),
        reason: this.#reasons.get(oid) ?? 'each row that was tried is there already',
      })),
    };
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
      for (const key of table.foreignKeys) {
        const sql = order.sources.get(key) === 'later' ? lateKeyStatement(this.#facts, table, key) : null;
        if (sql !== null) later.push({ table: oid, sql, isInsert: false });
      }
    }
    return [...inserts, ...later];
  }

  /** The rows of a table are shared out among its partitions. */
  #batches({ plan, variants }: Prepared, round: number, missing: number): readonly RowBatch[] {
    const { first = 1, overrides, returnsRows = false } = this.#options;
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
      ...(round === 0 && overrides !== undefined ? { overrides: overrides(plan.table) ?? new Map() } : {}),
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
