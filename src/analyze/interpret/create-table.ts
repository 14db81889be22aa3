import type { Constraint as ConstraintNode, CreateForeignTableStmt, CreateSchemaStmt, CreateStmt } from 'libpg-query';
import type { RelationKind } from '../../model/effect.ts';
import { resolveType } from '../expressions/resolve-type.ts';
import type { Relation } from '../world/objects.ts';
import { addConstraint } from './constraints.ts';
import { constraintNodes } from './create-table/column-constraints.ts';
import { defineColumn } from './create-table/columns.ts';
import type { WaitingConstraint } from './create-table/columns.ts';
import { createTableAs } from './create-table/create-table-as.ts';
import { inheritFrom, joinNotNull } from './create-table/inherit.ts';
import { copyLike } from './create-table/like.ts';
import { joinAsPartition, partitionKeyOf } from './create-table/partition-of.ts';
import { createSchema } from './create-table/schema.ts';
import { alterSequence, createSequence } from './create-table/sequences.ts';
import { alterStatistics, createStatistics } from './create-table/statistics.ts';
import { storageFields } from './create-table/storage.ts';
import type { Interpretation } from './interpretation.ts';
import type { Interpreters } from './interpreters.ts';
import { addNewRelation, addRowType, isTaken, schemaForNew } from './new-relation.ts';
import { strings } from './options.ts';

/** CREATE TABLE, CREATE TABLE AS, SELECT INTO, sequences, schemas, statistics objects. */
export const CREATE_TABLE_INTERPRETERS: Interpreters = {
  CreateStmt: (context, statement: CreateStmt) => void createTable(context, statement, 'table'),
  CreateForeignTableStmt: createForeignTable,
  CreateTableAsStmt: createTableAs,
  CreateSchemaStmt: (context, statement: CreateSchemaStmt) => createSchema(context, statement, (node) => context.follow(node)),
  CreateSeqStmt: createSequence,
  AlterSeqStmt: alterSequence,
  CreateStatsStmt: createStatistics,
  AlterStatsStmt: alterStatistics,
};

/** CREATE TABLE (transformCreateStmt, parse_utilcmd.c; DefineRelation, tablecmds.c); null where IF NOT EXISTS finds one. */
function createTable(
  context: Interpretation,
  statement: CreateStmt,
  kind: Extract<RelationKind, 'table' | 'foreign-table'>,
): Relation | null {
  const range = statement.relation ?? {};
  const schema = schemaForNew(context, range);
  if (isTaken(context, range, schema, statement.if_not_exists === true)) return null;
  const parents = lockParents(context, statement);
  const relation = addNewRelation(context, range, schema, {
    ...storageFields(context, statement),
    relkind: statement.partspec === undefined ? kind : 'partitioned-table',
    partitionBound: statement.partbound ?? null,
  });
  if (statement.ofTypename !== undefined) takeType(context, relation, statement.ofTypename);
  inheritFrom(context, relation, parents);
  const { waiting, copies } = defineElements(context, relation, statement);
  if (statement.partspec !== undefined) relation.partitionKey = partitionKeyOf(relation, statement.partspec);
  addRowType(context, relation);
  const [parent] = parents;
  if (statement.partbound !== undefined && parent !== undefined) joinAsPartition(context, relation, parent, statement.partbound);
  for (const copy of copies) copy();
  for (const constraint of inOrder(waiting)) addOwnConstraint(context, relation, constraint);
  return relation;
}

/** INHERITS locks its parents SHARE UPDATE EXCLUSIVE, PARTITION OF its one parent ACCESS EXCLUSIVE (DefineRelation, tablecmds.c). */
function lockParents(context: Interpretation, statement: CreateStmt): readonly Relation[] {
  const isPartition = statement.partbound !== undefined;
  return (statement.inhRelations ?? []).flatMap((node) => {
    if (!('RangeVar' in node)) return [];
    const parent = context.world.relation(node.RangeVar, isPartition ? 'partitioned-table' : 'table');
    if (parent === null) {
      context.refuseIfKnown('42P01', `relation "${node.RangeVar.relname ?? ''}" does not exist`);
      return [];
    }
    if (isPartition) context.lock(parent, 'ACCESS EXCLUSIVE', 'partition');
    else context.lock(parent, 'SHARE UPDATE EXCLUSIVE', 'inheritance');
    checkParent(context, parent, isPartition);
    return [parent];
  });
}

function checkParent(context: Interpretation, parent: Relation, isPartition: boolean): void {
  if (isPartition && parent.relkind !== 'partitioned-table') {
    if (!parent.isAssumed) context.refuse('42P17', `"${parent.name}" is not partitioned`);
    parent.relkind = 'partitioned-table';
  }
  if (!isPartition && parent.relkind === 'partitioned-table')
    context.refuse('42809', `cannot inherit from partitioned table "${parent.name}"`);
  if (!isPartition && parent.partitionBound !== null) context.refuse('42809', `cannot inherit from partition "${parent.name}"`);
}

