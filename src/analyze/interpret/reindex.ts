import type { ReindexStmt } from 'libpg-query';
import type { Relation } from '../world/objects.ts';
import { withDescendants } from '../world/trees.ts';
import { partitionIndexes, rebuildIndex } from './build-index.ts';
import type { Interpretation } from './interpretation.ts';
import { isOn, optionsOf, optionText } from './options.ts';

const REASON = 'REINDEX builds the index anew from all rows';

/** Options of a REINDEX. */
interface Rebuild {
  readonly isConcurrent: boolean;
  /** Where the indexes go, null: they stay. */
  readonly tablespace: string | null;
}

/** REINDEX (ExecReindex, indexcmds.c). */
export function reindex(context: Interpretation, statement: ReindexStmt): void {
  const options = optionsOf(statement.params);
  const tablespace = options.get('tablespace');
  const how: Rebuild = {
    isConcurrent: isOn(options.get('concurrently')),
    tablespace: tablespace === undefined ? null : optionText(tablespace),
  };
  if (how.isConcurrent && context.isInTransaction) context.refuse('25001', 'REINDEX CONCURRENTLY cannot run inside a transaction block');
  switch (statement.kind) {
    case 'REINDEX_OBJECT_INDEX':
      return reindexIndex(context, statement, how);
    case 'REINDEX_OBJECT_TABLE':
      return reindexTable(context, statement, how);
    default:
      return reindexMany(context, statement, how);
  }
}

function reindexIndex(context: Interpretation, { relation }: ReindexStmt, how: Rebuild): void {
  const index = context.world.relation(relation ?? {}, 'index');
  if (index === null) return context.refuseIfKnown('42P01', `relation "${relation?.relname ?? ''}" does not exist`);
  if (!isIndex(index)) context.refuse('42809', `"${index.name}" is not an index`);
  if (index.relkind === 'partitioned-index') {
    const mode = how.isConcurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE';
    if (index.index !== null) context.lock(index.index.table, mode, 'index');
    context.lock(index, how.isConcurrent ? mode : 'ACCESS EXCLUSIVE');
    return reindexPartitions(context, indexesBelow(index), 'REINDEX INDEX', how);
  }
  reindexOne(context, index, how);
}

function reindexTable(context: Interpretation, { relation }: ReindexStmt, how: Rebuild): void {
  const table = context.world.relation(relation ?? {});
  if (table === null) return context.refuseIfKnown('42P01', `relation "${relation?.relname ?? ''}" does not exist`);
  if (table.relkind === 'partitioned-table') {
    context.lock(table, how.isConcurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE');
    return reindexPartitions(context, indexesOfTree(table), 'REINDEX TABLE', how);
  }
  if (table.relkind !== 'table' && table.relkind !== 'materialized-view')
    context.refuse('42809', `"${table.name}" is not a table or materialized view`);
  reindexRelation(context, table, how);
}

/** Partition by partition, each in a transaction of its own (ReindexPartitions). */
function reindexPartitions(context: Interpretation, indexes: readonly Relation[], command: string, how: Rebuild): void {
  if (context.isInTransaction) context.refuse('25001', `${command} cannot run inside a transaction block`);
  // Finding the partitions locks them for a moment, under CONCURRENTLY as well.
  for (const table of new Set(indexes.flatMap(({ index }) => index?.table ?? []))) context.briefLock(table, 'SHARE', 'partition');
  for (const index of indexes) {
    context.releaseLocks();
    reindexOne(context, index, how);
  }
}

/** SCHEMA, DATABASE and SYSTEM: table by table, each in a transaction of its own (ReindexMultipleTables). */
function reindexMany(context: Interpretation, statement: ReindexStmt, how: Rebuild): void {
  if (context.isInTransaction)
    context.refuse('25001', `REINDEX ${COMMANDS[statement.kind ?? ''] ?? 'DATABASE'} cannot run inside a transaction block`);
  if (statement.kind === 'REINDEX_OBJECT_SYSTEM') return;
  const schema = statement.kind === 'REINDEX_OBJECT_SCHEMA' ? (statement.name ?? '') : null;
  if (schema !== null && !context.world.schemas.has(schema)) context.refuseIfKnown('3F000', `schema "${schema}" does not exist`);
  for (const table of context.world.allRelations()) {
    if (table.relkind !== 'table' && table.relkind !== 'materialized-view') continue;
    if (schema !== null && table.schema !== schema) continue;
    context.releaseLocks();
    reindexRelation(context, table, how);
  }
}

const COMMANDS: Readonly<Record<string, string>> = { REINDEX_OBJECT_SCHEMA: 'SCHEMA', REINDEX_OBJECT_SYSTEM: 'SYSTEM' };

/** All indexes of a table: writes wait; plans that look at the index wait too (reindex_relation, catalog/index.c). */
function reindexRelation(context: Interpretation, table: Relation, how: Rebuild): void {
  context.lock(table, lockModeOn(table, how));
  for (const index of table.indexes) reindexOne(context, index, how);
}

/** One index (reindex_index, catalog/index.c; ReindexRelationConcurrently, indexcmds.c). */
function reindexOne(context: Interpretation, index: Relation, how: Rebuild): void {
  const table = index.index?.table;
  const mode = table === undefined ? 'SHARE' : lockModeOn(table, how);
  if (table !== undefined) context.lock(table, mode, 'index');
  if (mode === 'SHARE UPDATE EXCLUSIVE') {
    context.lock(index, 'SHARE UPDATE EXCLUSIVE', 'index');
    rebuildIndex(context, index, REASON);
    // The new index takes the name of the old one; in the log of locks it is this name that was locked.
    context.briefLock(index, 'ACCESS EXCLUSIVE', 'index');
  } else {
    context.lock(index, 'ACCESS EXCLUSIVE', 'index');
    rebuildIndex(context, index, REASON);
  }
  if (index.index !== null) index.index.isValid = true;
  if (how.tablespace !== null) index.tablespace = how.tablespace === 'pg_default' ? null : how.tablespace;
}

function lockModeOn(table: Relation, how: Rebuild): 'SHARE' | 'SHARE UPDATE EXCLUSIVE' {
  return how.isConcurrent && table.persistence !== 'temporary' ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE';
}

function isIndex({ relkind }: Relation): boolean {
  return relkind === 'index' || relkind === 'partitioned-index';
}

function indexesOfTree(table: Relation): readonly Relation[] {
  return withDescendants(table).flatMap(({ indexes }) => indexes.filter(({ relkind }) => relkind === 'index'));
}

/** A partitioned index has no file: its parts have. */
function indexesBelow(index: Relation): readonly Relation[] {
  return index.relkind === 'index' ? [index] : partitionIndexes(index).flatMap(indexesBelow);
}
