import { quoteIdentifier, quoteQualified } from '../../syntax/names.ts';
import type { KeySource } from './fill-order.ts';
import type { Facts, ForeignKeyFacts, TableFacts } from './table-facts.ts';
import { isNull, type TablePlan, type WrittenColumn } from './table-plan.ts';
import type { Value } from './value.ts';

/** A value for the row of a number in place of the ordinary one: SQL by the number of the column. */
export type Overrides = ReadonlyMap<number, ReadonlyMap<number, string>>;

/** Rows that are made by one statement. */
export interface RowBatch {
  readonly facts: Facts;
  readonly plan: TablePlan;
  /** By number of the column. */
  readonly values: ReadonlyMap<number, Value>;
  readonly sources: ReadonlyMap<ForeignKeyFacts, KeySource>;
  /** Values of the tables whose keys are made by rule, by OID. */
  readonly valuesOf: (
    table: number,
  ) => { readonly values: ReadonlyMap<number, Value>; readonly first: number; readonly rows: number } | undefined;
  /** Numbers of the rows, from `first` on. */
  readonly first: number;
  readonly count: number;
  readonly overrides?: Overrides;
  /** Answer the rows, with the texts of all columns. */
  readonly returnsRows?: boolean;
}

/** How many rows pass before a finite part of a key takes its next value, as SQL: by foreign key, or by column. */
type Strides = ReadonlyMap<ForeignKeyFacts | number, string>;

const ROW = '"#row"';
/** Rows of a referenced table that are looked at. */
const MOST_REFERENCED = 10_000;

/** INSERT ... SELECT of all rows of a batch; rows that a unique key refuses are passed over where PostgreSQL can do so. */
export function insertStatement(batch: RowBatch): string {
  const { plan, first, count } = batch;
  const { table } = plan;
  const strides = stridesOf(batch);
  const joins = referencedRows(batch, strides);
  const columns = plan.written.map((written) => ({ name: written.column.name, sql: columnSql(batch, { joins, strides }, written) }));
  const identity = plan.written.some(({ column }) => column.identity === 'a') ? ' OVERRIDING SYSTEM VALUE' : '';
  const rows = `FROM pg_catalog.generate_series(${first}::int8, ${first + count - 1}) AS "#rows"(${ROW})`;
  const conflict = table.keys.length > 0 && table.keys.every(({ isImmediate }) => isImmediate) ? '\nON CONFLICT DO NOTHING' : '';
  const returning =
    batch.returnsRows === true ? `\nRETURNING ${table.columns.map(({ name }) => `${quoteIdentifier(name)}::text`).join(', ')}` : '';
  if (columns.length === 0) return `${insertDefaults(table, count)}${returning}`;
  return `INSERT INTO ${nameOf(table)} (${columns.map(({ name }) => quoteIdentifier(name)).join(', ')})${identity}
SELECT ${columns.map(({ sql }) => sql).join(', ')}
  ${[rows, ...joins.map(({ sql }) => sql)].join('\n  ')}${conflict}${returning}`;
}

/** Moves the sequences behind numbers that were written past them. */
export function sequenceStatements({ table, written }: TablePlan): readonly string[] {
  return written.flatMap(({ column: { name, sequence } }) =>
    sequence === null
      ? []
      : [
          `SELECT pg_catalog.setval('${sequence.replaceAll("'", "''")}'::regclass, pg_catalog.max(${quoteIdentifier(name)})) FROM ${nameOf(table)}`,
        ],
  );
}

/** Closes a circle of foreign keys: half of the rows take a row of the other table. */
export function lateKeyStatement(facts: Facts, table: TableFacts, key: ForeignKeyFacts): string | null {
  const other = facts.tables.get(key.table);
  if (other === undefined) return null;
  const names = namesOf(table, key.columns);
  const referenced = namesOf(other, key.referencedColumns);
  const taken = names.map((_name, at) => `"#c${at}"`);
  return `UPDATE ${nameOf(table)} AS "#t" SET (${names.join(', ')}) = (SELECT ${taken.join(', ')})
  FROM (SELECT tableoid AS "#table", ctid AS "#place", row_number() OVER () AS ${ROW} FROM ${nameOf(table)} WHERE ${names[0]} IS NULL) "#rows"
  JOIN (SELECT row_number() OVER () AS "#n", ${referenced.map((name, at) => `${name} AS "#c${at}"`).join(', ')} FROM ${nameOf(other)}) "#o"
    ON "#o"."#n" = ("#rows".${ROW} + 1) / 2
 WHERE "#t".tableoid = "#rows"."#table" AND "#t".ctid = "#rows"."#place" AND "#rows".${ROW} % 2 = 0`;
}

function insertDefaults(table: TableFacts, count: number): string {
  const column = table.columns.find(({ isGenerated }) => !isGenerated);
  if (column === undefined) return `INSERT INTO ${nameOf(table)} SELECT FROM pg_catalog.generate_series(1, ${count})`;
  return `INSERT INTO ${nameOf(table)} (${quoteIdentifier(column.name)}) VALUES ${Array.from({ length: count }, () => '(DEFAULT)').join(', ')}`;
}

interface ReferencedRows {
  readonly key: ForeignKeyFacts;
  readonly sql: string;
  /** SQL by the number of the column that takes its value from here. */
  readonly columns: ReadonlyMap<number, string>;
}