function defineElements(
  context: Interpretation,
  relation: Relation,
  statement: CreateStmt,
): { readonly waiting: readonly WaitingConstraint[]; readonly copies: readonly (() => void)[] } {
  const waiting: WaitingConstraint[] = [];
  const copies: (() => void)[] = [];
  const elements = statement.tableElts ?? [];
  for (const element of elements) {
    if ('ColumnDef' in element) waiting.push(...defineColumn(context, relation, element.ColumnDef));
    else if ('TableLikeClause' in element) copies.push(copyLike(context, relation, element.TableLikeClause));
  }
  for (const node of [...constraintNodes(elements), ...constraintNodes(statement.constraints)]) waiting.push({ node, column: null });
  return { waiting, copies };
}

function addOwnConstraint(context: Interpretation, relation: Relation, { node, column }: WaitingConstraint): void {
  const isNotNull = node.contype === 'CONSTR_NOTNULL';
  if (isNotNull || node.contype === 'CONSTR_PRIMARY') {
    const columns = column === null ? strings(node.keys).flatMap((name) => context.world.column(relation, name) ?? []) : [column];
    const areJoined = columns.map((one) => joinNotNull(context.world, one, isNotNull ? (node.conname ?? null) : null));
    if (isNotNull && areJoined.every(Boolean) && areJoined.length > 0) return;
  }
  addConstraint(context, relation, node, { column, isNewTable: true });
}

/** Columns of the composite type of OF; the table goes with the type. */
function takeType({ world }: Interpretation, relation: Relation, name: NonNullable<CreateStmt['ofTypename']>): void {
  const { type } = resolveType(world, name);
  relation.ofType = type;
  world.depend(relation, type, 'normal');
  if (type.relation === null) relation.isAssumed ||= world.isOpen;
  for (const { name: column, use, collation } of type.relation?.columns ?? []) world.addColumn(relation, { name: column, use, collation });
}

/** NOT NULL and CHECK are made with the table, then its indexes, the primary key first, and the foreign keys last (transformCreateStmt, parse_utilcmd.c). */
function inOrder(waiting: readonly WaitingConstraint[]): readonly WaitingConstraint[] {
  const rank = ({ node }: WaitingConstraint): number => CONSTRAINT_ORDER.indexOf(node.contype ?? 'CONSTR_UNIQUE');
  return withoutRepeats(waiting).toSorted((left, right) => rank(left) - rank(right));
}

const CONSTRAINT_ORDER: readonly NonNullable<ConstraintNode['contype']>[] = [
  'CONSTR_NOTNULL',
  'CONSTR_CHECK',
  'CONSTR_PRIMARY',
  'CONSTR_UNIQUE',
  'CONSTR_EXCLUSION',
  'CONSTR_FOREIGN',
];

/** UNIQUE on exactly the columns of the primary key, or twice, makes no second index (transformIndexConstraints, parse_utilcmd.c). */
function withoutRepeats(waiting: readonly WaitingConstraint[]): readonly WaitingConstraint[] {
  const keysOf = ({ node, column }: WaitingConstraint): string =>
    [...strings(node.keys), ...(node.keys === undefined && column !== null ? [column.name] : [])].join('\0');
  const isIndex = ({ node }: WaitingConstraint): boolean => node.contype === 'CONSTR_PRIMARY' || node.contype === 'CONSTR_UNIQUE';
  const isSame = (left: WaitingConstraint, right: WaitingConstraint): boolean =>
    isIndex(left) && keysOf(left) === keysOf(right) && left.node.deferrable === right.node.deferrable;
  // A name that goes with the repeated one is given to the primary key.
  const named = waiting.map((one) => {
    if (one.node.contype !== 'CONSTR_PRIMARY' || one.node.conname !== undefined) return one;
    const twin = waiting.find((other) => other !== one && other.node.conname !== undefined && isSame(other, one));
    return twin?.node.conname === undefined ? one : { ...one, node: { ...one.node, conname: twin.node.conname } };
  });
  return named.filter(
    (one, at) =>
      one.node.contype !== 'CONSTR_UNIQUE' ||
      !waiting.some((other, place) => isSame(other, one) && (other.node.contype === 'CONSTR_PRIMARY' || place < at)),
  );
}

function createForeignTable(context: Interpretation, statement: CreateForeignTableStmt): void {
  const { world } = context;
  const relation = createTable(context, statement.base ?? {}, 'foreign-table');
  const server = world.others.find(({ what, name }) => what === 'server' && name === statement.servername);
  if (relation !== null && server !== undefined) world.depend(relation, server, 'normal');
}
