import type { Session } from '../../postgres/session.ts';
import { quoteIdentifier } from '../../syntax/names.ts';
import { writeRows } from './fill-tables.ts';
import type { TableBefore } from './find-culprits.ts';
import type { Overrides } from './insert-statement.ts';
import { prepareRows, type Preparation, type Prepared } from './prepare-rows.ts';
import { shownName } from './oddity-words.ts';
import { readTableFacts, type Facts, type TableFacts } from './table-facts.ts';
import { isNull, type WrittenColumn } from './table-plan.ts';
import { peculiarOf } from './type-values.ts';
import type { Peculiarity } from './value.ts';

/** Something about the rows of a table that a migration may not have thought of. */
export interface Oddity {
  /** Of the table: `public.orders`. */
  readonly table: string;
  /** Null: that it holds rows at all. */
  readonly column: string | null;
  readonly holds: Peculiarity | 'twice' | 'rows';
  /** As a person is told: `'abc-3'`, `-1`. */
  readonly shown: string;
}

export interface MadeRows {
  /** Rows by table, also of those that others refer to. */
  readonly rows: ReadonlyMap<string, number>;
  readonly unfilled: readonly { readonly table: string; readonly reason: string }[];
  /** What is odd about them. */
  readonly oddities: readonly Oddity[];
  /** What was there before. */
  readonly tablesBefore: readonly TableBefore[];
}

export interface PeculiarOptions {
  /** Names (`oddityKey`) of what is left out. */
  readonly avoided: ReadonlySet<string>;
  readonly withoutRelations: readonly { readonly schema: string; readonly name: string }[];
}

/** Rows with nothing odd about them; the row behind them repeats the first. */
const ORDINARY = 3;
const MOST_ROWS = 60;

/** A name for an oddity that stays the same from one filling to the next. */
export function oddityKey({ table, column, holds }: Oddity): string {
  return `${table} ${column ?? ''} ${holds}`;
}

/**
 * Fills empty tables with a few rows that meet every constraint and hold what constraints allow and people forget: NULL, the same value twice, no text, long
 * text, words where numbers are expected, zero, numbers below it, dates long ago. The same tables get the same rows.
 */
export async function fillPeculiar(session: Session, tables: readonly string[], options: PeculiarOptions): Promise<MadeRows> {
  const { avoided, withoutRelations } = options;
  const facts = await readTableFacts(session, tables, withoutRelations);
  const filled = [...facts.tables.values()]
    .filter(({ identity, hasRows }) => tables.includes(identity) && !hasRows)
    .map(({ identity }) => identity);
  const tablesBefore = [...facts.tables.values()].map(tableBefore);
  if (filled.length === 0) return { rows: new Map(), unfilled: [], oddities: [], tablesBefore };
  const wish = new Map(filled.map((table) => [table, MOST_ROWS]));
  const preparation = withFirstVariants(
    await prepareRows(session, facts, wish, { first: 1, leavesSequences: false, hasNumbersAsTexts: true }),
  );
  const wanted = [...preparation.tables.values()].filter(({ plan }) => filled.includes(plan.table.identity));
  const odd = await oddValues(session, facts, wanted, avoided);
  const layouts = new Map(wanted.map((one) => [one.plan.table.oid, layout(one, odd.get(one) ?? [], avoided)]));
  const counts = new Map([...preparation.counts].map(([oid, count]) => [oid, layouts.get(oid)?.count ?? Math.min(count, ORDINARY)]));
  const report = await writeRows(
    session,
    { ...preparation, counts },
    { overrides: new Map([...layouts].map(([oid, { overrides }]) => [oid, overrides])) },
  );
  const oddities = [...layouts.values()].flatMap((one) => one.oddities);
  return {
    rows: report.rows,
    unfilled: report.unfilled,
    tablesBefore,
    oddities: oddities.filter(({ table }) => report.rows.has(table) && !report.plain.has(table)),
  };
}

function tableBefore({ identity, columns, keys }: TableFacts): TableBefore {
  const [key, ...others] = keys.find(({ isPrimary }) => isPrimary)?.columns ?? [];
  const primaryKey = others.length === 0 ? columns.find(({ number }) => number === key)?.name : undefined;
  return { table: identity, columns: columns.map(({ name }) => name), primaryKey: primaryKey === undefined ? null : shownName(primaryKey) };
}

// In which partition a row lands does not matter here.
function withFirstVariants(preparation: Preparation): Preparation {
  const tables = [...preparation.tables].map(([oid, one]) => [oid, { ...one, variants: one.variants.slice(0, 1) }] as const);
  return { ...preparation, tables: new Map(tables) };
}

/** An odd value that the conditions on its column let through. */
interface OddValue {
  readonly column: WrittenColumn;
  readonly holds: Peculiarity;
  readonly sql: string;
  readonly shown: string;
}