/** A join for each foreign key whose other table has rows already. Keys that share columns (a tenant) agree in them. */
function referencedRows(batch: RowBatch, strides: Strides): readonly ReferencedRows[] {
  const { facts, plan, values, sources } = batch;
  const taken = new Map<number, string>();
  return plan.table.foreignKeys.flatMap((key, at): ReferencedRows[] => {
    const other = facts.tables.get(key.table);
    const isSet = !key.columns.some((column) => isNull(values.get(column)));
    const areAllTaken = key.columns.every((column) => taken.has(column));
    if (other === undefined || sources.get(key) !== 'rows' || !isSet || areAllTaken) return [];
    const alias = `"#f${at}"`;
    const names = namesOf(other, key.referencedColumns);
    const shared = key.columns.flatMap((column, place) => {
      const sql = taken.get(column);
      return sql === undefined ? [] : [{ name: names[place] ?? '', sql, place }];
    });
    const window = shared.length === 0 ? '' : `PARTITION BY ${shared.map(({ name }) => name).join(', ')}`;
    const conditions = [
      ...shared.map(({ sql, place }) => `${alias}."#c${place}" = ${sql}`),
      `${alias}."#n" = ((${ROW} - 1) / ${strides.get(key) ?? '1'} + ${at}) % ${shared.length === 0 ? countOf(other, names) : `${alias}."#count"`}`,
    ];
    const sql = `LEFT JOIN (SELECT row_number() OVER (${window}) - 1 AS "#n", count(*) OVER (${window}) AS "#count", ${names
      .map((name, place) => `${name} AS "#c${place}"`)
      .join(', ')} FROM ${someRows(other, names)}) ${alias} ON ${conditions.join(' AND ')}`;
    const columns = new Map(
      key.columns.flatMap((column, place) => (taken.has(column) ? [] : [[column, `${alias}."#c${place}"`] as const])),
    );
    for (const [column, expression] of columns) taken.set(column, expression);
    return [{ key, sql, columns }];
  });
}

function someRows(table: TableFacts, names: readonly string[]): string {
  return `(SELECT * FROM ${nameOf(table)} WHERE ${names.map((name) => `${name} IS NOT NULL`).join(' AND ')} LIMIT ${MOST_REFERENCED}) "#r"`;
}

function countOf(table: TableFacts, names: readonly string[]): string {
  return `(SELECT greatest(count(*), 1) FROM ${someRows(table, names)})`;
}

/**
 * Where a key is made of few values each (`order_id, product_id`), they are counted through like the digits of a number, so that no combination comes
 * twice: the first changes with each row, the next when the first has come round.
 */
function stridesOf({ facts, plan, values, sources }: RowBatch): Strides {
  const strides = new Map<ForeignKeyFacts | number, string>();
  for (const { columns } of plan.table.keys) {
    const parts = new Map<ForeignKeyFacts | number, string>();
    for (const column of columns ?? []) {
      const key = plan.table.foreignKeys.find((one) => one.columns.includes(column) && sources.get(one) === 'rows');
      const other = key === undefined ? undefined : facts.tables.get(key.table);
      if (key !== undefined && other !== undefined) parts.set(key, countOf(other, namesOf(other, key.referencedColumns)));
      else parts.set(column, String(values.get(column)?.size ?? Infinity));
    }
    if ([...parts.values()].includes('Infinity')) continue;
    let stride = '1';
    for (const [part, size] of parts) {
      strides.set(part, strides.get(part) ?? stride);
      stride = `(${stride} * ${size})`;
    }
  }
  return strides;
}

function columnSql(
  batch: RowBatch,
  { joins, strides }: { readonly joins: readonly ReferencedRows[]; readonly strides: Strides },
  { column, plain, foreignKey, isNullable }: WrittenColumn,
): string {
  const { values, sources, overrides } = batch;
  const joined = joins.find(({ columns }) => columns.has(column.number))?.columns.get(column.number);
  const value = values.get(column.number);
  const source = foreignKey === null ? undefined : sources.get(foreignKey);
  const isWaiting = source === 'later' && isNullable;
  const ordinary =
    joined ??
    (isWaiting || isNull(value)
      ? null
      : source === 'rule'
        ? ruledSql(batch, foreignKey, column.number)
        : stridden(value, strides.get(column.number))) ??
    'NULL';
  const special = overrides?.get(column.number);
  if (special === undefined || special.size === 0) return ordinary;
  const cases = [...special].map(([row, sql]) => `WHEN ${row} THEN (${sql})::${plain.type.sql}`);
  return `CASE ${ROW} ${cases.join(' ')} ELSE ${ordinary === 'NULL' ? `NULL::${plain.type.sql}` : ordinary} END`;
}

function stridden(value: Value | undefined, stride: string | undefined): string | null {
  if (value === undefined) return null;
  return value.sql(stride === undefined || stride === '1' ? ROW : `((${ROW} - 1) / ${stride} + 1)`);
}

// Neither table has rows yet, but how the other one's key is made is known.
function ruledSql({ plan, valuesOf }: RowBatch, key: ForeignKeyFacts | null, column: number): string | null {
  if (key === null) return null;
  const other = valuesOf(key.table);
  const referenced = key.referencedColumns[key.columns.indexOf(column)] ?? 0;
  if (other === undefined) return null;
  const row = key.table === plan.table.oid ? ROW : `(${other.first} + (${ROW} - ${other.first}) % ${other.rows})`;
  return other.values.get(referenced)?.sql(row) ?? null;
}

function namesOf({ columns }: TableFacts, numbers: readonly number[]): readonly string[] {
  return numbers.map((number) => quoteIdentifier(columns.find((column) => column.number === number)?.name ?? '?'));
}

/** The name of a table in SQL. */
export function nameOf({ schema, name }: TableFacts): string {
  return quoteQualified(schema, name);
}
