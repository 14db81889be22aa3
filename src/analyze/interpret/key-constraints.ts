import type { Constraint as ConstraintNode, Node } from 'libpg-query';
import type { Column, IndexKey, Relation } from '../world/objects.ts';
import { withDescendants } from '../world/trees.ts';
import { forceNotNull } from './alter-table/not-null.ts';
import { addIndexConstraint, buildIndex } from './build-index.ts';
import type { IndexSpecification } from './build-index.ts';
import type { ConstraintTask } from './constraints.ts';
import type { Interpretation } from './interpretation.ts';
import { strings } from './options.ts';

/** From this version on a partitioned table may have an EXCLUDE constraint. */
const EXCLUDES_PARTITIONED = 17;

/** PRIMARY KEY, UNIQUE and EXCLUDE: a new index, or one that is there (ATExecAddIndex, ATExecAddIndexConstraint, tablecmds.c). */
export function addKey(context: Interpretation, relation: Relation, node: ConstraintNode, task: ConstraintTask): void {
  if (node.contype === 'CONSTR_PRIMARY' && relation.constraints.some(({ type }) => type === 'primary-key'))
    context.refuse('42P16', `multiple primary keys for table "${relation.name}" are not allowed`);
  if (relation.relkind === 'foreign-table')
    context.refuse('0A000', 'primary key and unique constraints are not supported on foreign tables');
  if (node.indexname === undefined) buildKey(context, relation, node, task);
  else adoptIndex(context, relation, node, task);
}

/** What a primary key asks of its columns comes first: NOT NULL, on the children too. */
function buildKey(context: Interpretation, relation: Relation, node: ConstraintNode, task: ConstraintTask): void {
  const specification: IndexSpecification = { ...specificationOf(context, relation, node, task.column), isOnly: !task.recurses };
  refuseForPartitions(context, relation, specification);
  if (specification.isPrimary)
    for (const { column } of specification.keys) if (column !== null) forceNotNull(context, relation, column, task);
  if (relation.relkind === 'partitioned-table' && task.recurses && !task.isNewTable)
    for (const member of withDescendants(relation)) if (member !== relation) context.lock(member, 'SHARE', 'partition');
  const index = buildIndex(context, specification, `the constraint needs a new index`);
  task.rows.built(index);
  addIndexConstraint(context.world, index, { name: index.name, isDeferrable: node.deferrable === true, parent: null });
}

/** A constraint over all partitions must compare the partition key (DefineIndex, indexcmds.c); EXCLUDE came to them with 17. */
function refuseForPartitions(context: Interpretation, relation: Relation, { keys, isUnique }: IndexSpecification): void {
  if (relation.partitionKey === null) return;
  if (!isUnique && context.majorVersion < EXCLUDES_PARTITIONED)
    context.refuse('0A000', 'exclusion constraints are not supported on partitioned tables');
  const isCompared = ({ column }: { readonly column: Column | null }): boolean =>
    column !== null && keys.some((key) => key.column === column);
  if (!relation.partitionKey.keys.every(isCompared))
    context.refuse('0A000', 'unique constraint on partitioned table must include all partitioning columns');
}

function specificationOf(context: Interpretation, table: Relation, node: ConstraintNode, at: Column | null): IndexSpecification {
  const isExclusion = node.contype === 'CONSTR_EXCLUSION' || node.without_overlaps === true;
  const names = strings(node.keys);
  const columns = names.length === 0 && at !== null ? [at] : names.flatMap((name) => columnOf(context, table, name) ?? []);
  return {
    name: node.conname ?? null,
    table,
    isUnique: node.contype !== 'CONSTR_EXCLUSION',
    isPrimary: node.contype === 'CONSTR_PRIMARY',
    isExclusion,
    nullsNotDistinct: node.nulls_not_distinct === true,
    method: node.access_method ?? (node.without_overlaps === true ? 'gist' : 'btree'),
    keys: node.contype === 'CONSTR_EXCLUSION' ? exclusionKeys(context, table, node) : columns.map(plainKey),
    included: strings(node.including).flatMap((name) => columnOf(context, table, name) ?? []),
    predicate: node.where_clause ?? null,
    isConstraint: true,
  };
}

function plainKey(column: Column): IndexKey {
  return { column, expression: null, operatorClass: null, collation: null };
}

