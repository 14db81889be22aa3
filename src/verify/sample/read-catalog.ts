import { sqlStatement, type SqlFileName, type SqlValue } from '../../postgres/sql-files.ts';
import type { Session } from '../../postgres/session.ts';
import { quoteQualified } from '../../syntax/names.ts';
import { isCodeName, personalKind } from '../mask/personal-names.ts';
import { maxLengthOf, valueTypes, type TypeRow } from '../mask/read-value-types.ts';
import { hasValueList } from '../mask/value-list.ts';
import {
  tableName,
  type ReferenceEnd,
  type SampleCatalog,
  type SampleColumn,
  type SampleReference,
  type SampleTable,
} from './sample-catalog.ts';

type Row = readonly (string | null)[];

/** What the list of tables says before they are locked. */
interface ListedTable extends Pick<SampleTable, 'oid' | 'schema' | 'name' | 'root' | 'partitionKey'> {
  readonly isHeap: boolean;
  readonly maySelect: boolean;
  readonly maySelectColumns: boolean;
  readonly isRowSecured: boolean;
}

/** Codes are words, short numbers and paths of them, in one case: `in_progress`, `EUR`, `application/json`, `tier2`; nobody's name with a capital. */
const CODE =
  '^(?:[a-z]+[0-9]{0,3}(?:[-_/][a-z]+[0-9]{0,3})*|[A-Z]+[0-9]{0,3}(?:[-_/][A-Z]+[0-9]{0,3})*|[a-z]+(?:[A-Z][a-z]+)+|[a-z]{2}[-_][A-Z]{2}|[0-9]{1,3})$';
const MOST_CODES = 100;
const LEAST_ROWS = 20;
const MOST_CODE_ROWS = 1000;

/** What is left out of a sample. */
export interface SampleScope {
  readonly withoutSchemas?: readonly string[];
  readonly withoutRelations: readonly { readonly schema: string; readonly name: string }[];
}

/** The tables to copy, in a session that has no transaction open; what the role may not read is a gap. */
export async function listTables(
  session: Session,
  scope: SampleScope,
): Promise<{ readonly tables: readonly ListedTable[]; readonly gaps: readonly string[] }> {
  const without = scope.withoutRelations.map(({ schema, name }) => `${schema}.${name}`);
  const values = { without_relations: without, without_schemas: scope.withoutSchemas ?? [] };
  const listed = (await read(session, 'sample/tables', values)).map(listedTable);
  const gaps: string[] = [];
  const tables = listed.filter((table) => {
    const reason = table.isRowSecured
      ? 'row-level security hides rows of it from this role'
      : table.maySelectColumns
        ? null
        : 'this role may not read it';
    if (reason !== null) gaps.push(`${tableName(table)} stays empty: ${reason}`);
    return reason === null;
  });
  return { tables, gaps };
}

/** The tables that can be locked: whoever may read some columns only may not. */
export function lockable(tables: readonly ListedTable[]): readonly string[] {
  return tables.filter(({ maySelect }) => maySelect).map(({ schema, name }) => quoteQualified(schema, name));
}

/** What is known of tables and their keys, within the transaction that will copy them. */
export async function readSampleCatalog(session: Session, listed: readonly ListedTable[]): Promise<SampleCatalog> {
  const tables = listed.map(({ oid }) => String(oid));
  const typeRows = (await read(session, 'sample/types', { tables })).map(typeRow);
  const checks = await read(session, 'sample/checks', { tables });
  const references = (await read(session, 'sample/foreign-keys', {})).map(reference);
  const sizes = new Map(
    (await read(session, 'sample/table-sizes', { tables })).map(([oid, bytes, rows]) => [
      Number(oid),
      { bytes: Number(bytes), rows: numberOrNull(rows) },
    ]),
  );
  const harmless = await harmlessValues(session, tables);
  const columns = await read(session, 'sample/columns', { tables });
  const gaps: string[] = [];
  const context = {
    typeRows: new Map(typeRows.map((row) => [row.oid, row])),
    typeOf: valueTypes(typeRows),
    harmless,
    checks: groupBy(checks, ([oid]) => Number(oid)),
  };
  const columnsOf = groupBy(columns, ([oid]) => Number(oid));
  const complete = listed.map((table): SampleTable => {
    const own = (columnsOf.get(table.oid) ?? []).map((row) => column(row, context));
    gaps.push(
      ...own
        .filter(({ isReadable }) => !isReadable)
        .map(({ name }) => `${tableName(table)}.${name} is left out: this role may not read it`),
    );
    return {
      ...table,
      columns: own,
      rows: sizes.get(table.oid)?.rows ?? null,
      bytes: sizes.get(table.oid)?.bytes ?? 0,
      hasPlaces: table.isHeap && table.maySelect,
      checks: new Map((context.checks.get(table.oid) ?? []).map(([, name, , , names]) => [name ?? '', json(names) as readonly string[]])),
    };
  });
  gaps.push(...(await leftOut(session)));
  return { tables: await withCodes(session, complete, references), references, gaps };
}

async function leftOut(session: Session): Promise<readonly string[]> {
  const [[foreign, hasLargeObjects] = []] = await read(session, 'sample/left-out', {});
  return [
    ...(json(foreign) as readonly string[]).map((name) => `${name} is a foreign table: its rows are on another server`),
    ...(hasLargeObjects === 't' ? ['Large objects are not copied'] : []),
  ];
}