/** Asks the server which odd values pass; one round trip, more where a condition fails on one. */
async function oddValues(
  session: Session,
  facts: Facts,
  tables: readonly Prepared[],
  avoided: ReadonlySet<string>,
): Promise<ReadonlyMap<Prepared, readonly OddValue[]>> {
  const asked = tables.flatMap((table) =>
    valuesOf(facts, table)
      .filter(
        ({ column, holds, shown }) =>
          !avoided.has(oddityKey({ table: table.plan.table.identity, column: column.column.name, holds, shown })),
      )
      .map((value) => ({ table, value, question: question(table, value) })),
  );
  const passed = new Set(asked.filter(({ question: text }) => text === null));
  const open = asked.filter(({ question: text }) => text !== null);
  let at = 0;
  while (at < open.length) {
    const outcome = await session.send(['SET LOCAL jit = off', ...open.slice(at).map(({ question: text }) => text)].join(';\n'), {
      onComplete: (_index, _tag, result) => {
        const one = open[at];
        if (result === null || one === undefined) return;
        if (result.rows[0]?.[0] === 't') passed.add(one);
        at++;
      },
    });
    // A condition may fail on a value, too.
    if (outcome.error !== null) at++;
  }
  return new Map(tables.map((table) => [table, asked.filter((one) => one.table === table && passed.has(one)).map(({ value }) => value)]));
}

function valuesOf(facts: Facts, { plan, variants }: Prepared): readonly OddValue[] {
  return plan.written.flatMap((column, place): readonly OddValue[] => {
    const { isNullable, foreignKey, plain } = column;
    const isAlwaysNull = isNull(variants[0]?.get(column.column.number));
    const none: OddValue = { column, holds: 'null', sql: `NULL::${plain.type.sql}`, shown: 'NULL' };
    const nulls = isNullable && !isAlwaysNull ? [none] : [];
    if (foreignKey !== null) return nulls;
    const odd = peculiarOf(facts.types, column.column, place + 1);
    return [
      ...nulls,
      ...odd.map(({ peculiarity, sql, shown }) => ({ column, holds: peculiarity, sql: `(${sql})::${plain.type.sql}`, shown })),
    ];
  });
}

/** Whether a value passes beside the ordinary values of the columns that conditions tie it to; null: no condition is about it. */
function question({ plan, variants }: Prepared, { column, sql }: OddValue): string | null {
  const { number } = column.column;
  const puzzle = plan.variants[0]?.puzzles.find(({ columns }) => columns.some((one) => one.number === number));
  if (puzzle === undefined) return null;
  const values = puzzle.columns.map((one) => {
    const other = variants[0]?.get(one.number) ?? one.candidates[0];
    return `${one.number === number ? sql : (other?.sql('1') ?? 'NULL')} AS ${quoteIdentifier(one.name)}`;
  });
  const conditions = puzzle.conditions.map((condition) => `(${condition}) IS NOT FALSE`).join(' AND ');
  return `SELECT ${conditions} FROM (SELECT ${values.join(', ')}) "#x"`;
}

interface Layout {
  readonly count: number;
  readonly overrides: Overrides;
  readonly oddities: readonly Oddity[];
}

/** Shares odd values out among rows: those of a kind into one row, but one only of columns that conditions tie together. */
function layout({ plan, variants }: Prepared, odd: readonly OddValue[], avoided: ReadonlySet<string>): Layout {
  const { identity } = plan.table;
  const overrides = new Map<number, Map<number, string>>();
  const oddities: Oddity[] = [];
  const put = (column: WrittenColumn, row: number, sql: string, oddity: Oddity): void => {
    const { number } = column.column;
    overrides.set(number, (overrides.get(number) ?? new Map<number, string>()).set(row, sql));
    oddities.push(oddity);
  };
  const inKey = new Set(plan.table.keys.flatMap(({ columns }) => columns ?? []));
  for (const column of plan.written) {
    const { number, name } = column.column;
    const value = variants[0]?.get(number);
    const oddity: Oddity = { table: identity, column: name, holds: 'twice', shown: 'the same value' };
    if (inKey.has(number) || column.foreignKey !== null || value === undefined || isNull(value) || avoided.has(oddityKey(oddity))) continue;
    put(column, ORDINARY + 1, value.sql('1'), oddity);
  }
  const rows: { readonly holds: Peculiarity; readonly taken: Set<unknown> }[] = [];
  for (const { column, holds, sql, shown } of odd) {
    const tie = plan.variants[0]?.puzzles.find(({ columns }) => columns.some(({ number }) => number === column.column.number)) ?? column;
    let row = rows.find((one) => one.holds === holds && !one.taken.has(tie));
    if (row === undefined) rows.push((row = { holds, taken: new Set() }));
    row.taken.add(tie);
    put(column, ORDINARY + 2 + rows.indexOf(row), sql, { table: identity, column: column.column.name, holds, shown });
  }
  const count = Math.min(ORDINARY + 1 + rows.length, MOST_ROWS);
  return { count, overrides, oddities };
}