/** Each element is a list of the key and its operator. */
function exclusionKeys(context: Interpretation, table: Relation, { exclusions = [] }: ConstraintNode): readonly IndexKey[] {
  return exclusions.flatMap((node) => {
    const element = 'List' in node ? node.List.items?.[0] : undefined;
    if (element === undefined || !('IndexElem' in element)) return [];
    const { name, expr, opclass, collation } = element.IndexElem;
    return [
      {
        column: name === undefined ? null : columnOf(context, table, name),
        expression: expr ?? null,
        operatorClass: lastName(opclass),
        collation: lastName(collation),
      },
    ];
  });
}

function columnOf(context: Interpretation, table: Relation, name: string): Column | null {
  const column = context.world.column(table, name);
  if (column === null) context.refuseIfKnown('42703', `column "${name}" named in key does not exist`);
  return column;
}

function lastName(names: readonly Node[] | undefined): string | null {
  return strings(names).at(-1) ?? null;
}

/** ADD CONSTRAINT ... USING INDEX: catalog only, but that a primary key's columns have to be NOT NULL. */
function adoptIndex(context: Interpretation, relation: Relation, node: ConstraintNode, task: ConstraintTask): void {
  const index = indexNamed(context, relation, node.indexname ?? '');
  if (index?.index === undefined || index.index === null) return;
  refuseUnfit(context, index, relation, node);
  context.lock(index, 'ACCESS SHARE', 'index');
  const isPrimary = node.contype === 'CONSTR_PRIMARY';
  if (isPrimary) for (const { column } of index.index.keys) if (column !== null) forceNotNull(context, relation, column, task);
  const name = node.conname ?? index.name;
  if (name !== index.name) {
    context.lock(index, 'SHARE UPDATE EXCLUSIVE', 'index');
    context.world.renameRelation(index, name);
  }
  index.index.isPrimary = isPrimary;
  // The index belongs to the constraint from now on, no longer to its columns.
  for (const { on } of context.world.references(index)) if (on.kind === 'column') context.world.undepend(index, on);
  addIndexConstraint(context.world, index, { name, isDeferrable: node.deferrable === true, parent: null });
}

/** In an open world an index that no text made is one of this table. */
function indexNamed(context: Interpretation, relation: Relation, name: string): Relation | null {
  const found = context.world.findRelation(name, relation.schema);
  if (found !== null) return found;
  context.refuseIfKnown('42704', `index "${name}" does not exist`);
  const wasInBatch = context.world.isInBatch;
  context.world.isInBatch = false;
  try {
    return assumeIndex(context, relation, name);
  } finally {
    context.world.isInBatch = wasInBatch;
  }
}

function assumeIndex({ world }: Interpretation, table: Relation, name: string): Relation {
  const index = world.addRelation({
    name,
    schema: table.schema,
    relkind: 'index',
    population: table.population,
    isAssumed: true,
    index: {
      table,
      isUnique: true,
      isPrimary: false,
      isExclusion: false,
      isValid: true,
      isClustered: false,
      isReplicaIdentity: false,
      nullsNotDistinct: false,
      method: 'btree',
      keys: [],
      included: [],
      predicate: null,
      parent: null,
    },
  });
  table.indexes.push(index);
  return index;
}

/** transformIndexConstraint (parse_utilcmd.c). */
function refuseUnfit(context: Interpretation, index: Relation, relation: Relation, node: ConstraintNode): void {
  const definition = index.index;
  if (definition === null) return;
  if (relation.relkind === 'partitioned-table')
    context.refuse('0A000', 'ALTER TABLE / ADD CONSTRAINT USING INDEX is not supported on partitioned tables');
  if (definition.table !== relation) context.refuse('55000', `index "${index.name}" does not belong to table "${relation.name}"`);
  if (relation.constraints.some((constraint) => constraint.index === index && constraint.type !== 'foreign-key'))
    context.refuse('55000', `index "${index.name}" is already associated with a constraint`);
  if (!definition.isValid) context.refuse('55000', `index "${index.name}" is not valid`);
  if (!definition.isUnique) context.refuse('42809', `"${index.name}" is not a unique index`);
  if (definition.predicate !== null) context.refuse('42809', `"${index.name}" is a partial index`);
  if (definition.keys.some(({ expression }) => expression !== null)) context.refuse('42809', `index "${index.name}" contains expressions`);
  if (definition.method !== 'btree' && node.contype === 'CONSTR_PRIMARY') context.refuse('42809', `index "${index.name}" is not a btree`);
}