// Keys of small tables that others refer to are codes where they are named so.
async function withCodes(
  session: Session,
  tables: readonly SampleTable[],
  references: readonly SampleReference[],
): Promise<readonly SampleTable[]> {
  const referenced = new Set(
    references.flatMap(({ parent }) => parent.oids.flatMap((oid) => parent.columns.map((name) => `${oid}.${name}`))),
  );
  const complete: SampleTable[] = [];
  for (const table of tables) {
    const columns: SampleColumn[] = [];
    for (const one of table.columns) {
      const isCode =
        isText(one) &&
        one.isReadable &&
        referenced.has(`${table.oid}.${one.name}`) &&
        isCodeName(one.name) &&
        personalKind([one.name]) === null;
      const isSmall = table.rows !== null && table.rows <= MOST_CODE_ROWS;
      columns.push(
        isCode && isSmall ? { ...one, harmless: [...new Set([...one.harmless, ...(await codeValues(session, table, one))])] } : one,
      );
    }
    complete.push({ ...table, columns });
  }
  return complete;
}

function isText({ type }: SampleColumn): boolean {
  return type.kind === 'scalar' && (type.family === 'text' || type.family === 'citext');
}

async function codeValues(session: Session, { schema, name }: SampleTable, one: SampleColumn): Promise<readonly string[]> {
  const rows = await read(session, 'sample/code-values', {
    schema,
    table: name,
    column: one.name,
    pattern: CODE,
    most_rows: MOST_CODE_ROWS,
  });
  return rows.map(([value]) => value ?? '');
}

async function harmlessValues(session: Session, tables: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await read(session, 'sample/harmless-values', { tables, pattern: CODE, most_values: MOST_CODES, least_rows: LEAST_ROWS });
  return new Map(rows.map(([oid, name, values]) => [`${oid}.${name}`, json(values) as readonly string[]]));
}

interface ColumnContext {
  readonly typeRows: ReadonlyMap<number, TypeRow>;
  readonly typeOf: ReturnType<typeof valueTypes>;
  readonly harmless: ReadonlyMap<string, readonly string[]>;
  readonly checks: ReadonlyMap<number, readonly Row[]>;
}

function column(row: Row, { typeRows, typeOf, harmless, checks }: ColumnContext): SampleColumn {
  const [oid, name, type, modifier, isNotNull, hasDefault, isGenerated, comment, isReadable, isUsed, isUnique, isPrimaryKey] = row;
  const lists = checks.get(Number(oid)) ?? [];
  return {
    name: name ?? '',
    type: typeOf(Number(type)),
    maxLength: maxLengthOf(Number(type), Number(modifier), typeRows),
    isNotNull: isNotNull === 't',
    hasDefault: hasDefault === 't',
    isGenerated: isGenerated === 't',
    comment: comment ?? null,
    isReadable: isReadable === 't',
    isUsed: isUsed === 't',
    isUnique: isUnique === 't',
    isPrimaryKey: isPrimaryKey === 't',
    isListed: lists.some(([, , definition]) => hasValueList(definition ?? '', name ?? '')),
    harmless: harmless.get(`${oid}.${name}`) ?? [],
  };
}

function listedTable(row: Row): ListedTable {
  const [oid, schema, name, root, rootSchema, rootName, isHeap, maySelect, maySelectColumns, isRowSecured, key] = row;
  return {
    oid: Number(oid),
    schema: schema ?? '',
    name: name ?? '',
    root: { oid: Number(root), schema: rootSchema ?? '', name: rootName ?? '' },
    partitionKey: json(key) as readonly string[],
    isHeap: isHeap === 't',
    maySelect: maySelect === 't',
    maySelectColumns: maySelectColumns === 't',
    isRowSecured: isRowSecured === 't',
  };
}

function typeRow([oid, schema, name, type, part, isArray, modifier, extension, fields, checks]: Row): TypeRow {
  return {
    oid: Number(oid),
    schema: schema ?? '',
    name: name ?? '',
    type: type ?? '',
    part: numberOrNull(part),
    isArray: isArray === 't',
    baseModifier: Number(modifier),
    extension: extension ?? null,
    fields: json(fields) as TypeRow['fields'],
    checks: json(checks) as readonly string[],
  };
}

function reference(row: Row): SampleReference {
  const [
    ,
    name,
    childSchema,
    childName,
    isChildPartitioned,
    parentSchema,
    parentName,
    isParentPartitioned,
    columns,
    key,
    operators,
    children,
    parents,
    isValidated,
    isReadable,
    isNullable,
  ] = row;
  const end = (
    schema: string | null | undefined,
    table: string | null | undefined,
    isPartitioned: string | null | undefined,
    names: string | null | undefined,
    oids: string | null | undefined,
  ): ReferenceEnd => ({
    schema: schema ?? '',
    name: table ?? '',
    isPartitioned: isPartitioned === 't',
    columns: json(names) as readonly string[],
    oids: json(oids) as readonly number[],
  });
  return {
    name: name ?? '',
    child: end(childSchema, childName, isChildPartitioned, columns, children),
    parent: end(parentSchema, parentName, isParentPartitioned, key, parents),
    operators: json(operators) as readonly string[],
    isValidated: isValidated === 't',
    isReadable: isReadable === 't',
    isNullable: isNullable === 't',
  };
}

async function read(session: Session, name: SqlFileName, values: Readonly<Record<string, SqlValue>>): Promise<readonly Row[]> {
  const [result] = await session.query(sqlStatement(name, values));
  return result?.rows ?? [];
}

function json(text: string | null | undefined): unknown {
  return JSON.parse(text ?? '[]');
}

function numberOrNull(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}

function groupBy<T, Key>(items: readonly T[], key: (item: T) => Key): ReadonlyMap<Key, readonly T[]> {
  return Map.groupBy(items, key);
}
