import type { IndexStmt, Node } from 'libpg-query';
import type { IndexKey, Relation } from '../world/objects.ts';
import { withDescendants } from '../world/trees.ts';
import { buildIndex } from './build-index.ts';
import type { IndexSpecification } from './build-index.ts';
import type { Interpretation } from './interpretation.ts';
import type { Interpreters } from './interpreters.ts';
import { isTaken } from './new-relation.ts';
import { storageParameters } from './create-table/storage.ts';
import { strings } from './options.ts';
import { reindex } from './reindex.ts';

/** CREATE INDEX, REINDEX. */
export const INDEXES_INTERPRETERS: Interpreters = { IndexStmt: createIndex, ReindexStmt: reindex };

/** CREATE INDEX (ProcessUtilitySlow, tcop/utility.c; DefineIndex, indexcmds.c). */
function createIndex(context: Interpretation, statement: IndexStmt): void {
  const range = statement.relation ?? {};
  if (statement.concurrent === true && context.isInTransaction)
    context.refuse('25001', 'CREATE INDEX CONCURRENTLY cannot run inside a transaction block');
  const table = context.world.relation(range);
  if (table === null) return context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
  const isOnly = range.inh !== true;
  // A temporary table is nobody else's: CONCURRENTLY means nothing there.
  const isConcurrent = statement.concurrent === true && table.persistence !== 'temporary';
  if (isConcurrent && table.relkind === 'partitioned-table' && context.buildsByPartition) lockPartitions(context, table);
  else lockTable(context, table, isConcurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE', isOnly);
  checkKind(context, table, isConcurrent);
  if (statement.idxname !== undefined && isNameTaken(context, statement.idxname, table, statement.if_not_exists === true)) return;
  buildIndex(context, specificationOf(context, statement, table), 'the index is built from all rows');
}

function lockTable(context: Interpretation, table: Relation, mode: 'SHARE' | 'SHARE UPDATE EXCLUSIVE', isOnly: boolean): void {
  context.lock(table, mode);
  if (isOnly || table.relkind !== 'partitioned-table') return;
  for (const member of withDescendants(table)) if (member !== table) context.lock(member, mode, 'partition');
}

/** The table's own index is made in an instant and without rows (src/execute/outside); those of its partitions follow, each concurrently. */
function lockPartitions(context: Interpretation, table: Relation): void {
  context.lock(table, 'SHARE');
  context.releaseLocks();
  for (const member of withDescendants(table)) if (member !== table) context.lock(member, 'SHARE UPDATE EXCLUSIVE', 'partition');
}

function checkKind(context: Interpretation, table: Relation, isConcurrent: boolean): void {
  if (table.relkind === 'partitioned-table' && isConcurrent && !context.buildsByPartition)
    context.refuse('0A000', `cannot create index on partitioned table "${table.name}" concurrently`);
  if (!INDEXABLE.has(table.relkind) && !table.isAssumed) context.refuse('42809', `cannot create index on relation "${table.name}"`);
}

const INDEXABLE: ReadonlySet<Relation['relkind']> = new Set(['table', 'materialized-view', 'partitioned-table']);

/** Under IF NOT EXISTS any relation of the name will do, an INVALID index left by a failed CONCURRENTLY as well. */
function isNameTaken(context: Interpretation, name: string, table: Relation, isTolerated: boolean): boolean {
  if (!isTaken(context, { relname: name }, table.schema, isTolerated)) return false;
  const existing = context.world.findRelation(name, table.schema);
  if (existing?.index?.isValid === false) context.dependent({ what: 'invalid index', name, change: 'uses' });
  return true;
}

function specificationOf(context: Interpretation, statement: IndexStmt, table: Relation): IndexSpecification {
  return {
    name: statement.idxname ?? null,
    table,
    isUnique: statement.unique === true,
    isPrimary: false,
    isExclusion: false,
    nullsNotDistinct: statement.nulls_not_distinct === true,
    method: statement.accessMethod ?? 'btree',
    keys: indexKeys(context, table, statement.indexParams),
    included: indexKeys(context, table, statement.indexIncludingParams).flatMap(({ column }) => column ?? []),
    predicate: statement.whereClause ?? null,
    isOnly: statement.relation?.inh !== true,
    options: storageParameters(statement.options),
  };
}

/** Keys of an index from the parser's IndexElem nodes. */
function indexKeys(context: Interpretation, table: Relation, elements: readonly Node[] | undefined): readonly IndexKey[] {
  return (elements ?? []).flatMap((node) => {
    if (!('IndexElem' in node)) return [];
    const { expr, opclass, collation } = node.IndexElem;
    const name = node.IndexElem.name ?? columnNamed(expr);
    const column = name === undefined ? null : context.world.column(table, name);
    if (name !== undefined && column === null) context.refuseIfKnown('42703', `column "${name}" does not exist`);
    if (column === null && expr === undefined) return [];
    return [
      {
        column,
        expression: column === null ? (expr ?? null) : null,
        operatorClass: strings(opclass).at(-1) ?? null,
        collation: strings(collation).at(-1) ?? null,
      },
    ];
  });
}

/** A column in parentheses is a plain key too (ComputeIndexAttrs, indexcmds.c). */
function columnNamed(expression: Node | undefined): string | undefined {
  return expression !== undefined && 'ColumnRef' in expression ? strings(expression.ColumnRef.fields).at(-1) : undefined;
}
