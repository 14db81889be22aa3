import { quoteIdentifier } from '../../syntax/names.ts';
import { candidatesFor } from './candidates.ts';
import type { FillOrder } from './fill-order.ts';
import type { OpenColumn, Puzzle, Solution } from './solve-conditions.ts';
import type { ColumnFacts, Facts, ForeignKeyFacts, TableFacts } from './table-facts.ts';
import { ordinaryValue, plainType, type PlainType } from './type-values.ts';
import { constant, type Value } from './value.ts';

/** A column into which values are written. */
export interface WrittenColumn {
  readonly column: ColumnFacts;
  readonly plain: PlainType;
  readonly isNullable: boolean;
  /** By its type; undefined: values come from elsewhere alone. */
  readonly ordinary: Value | undefined;
  /** The foreign key that it takes its values from. */
  readonly foreignKey: ForeignKeyFacts | null;
}

/** The rows of one partition, or of the whole table. */
export interface Variant {
  readonly puzzles: readonly Puzzle[];
}

/** What is known of a table before its conditions are solved. */
export interface TablePlan {
  readonly table: TableFacts;
  /** Columns that are left out get their default, a number of their sequence, or NULL. */
  readonly written: readonly WrittenColumn[];
  readonly variants: readonly Variant[];
}

export interface PlanOptions {
  /** Numbers of rows in place of the next ones of sequences, which stay where they are. */
  readonly leavesSequences: boolean;
  /** Texts without conditions are numbers, so that casts of them to numbers succeed. */
  readonly hasNumbersAsTexts?: boolean;
}

/** Why a table gets no rows. */
export class Unfillable extends Error {}

/**
 * Which columns of a table are written, and the conditions that their values must meet.
 * @throws Unfillable where a column must have a value and nobody knows one
 */
export function planTable(facts: Facts, table: TableFacts, sources: FillOrder['sources'], options: PlanOptions): TablePlan {
  // What refers to a key that is made by rule must know its numbers.
  const isRuled = [...sources].some(([key, source]) => source === 'rule' && key.table === table.oid);
  const written = table.columns.flatMap((column) =>
    writtenColumn(facts, table, column, { ...options, leavesSequences: isRuled || options.leavesSequences }),
  );
  const bounds = table.bounds === null ? [null] : [...new Set(table.bounds.map(withoutHashes))];
  if (bounds.length === 0) throw new Unfillable('it is partitioned and has no partition');
  return { table, written, variants: bounds.map((bound) => ({ puzzles: puzzlesOf({ facts, table, written, sources }, bound) })) };
}

// The server itself chooses the partition.
function withoutHashes(bound: string | null): string | null {
  return bound?.replaceAll(/(?:pg_catalog\.)?satisfies_hash_partition\([^()]*\)/gu, 'true') ?? null;
}

function writtenColumn(
  { types }: Facts,
  table: TableFacts,
  column: ColumnFacts,
  { leavesSequences, hasNumbersAsTexts }: PlanOptions,
): readonly WrittenColumn[] {
  const { number, isGenerated, sequence, defaultExpression, type, modifier } = column;
  if (isGenerated || (sequence !== null && !leavesSequences && (column.identity !== '' || defaultExpression !== null))) return [];
  const plain = plainType(types, type, modifier);
  const isNullable = !column.isNotNull && plain?.isNotNull !== true;
  const foreignKey = table.foreignKeys.find(({ columns }) => columns.includes(number)) ?? null;
  const ordinary = ordinaryValue(types, column, hasNumbersAsTexts);
  if (plain !== undefined && (ordinary !== undefined || foreignKey !== null)) return [{ column, plain, isNullable, ordinary, foreignKey }];
  if (isNullable || defaultExpression !== null) return [];
  throw new Unfillable(`no value is known for its column ${column.name} of type ${plain?.type.sql ?? type}`);
}

/** A condition and the columns in it. */
interface Condition {
  readonly sql: string;
  readonly columns: readonly number[];
}

interface Sheet {
  readonly facts: Facts;
  readonly table: TableFacts;
  readonly written: readonly WrittenColumn[];
  readonly sources: FillOrder['sources'];
}

