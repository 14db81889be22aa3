import type {
  Catalog,
  CatalogActivity,
  CatalogAttachment,
  CatalogCast,
  CatalogColumn,
  CatalogConstraint,
  CatalogDefault,
  CatalogDependency,
  CatalogEventTrigger,
  CatalogFunction,
  CatalogIndex,
  CatalogPartitionKey,
  CatalogRelation,
  CatalogTrigger,
  CatalogType,
} from '../model/catalog.ts';
import { InternalError } from '../model/errors.ts';

/** DEFAULT_COLLATION_OID (pg_collation_d.h). */
const DEFAULT_COLLATION = 100;
const COLUMN_COLLATION = 5;

/** Names by OID, so that the statements need not look them up row by row. */
interface Names {
  readonly types: Readonly<Record<number, string>>;
  readonly collations: Readonly<Record<number, string>>;
  readonly operatorClasses: Readonly<Record<number, string>>;
  readonly tablespaces: Readonly<Record<number, string>>;
  readonly accessMethods: Readonly<Record<number, string>>;
  readonly catalogs: Readonly<Record<number, string>>;
}

type RelationRow = Omit<CatalogRelation, 'columns' | 'partitionKey' | 'activity' | 'tablespace' | 'accessMethod'> & {
  readonly tablespace: number;
  readonly accessMethod: number;
};
type IndexRow = Omit<CatalogIndex, 'operatorClasses' | 'collations'> & {
  readonly operatorClasses: readonly number[];
  readonly collations: readonly number[];
};
type ColumnRow = readonly [
  table: number,
  number: number,
  name: string,
  type: number,
  modifier: number,
  collation: number,
  typeCollation: number,
  isNotNull: 0 | 1,
  identity: string,
  generated: string,
  defaultExpression: string | null,
  isLocal: 0 | 1,
  inheritedTimes: number,
];
type DependencyRow = readonly [catalog: number, oid: number, sub: number, onCatalog: number, onOid: number, onSub: number, type: string];
/** What each statement below `sql/catalog/` answers. */
export interface CatalogRows {
  'catalog/database': Pick<
    Catalog,
    'serverVersionNum' | 'database' | 'currentUser' | 'isSuperuser' | 'databaseTablespace' | 'searchPath' | 'settings'
  >;
  /** Names of relations that could not be opened. */
  'catalog/locked': readonly string[];
  'catalog/names': Names;
  'catalog/schemas': Catalog['schemas'];
  'catalog/relations': readonly RelationRow[];
  'catalog/columns': readonly ColumnRow[];
  'catalog/types': readonly CatalogType[];
  'catalog/indexes': readonly IndexRow[];
  'catalog/constraints': readonly CatalogConstraint[];
  'catalog/partition-keys': readonly CatalogPartitionKey[];
  'catalog/defaults': readonly (readonly [oid: number, table: number, column: number])[];
  'catalog/functions': readonly CatalogFunction[];
  'catalog/triggers': readonly CatalogTrigger[];
  'catalog/event-triggers': readonly CatalogEventTrigger[];
  'catalog/casts': readonly CatalogCast[];
  'catalog/attachments': readonly CatalogAttachment[];
  'catalog/published-schemas': readonly CatalogAttachment[];
  'catalog/dependencies': readonly DependencyRow[];
  'catalog/activity': readonly (readonly [table: number, sequentialScans: number, indexScans: number, writes: number])[];
}

const NO_NAMES: Names = { types: {}, collations: {}, operatorClasses: {}, tablespaces: {}, accessMethods: {}, catalogs: {} };

/** The catalog that the answers make; what is missing could not be read for want of a privilege on the `closed` catalogs. */
export function toCatalog(rows: Partial<CatalogRows>, closed: readonly string[]): Catalog {
  const facts = rows['catalog/database'];
  if (facts === undefined) throw new InternalError('the catalog was read without the facts of its database');
  const names = rows['catalog/names'] ?? NO_NAMES;
  const columns = Map.groupBy(rows['catalog/columns'] ?? [], ([table]) => table);
  return {
    ...facts,
    schemas: rows['catalog/schemas'] ?? [],
    relations: relationsOf(rows, columns, names),
    indexes: (rows['catalog/indexes'] ?? []).map((row) => indexOf(row, columns.get(row.table) ?? [], names)),
    constraints: rows['catalog/constraints'] ?? [],
    types: rows['catalog/types'] ?? [],
    functions: rows['catalog/functions'] ?? [],
    triggers: rows['catalog/triggers'] ?? [],
    eventTriggers: rows['catalog/event-triggers'] ?? [],
    attachments: [...(rows['catalog/attachments'] ?? []), ...(rows['catalog/published-schemas'] ?? [])],
    casts: rows['catalog/casts'] ?? [],
    defaults: (rows['catalog/defaults'] ?? []).map(([oid, table, column]): CatalogDefault => ({ oid, table, column })),
    dependencies: (rows['catalog/dependencies'] ?? []).map((row) => dependencyOf(row, names)),
    builtinTypes: names.types,
    unreadable: [
      ...closed.map((name) => `pg_catalog.${name}: permission denied`),
      ...(rows['catalog/locked'] ?? []).map((name) => `${name}: locked by another session`),
    ],
  };
}

function relationsOf(
  rows: Partial<CatalogRows>,
  columns: ReadonlyMap<number, readonly ColumnRow[]>,
  names: Names,
): readonly CatalogRelation[] {
  const keys = new Map((rows['catalog/partition-keys'] ?? []).map((key) => [key.table, key]));
  const activity = new Map<number, CatalogActivity>(
    (rows['catalog/activity'] ?? []).map(([table, sequentialScans, indexScans, writes]) => [
      table,
      { sequentialScans, indexScans, writes },
    ]),
  );
  return (rows['catalog/relations'] ?? []).map((row) => ({
    ...row,
    tablespace: names.tablespaces[row.tablespace] ?? null,
    accessMethod: names.accessMethods[row.accessMethod] ?? null,
    columns: (columns.get(row.oid) ?? []).map((column) => columnOf(column, names)),
    partitionKey: keys.get(row.oid) ?? null,
    activity: activity.get(row.oid) ?? null,
  }));
}

function columnOf(row: ColumnRow, names: Names): CatalogColumn {
  const [, number, name, typeOid, typeModifier, collation, typeCollation, ...rest] = row;
  const [isNotNull, identity, generated, defaultExpression, isLocal, inheritedTimes] = rest;
  return {
    number,
    name,
    typeOid,
    typeModifier,
    collation: collation === typeCollation ? null : (names.collations[collation] ?? null),
    isNotNull: isNotNull === 1,
    identity,
    generated,
    defaultExpression,
    isLocal: isLocal === 1,
    inheritedTimes,
  };
}

function indexOf(row: IndexRow, columns: readonly ColumnRow[], names: Names): CatalogIndex {
  return {
    ...row,
    operatorClasses: row.operatorClasses.map((oid) => names.operatorClasses[oid] ?? null),
    collations: row.collations.map((oid, at) => {
      const column = columns.find(([, number]) => number === row.columns[at]);
      return oid === (column?.[COLUMN_COLLATION] ?? DEFAULT_COLLATION) ? null : (names.collations[oid] ?? null);
    }),
  };
}

function dependencyOf([catalog, oid, sub, onCatalog, onOid, onSub, type]: DependencyRow, { catalogs }: Names): CatalogDependency {
  return {
    object: { catalog: catalogs[catalog] ?? '', oid, sub },
    referenced: { catalog: catalogs[onCatalog] ?? '', oid: onOid, sub: onSub },
    type,
  };
}
