import type { Column, PartitionBound, Relation } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { relabel, useOf } from './coerce.ts';
import { canonical, negated } from './prover/clause.ts';
import type { Clause } from './prover/clause.ts';
import { clauseOfExpression, keyOf, nullTest } from './prover/from-expression.ts';
import { isImplied } from './prover/implied.ts';
import { boundClause, constraintOfPartition } from './prover/partition-constraint.ts';
import { unlessTooDeep } from './too-deep.ts';
import type { Typed } from './typed.ts';

/** Collations that compare bytes. */
const BYTE_ORDER: readonly string[] = ['C', 'POSIX', 'ucs_basic', 'C.UTF-8', 'C.utf8', 'pg_c_utf8'];

/** Do validated CHECK constraints of a relation (and NOT NULL) prove that a column holds no NULL (NotNullImpliedByRelConstraints, tablecmds.c)? */
export function impliesNotNull(world: World, relation: Relation, column: Column): boolean {
  const own = relation.columns.find(({ name }) => name === column.name) ?? column;
  if (isValidNotNull(relation, own)) return true;
  return unlessTooDeep(() => isImplied(nullTest(columnNode(own), false), checks(world, relation), byteOrder(world, relation)), false);
}

/** Do a relation's validated constraints prove that every row fits a partition's bound (PartConstraintImpliedByRelConstraint, tablecmds.c)? */
export function impliesBound(world: World, relation: Relation, parent: Relation, bound: PartitionBound): boolean {
  const clause = constraintOfPartition(world, parent, bound, partitionAt(relation, parent));
  return clause !== null && isProven(world, relation, clause);
}

/** Do they prove that no row of the default partition falls into a new bound (get_proposed_default_constraint, partbounds.c)? */
export function excludesBound(world: World, defaultPartition: Relation, parent: Relation, bound: PartitionBound): boolean {
  const clause = boundClause(world, parent, bound, null);
  return clause !== null && isProven(world, defaultPartition, negated(clause));
}

function isProven(world: World, relation: Relation, clause: Clause): boolean {
  const known = relation.columns.filter((column) => isValidNotNull(relation, column)).map((column) => nullTest(columnNode(column), false));
  return unlessTooDeep(() => isImplied(canonical(clause), [...known, ...checks(world, relation)], byteOrder(world, relation)), false);
}

/** The conditions of the CHECK constraints that hold for every row. */
function checks(world: World, relation: Relation): readonly Clause[] {
  return relation.constraints.flatMap(({ type, isValid, isEnforced, expression, isDropped }) =>
    type === 'check' && isValid && isEnforced && !isDropped && expression !== null ? [clauseOfExpression(world, expression, relation)] : [],
  );
}

/** NOT NULL that may have NULLs from before it (NOT VALID, PostgreSQL 18) proves nothing. */
function isValidNotNull({ constraints }: Relation, column: Column): boolean {
  return (
    column.isNotNull &&
    !constraints.some(({ type, columns, isValid }) => type === 'not-null' && !isValid && columns[0]?.name === column.name)
  );
}

function byteOrder(world: World, relation: Relation): (subject: string) => boolean {
  const columns = relation.columns.filter(({ collation }) => collation !== null && BYTE_ORDER.includes(collation)).map(columnNode);
  const text = useOf(world, 'text');
  const subjects = new Set(columns.flatMap((column) => [keyOf(column), keyOf(relabel(column, text))]));
  return (subject) => subjects.has(subject);
}

/** The direct child of `parent` that a relation is, or that it is below. */
function partitionAt(relation: Relation, parent: Relation): Relation {
  let at = relation;
  for (let above = at.parents[0]; above !== undefined && above !== parent; above = at.parents[0]) at = above;
  return at;
}

function columnNode(column: Column): Typed {
  return { kind: 'column', column, name: column.name, use: column.use, arguments: [], volatility: 'immutable' };
}