function puzzlesOf(sheet: Sheet, bound: string | null): readonly Puzzle[] {
  const { table, written } = sheet;
  const conditions: Condition[] = [
    ...table.checks.map(({ expression, columns }) => ({ sql: expression, columns: columns ?? [] })),
    ...written.flatMap(({ column, plain }) =>
      plain.checks.map((check) => ({
        sql: `(SELECT ${check} FROM (SELECT ${quoteIdentifier(column.name)} AS value) "#value")`,
        columns: [column.number],
      })),
    ),
    ...(bound === null || bound === 'true' ? [] : [{ sql: bound, columns: namedIn(bound, table) }]),
  ];
  return tied(conditions).map((group) => puzzle(sheet, group));
}

/** Numbers of the columns whose names stand in an expression, for those of which the catalog tells no columns. */
export function namedIn(sql: string, { columns }: TableFacts): readonly number[] {
  const words = new Set(sql.match(/"(?:[^"]|"")+"|[a-z_\u0080-\uffff][\w$\u0080-\uffff]*/gu));
  return columns.flatMap(({ number, name }) => (words.has(name) || words.has(quoteIdentifier(name)) ? [number] : []));
}

/** Conditions that have columns in common, directly or through others, belong together. */
function tied(conditions: readonly Condition[]): readonly (readonly Condition[])[] {
  const groups: Condition[][] = [];
  for (const condition of conditions) {
    const touching = groups.filter((group) => group.some(({ columns }) => columns.some((column) => condition.columns.includes(column))));
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push([...touching.flat(), condition]);
  }
  return groups;
}

function puzzle(sheet: Sheet, group: readonly Condition[]): Puzzle {
  const { facts, table, written } = sheet;
  const numbers = [...new Set(group.flatMap(({ columns }) => columns))].toSorted((a, b) => a - b);
  const conditions = group.map(({ sql }) => sql);
  const inKey = new Set(table.keys.flatMap(({ columns }) => columns ?? []));
  const columns = numbers.flatMap((number): OpenColumn[] => {
    const found = written.find(({ column }) => column.number === number);
    const column = table.columns.find((one) => one.number === number);
    if (column === undefined) return [];
    if (found === undefined) return [{ number, name: column.name, candidates: [leftOut(facts.types, column)] }];
    return [{ number, name: column.name, candidates: candidatesOf(sheet, found, conditions, inKey.has(number)) }];
  });
  return { columns, conditions };
}

/** What a column that is not written holds, as far as that can be told. */
function leftOut(types: Facts['types'], column: ColumnFacts): Value {
  if (column.sequence === null && column.defaultExpression !== null) return constant(column.defaultExpression);
  return ordinaryValue(types, column) ?? constant('NULL');
}

function candidatesOf(
  { table, sources }: Sheet,
  { column, plain, isNullable, ordinary, foreignKey }: WrittenColumn,
  conditions: readonly string[],
  isInKey: boolean,
): readonly Value[] {
  const none = isNullable ? [constant(`NULL::${plain.type.sql}`)] : [];
  if (foreignKey !== null) {
    // Of a circle that is closed later; each other key looks at another row of what it refers to.
    if (sources.get(foreignKey) === 'later' && isNullable) return none;
    const shift = table.foreignKeys.indexOf(foreignKey);
    return [
      ordinary === undefined ? constant('NULL') : { sql: (row) => ordinary.sql(`((${row}) + ${shift})`), size: ordinary.size },
      ...none,
    ];
  }
  const { defaultExpression } = column;
  const usual = defaultExpression === null ? [] : [constant(`(${defaultExpression})::${plain.type.sql}`)];
  const all = [...candidatesFor(plain, ordinary, conditions), ...usual];
  // A key needs a value of its own for each row.
  return [...(isInKey ? all.toSorted((a, b) => Number(b.size > a.size) - Number(a.size > b.size)) : all), ...none];
}

/** What is written into each column in the end: by number; null: NULL. A column of a foreign key that is not NULL takes what that refers to. */
export function chosenValues({ written }: TablePlan, solutions: readonly Solution[]): ReadonlyMap<number, Value> {
  const values = new Map<number, Value>();
  for (const { column, ordinary } of written) if (ordinary !== undefined) values.set(column.number, ordinary);
  for (const solution of solutions)
    for (const [number, value] of solution) if (written.some(({ column }) => column.number === number)) values.set(number, value);
  return values;
}

/** Whether a value is NULL for each row. */
export function isNull(value: Value | undefined): boolean {
  return value !== undefined && value.size === 1 && value.sql('1').startsWith('NULL');
}
