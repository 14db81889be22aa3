import type { CatalogIndex } from '../../../model/catalog.ts';
import type { IndexDefinition, IndexKey, Relation } from '../objects.ts';
import type { CatalogObjects } from './catalog-objects.ts';
import { lazily } from './lazily.ts';
import { parseExpression, parseExpressions } from './parse-text.ts';

/** Gives index relations their definitions and tables their indexes. */
export function addIndexes(objects: CatalogObjects): void {
  const parents = new Map(objects.catalog.relations.map(({ oid, parents: above }) => [oid, above[0] ?? 0]));
  for (const row of objects.catalog.indexes) {
    const relation = objects.relation(row.oid);
    const table = objects.relation(row.table);
    if (relation === null || table === null) continue;
    relation.index = definitionOf(objects, row, relation, table, objects.relation(parents.get(row.oid) ?? 0));
    table.indexes.push(relation);
    relation.owner = table.owner;
    if (relation.relkind === 'partitioned-index') relation.population = table.population;
  }
}

function definitionOf(
  objects: CatalogObjects,
  row: CatalogIndex,
  relation: Relation,
  table: Relation,
  parent: Relation | null,
): IndexDefinition {
  const { predicate } = row;
  const definition: IndexDefinition = {
    table,
    isUnique: row.isUnique,
    isPrimary: row.isPrimary,
    isExclusion: row.isExclusion,
    isValid: row.isValid,
    isClustered: row.isClustered,
    isReplicaIdentity: row.isReplicaIdentity,
    nullsNotDistinct: row.nullsNotDistinct,
    method: relation.accessMethod ?? 'btree',
    keys: keysOf(objects, row),
    included: objects.columns(row.table, row.columns.slice(row.keyColumns)),
    predicate: null,
    parent,
    ...(row.definition === null ? {} : { definition: row.definition }),
  };
  if (predicate !== null) lazily(definition, 'predicate', () => parseExpression(predicate));
  return definition;
}

function keysOf(objects: CatalogObjects, row: CatalogIndex): readonly IndexKey[] {
  let position = 0;
  return row.columns.slice(0, row.keyColumns).map((number, at) => {
    const key: IndexKey = {
      column: objects.column(row.table, number),
      expression: null,
      operatorClass: row.operatorClasses[at] ?? null,
      collation: row.collations[at] ?? null,
    };
    const { expressions } = row;
    if (number !== 0 || expressions === null) return key;
    const place = position++;
    lazily(key, 'expression', () => parseExpressions(expressions)[place] ?? null);
    return key;
  });
}
