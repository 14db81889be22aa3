import type { CatalogColumn, CatalogPartitionKey, CatalogRelation } from '../../../model/catalog.ts';
import { RELATION_KINDS, type Population } from '../../../model/effect.ts';
import type { Column, PartitionKey, Relation } from '../objects.ts';
import { withStorage } from '../trees.ts';
import type { CatalogObjects } from './catalog-objects.ts';
import { lazily } from './lazily.ts';
import { parseBound, parseExpression, parseExpressions, parseStatement } from './parse-text.ts';

const PERSISTENCE: Readonly<Record<string, Relation['persistence']>> = { p: 'permanent', u: 'unlogged', t: 'temporary' };
const REPLICA_IDENTITIES: Readonly<Record<string, Relation['replicaIdentity']>> = { d: 'default', f: 'full', n: 'nothing', i: 'index' };
const STRATEGIES: Readonly<Record<string, PartitionKey['strategy']>> = { r: 'range', l: 'list', h: 'hash' };
const IDENTITIES: Readonly<Record<string, Column['identity']>> = { a: 'always', d: 'by-default' };
const GENERATED: Readonly<Record<string, Column['generated']>> = { s: 'stored', v: 'virtual' };

/** Puts tables, views, sequences and indexes into the world, without what needs types or one another. */
export function addRelations(objects: CatalogObjects): void {
  for (const row of objects.catalog.relations) {
    const relation = objects.world.addRelation({
      name: row.name,
      schema: row.schema,
      relkind: RELATION_KINDS[row.kind] ?? 'table',
      persistence: PERSISTENCE[row.persistence] ?? 'permanent',
      population: populationOf(row),
      rows: row.rows < 0 ? null : row.rows,
      bytes: row.bytes,
      hasToast: row.hasToast,
      tablespace: row.tablespace,
      accessMethod: row.accessMethod,
      options: optionsOf(row.options),
      replicaIdentity: replicaIdentityOf(row),
      hasRowSecurity: row.hasRowSecurity,
      isDetachPending: row.isDetachPending,
      isPopulated: row.isPopulated,
      activity: row.activity,
    });
    objects.note('pg_class', row.oid, relation, row.owner);
    const { definition } = row;
    if (definition !== null) lazily(relation, 'query', () => parseStatement(definition));
  }
}

/** Gives relations their columns; the types are there. */
export function addColumns(objects: CatalogObjects): void {
  for (const row of objects.catalog.relations) {
    const relation = objects.relation(row.oid);
    if (relation === null) continue;
    if (row.ofType !== null) relation.ofType = objects.type(row.ofType);
    for (const column of row.columns) objects.noteColumn(row.oid, column.number, addColumn(objects, relation, column));
  }
}

function addColumn(objects: CatalogObjects, relation: Relation, row: CatalogColumn): Column {
  const column = objects.world.addColumn(relation, {
    name: row.name,
    use: { type: objects.type(row.typeOid), modifier: row.typeModifier },
    collation: row.collation,
    isNotNull: row.isNotNull,
    identity: IDENTITIES[row.identity] ?? '',
    generated: GENERATED[row.generated] ?? '',
    isLocal: row.isLocal,
    inheritedTimes: row.inheritedTimes,
  });
  const { defaultExpression } = row;
  if (defaultExpression !== null) lazily(column, 'defaultExpression', () => parseExpression(defaultExpression));
  column.owner = relation.owner;
  return column;
}

/** Links parents and children, in the order of OIDs, in which PostgreSQL locks children (find_inheritance_children, pg_inherits.c). */
export function addInheritance(objects: CatalogObjects): void {
  for (const row of objects.catalog.relations) {
    const relation = objects.relation(row.oid);
    if (relation === null) continue;
    for (const oid of isIndex(row) ? [] : row.parents) link(relation, objects.relation(oid));
    const { partitionBound, partitionKey } = row;
    if (partitionBound !== null) lazily(relation, 'partitionBound', () => parseBound(partitionBound));
    if (partitionKey !== null) lazily(relation, 'partitionKey', () => partitionKeyOf(objects, partitionKey));
  }
  for (const relation of objects.world.allRelations())
    if (relation.relkind === 'partitioned-table')
      relation.population = withStorage(relation).some(({ population }) => population !== 'empty') ? 'populated' : 'empty';
}

function link(child: Relation, parent: Relation | null): void {
  if (parent === null) return;
  child.parents.push(parent);
  parent.children.push(child);
}

function partitionKeyOf(objects: CatalogObjects, row: CatalogPartitionKey): PartitionKey {
  const expressions = [...(row.expressions === null ? [] : parseExpressions(row.expressions))];
  return {
    strategy: STRATEGIES[row.strategy] ?? 'range',
    keys: row.columns.map((number) =>
      number === 0
        ? { column: null, expression: expressions.shift() ?? null }
        : { column: objects.column(row.table, number), expression: null },
    ),
  };
}

// A table's file is empty as long as no row was ever written; while another session has it locked, what the last VACUUM saw has to do.
function populationOf({ kind, bytes, pages, rows }: CatalogRelation): Population {
  if (kind !== 'r' && kind !== 'm' && kind !== 'i') return kind === 'p' || kind === 'I' ? 'empty' : 'unknown';
  if (bytes !== null) return bytes === 0 ? 'empty' : 'populated';
  return pages > 0 || rows > 0 ? 'populated' : 'unknown';
}

// `n` also stands at relations that are never replicated.
function replicaIdentityOf({ kind, replicaIdentity }: CatalogRelation): Relation['replicaIdentity'] {
  return kind === 'r' || kind === 'p' || kind === 'm' ? (REPLICA_IDENTITIES[replicaIdentity] ?? 'default') : 'default';
}

function isIndex({ kind }: CatalogRelation): boolean {
  return kind === 'i' || kind === 'I';
}

function optionsOf(options: readonly string[]): Map<string, string> {
  return new Map(options.map((option) => [option.slice(0, option.indexOf('=')), option.slice(option.indexOf('=') + 1)]));
}
