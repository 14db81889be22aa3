import type { ClusterStmt } from 'libpg-query';
import type { Relation } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import type { Interpretation } from '../interpretation.ts';
import { rewriteTable } from './rewrite.ts';

const REASON = 'CLUSTER writes the table anew in the order of an index';

/** CLUSTER (commands/cluster.c). */
export function clusterTables(context: Interpretation, statement: ClusterStmt): void {
  if (statement.relation === undefined) return clusterAll(context);
  const table = context.world.relation(statement.relation);
  if (table === null) return context.refuseIfKnown('42P01', `relation "${statement.relation.relname ?? ''}" does not exist`);
  context.lock(table, 'ACCESS EXCLUSIVE');
  if (table.relkind === 'partitioned-table') return clusterPartitioned(context, table, statement.indexname ?? null);
  const index = clusteredBy(context, table, statement.indexname ?? null);
  clusterOne(context, table, index);
}

/** Without a table: all that were clustered before, each in a transaction of its own. */
function clusterAll(context: Interpretation): void {
  if (context.isInTransaction) context.refuse('25001', 'CLUSTER cannot run inside a transaction block');
  for (const table of context.world.allRelations()) {
    const index = table.indexes.find((candidate) => candidate.index?.isClustered === true);
    if (index === undefined || table.relkind === 'partitioned-table') continue;
    context.releaseLocks();
    clusterOne(context, table, index);
  }
}

/** From 15 on, partition by partition, each in a transaction of its own. */
function clusterPartitioned(context: Interpretation, table: Relation, indexName: string | null): void {
  if (context.majorVersion < 15) context.refuse('0A000', 'cannot cluster a partitioned table');
  if (context.isInTransaction) context.refuse('25001', 'CLUSTER cannot run inside a transaction block');
  const index = clusteredBy(context, table, indexName);
  for (const member of withDescendants(table)) {
    const part = member.indexes.find((candidate) => candidate.relkind === 'index' && index !== null && isPartOf(candidate, index));
    if (part === undefined) continue;
    context.releaseLocks();
    clusterOne(context, member, part);
  }
}

function clusterOne(context: Interpretation, table: Relation, index: Relation | null): void {
  if (index !== null) context.lock(index, 'ACCESS EXCLUSIVE', 'index');
  for (const other of table.indexes) if (other.index !== null) other.index.isClustered = other === index;
  rewriteTable(context, table, REASON);
}

function clusteredBy(context: Interpretation, table: Relation, name: string | null): Relation | null {
  const found =
    table.indexes.find((candidate) => (name === null ? candidate.index?.isClustered === true : candidate.name === name)) ?? null;
  if (found === null && name === null) context.refuseIfKnown('42704', `there is no previously clustered index for table "${table.name}"`);
  if (found === null && name !== null) context.refuseIfKnown('42704', `index "${name}" for table "${table.name}" does not exist`);
  return found;
}

function isPartOf(index: Relation, whole: Relation): boolean {
  const parent = index.index?.parent ?? null;
  return parent !== null && (parent === whole || isPartOf(parent, whole));
}
