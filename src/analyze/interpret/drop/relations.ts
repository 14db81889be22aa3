import type { DropStmt, Node } from 'libpg-query';
import type { RelationKind } from '../../../model/effect.ts';
import type { Relation } from '../../world/objects.ts';
import { dropObjects } from '../drop-objects.ts';
import type { Interpretation } from '../interpretation.ts';
import { nameOfNode } from '../objects/find-object.ts';

interface Expected {
  readonly kinds: readonly RelationKind[];
  /** What an open world assumes behind a name that it does not know. */
  readonly assumed: RelationKind;
  readonly missing: string;
}

const EXPECTED: ReadonlyMap<string | undefined, Expected> = new Map([
  ['OBJECT_TABLE', { kinds: ['table', 'partitioned-table'], assumed: 'table', missing: '42P01' }],
  ['OBJECT_INDEX', { kinds: ['index', 'partitioned-index'], assumed: 'index', missing: '42704' }],
  ['OBJECT_SEQUENCE', { kinds: ['sequence'], assumed: 'sequence', missing: '42P01' }],
  ['OBJECT_VIEW', { kinds: ['view'], assumed: 'view', missing: '42P01' }],
  ['OBJECT_MATVIEW', { kinds: ['materialized-view'], assumed: 'materialized-view', missing: '42P01' }],
  ['OBJECT_FOREIGN_TABLE', { kinds: ['foreign-table'], assumed: 'foreign-table', missing: '42P01' }],
] as const);

/** Is it one of the kinds that RemoveRelations (tablecmds.c) drops? */
export function isRelationType(removeType: string | undefined): boolean {
  return EXPECTED.has(removeType);
}

/** RemoveRelations (tablecmds.c): looks the names up and locks them, an index behind its table and a partition behind its parent. */
export function dropRelations(context: Interpretation, statement: DropStmt, behavior: 'restrict' | 'cascade'): void {
  const isConcurrent = statement.concurrent === true;
  if (isConcurrent) refuseConcurrently(context, statement, behavior);
  const relations = (statement.objects ?? []).map((node) => findToDrop(context, statement, node)).filter((relation) => relation !== null);
  const [first] = relations;
  if (isConcurrent && first !== undefined && first.persistence !== 'temporary') {
    dropIndexConcurrently(context, first);
    return;
  }
  for (const relation of relations) {
    lockBefore(context, relation);
    context.lock(relation, 'ACCESS EXCLUSIVE');
  }
  dropObjects(context, [...new Set(relations)], behavior);
}

function findToDrop(context: Interpretation, statement: DropStmt, node: Node): Relation | null {
  const expected = EXPECTED.get(statement.removeType);
  if (expected === undefined) return null;
  const { name, schema } = nameOfNode(node);
  const range = { relname: name, ...(schema === null ? {} : { schemaname: schema }) };
  const found = context.world.relation(range, expected.assumed);
  if (found === null) {
    if (statement.missing_ok !== true) context.refuse(expected.missing, `relation "${name}" does not exist`);
    return null;
  }
  if (expected.kinds.includes(found.relkind)) return found;
  // A name that the text used without saying what it is was taken for a table.
  if (found.isAssumed && found.relkind === 'table') {
    found.relkind = expected.assumed;
    return found;
  }
  return context.refuse(
    '42809',
    `"${name}" is not ${expected.assumed === 'index' ? 'an index' : `a ${expected.assumed.replaceAll('-', ' ')}`}`,
  );
}

/** RangeVarCallbackForDropRelation (tablecmds.c). */
function lockBefore(context: Interpretation, relation: Relation): void {
  if (relation.index !== null) context.lock(relation.index.table, 'ACCESS EXCLUSIVE', 'index');
  if (relation.partitionBound === null) return;
  for (const parent of relation.parents) context.lock(parent, 'ACCESS EXCLUSIVE', 'partition');
}

function refuseConcurrently(context: Interpretation, { objects = [] }: DropStmt, behavior: 'restrict' | 'cascade'): void {
  if (objects.length !== 1) context.refuse('0A000', 'DROP INDEX CONCURRENTLY does not support dropping multiple objects');
  if (behavior === 'cascade') context.refuse('0A000', 'DROP INDEX CONCURRENTLY does not support CASCADE');
  if (context.isInTransaction) context.refuse('25001', 'DROP INDEX CONCURRENTLY cannot run inside a transaction block');
}

/** index_drop (index.c), concurrent: the table is never locked against readers or writers. */
function dropIndexConcurrently(context: Interpretation, index: Relation): void {
  if (index.relkind === 'partitioned-index') context.refuse('0A000', `cannot drop partitioned index "${index.name}" concurrently`);
  const table = index.index?.table ?? null;
  if (table !== null) context.lock(table, 'SHARE UPDATE EXCLUSIVE', 'index');
  context.lock(index, 'SHARE UPDATE EXCLUSIVE');
  const constraint = table?.constraints.find((candidate) => candidate.index === index && candidate.type !== 'foreign-key');
  if (constraint !== undefined)
    context.refuse('2BP01', `cannot drop index ${index.name} because constraint ${constraint.name} requires it`);
  if ((index.index?.parent ?? null) !== null)
    context.refuse('2BP01', `cannot drop index ${index.name} because the index of its parent requires it`);
  context.briefLock(index, 'ACCESS EXCLUSIVE');
  context.world.forget(index);
}
