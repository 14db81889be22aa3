import type { Session } from '../../postgres/session.ts';
import { fillOrder, type FillOrder } from './fill-order.ts';
import { nameOf } from './insert-statement.ts';
import { solveConditions, type Solution } from './solve-conditions.ts';
import type { Facts, TableFacts } from './table-facts.ts';
import { chosenValues, planTable, Unfillable, type PlanOptions, type TablePlan } from './table-plan.ts';
import type { Value } from './value.ts';

/** Rows of a table that others need. */
const MOST_REFERENCED = 1000;

/** How the rows of some tables are made. */
export interface Preparation {
  readonly facts: Facts;
  /** Rows that each table is to get, by OID. */
  readonly counts: ReadonlyMap<number, number>;
  readonly order: FillOrder;
  readonly tables: ReadonlyMap<number, Prepared>;
  /** Why a table gets none. */
  readonly reasons: ReadonlyMap<number, string>;
}

/** A table with the values of each of its partitions. */
export interface Prepared {
  readonly plan: TablePlan;
  /** A member for each partition whose conditions could be met. */
  readonly variants: readonly ReadonlyMap<number, Value>[];
}

export interface PreparationOptions extends PlanOptions {
  /** The number of the first row. */
  readonly first: number;
}

/** Finds values for so many rows of each wanted table (by name), and for the empty ones that they refer to. At most two round trips where all goes well. */
export async function prepareRows(
  session: Session,
  facts: Facts,
  wish: ReadonlyMap<string, number>,
  options: PreparationOptions,
): Promise<Preparation> {
  const counts = countsOf(facts, wish, await emptiedTables(session, facts));
  return { facts, counts, ...(await prepareTables(session, facts, counts, options)) };
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

async function prepareTables(
  session: Session,
  facts: Facts,
  counts: ReadonlyMap<number, number>,
  options: PreparationOptions,
): Promise<Pick<Preparation, 'order' | 'tables' | 'reasons'>> {
  const order = fillOrder(facts, new Set(counts.keys()), (table, number) => isNullable(facts, table, number));
  const reasons = new Map<number, string>();
  const plans = order.tables.flatMap((table): TablePlan[] => {
    try {
      return [planTable(facts, table, order.sources, options)];
    } catch (error) {
      if (!(error instanceof Unfillable)) throw error;
      reasons.set(table.oid, error.message);
      return [];
    }
  });
  const puzzles = plans.flatMap(({ variants }) => variants.flatMap((variant) => variant.puzzles));
  const solutions = puzzles.length === 0 ? [] : await solveConditions(session, puzzles, options.first, Math.max(...counts.values()));
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
