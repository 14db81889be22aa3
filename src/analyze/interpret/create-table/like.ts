import type { TableLikeClause } from 'libpg-query';
import type { Column, Relation } from '../../world/objects.ts';
import { addIndexConstraint, buildIndex, constraintOfIndex } from '../build-index.ts';
import { setColumnDefault } from '../column-default.ts';
import type { Interpretation } from '../interpretation.ts';
import { addOwnedSequence } from './sequences.ts';
import { copyStatistics } from './statistics.ts';

/** Bits of TableLikeClause.options (nodes/parsenodes.h). */
const INCLUDING = { constraints: 1 << 2, defaults: 1 << 3, generated: 1 << 4, identity: 1 << 5, indexes: 1 << 6, statistics: 1 << 7 };

/** LIKE: the columns at once; constraints, indexes and statistics by the function that it returns, when the table is there (expandTableLikeClause, parse_utilcmd.c). */
export function copyLike(context: Interpretation, relation: Relation, clause: TableLikeClause): () => void {
  const source = context.world.relation(clause.relation ?? {});
  if (source === null) {
    context.refuseIfKnown('42P01', `relation "${clause.relation?.relname ?? ''}" does not exist`);
    return () => undefined;
  }
  if (source.relkind !== 'composite-type') context.lock(source, 'ACCESS SHARE');
  const includes = (what: keyof typeof INCLUDING): boolean => ((clause.options ?? 0) & INCLUDING[what]) !== 0;
  if (source.isAssumed) relation.isAssumed = true;
  for (const column of source.columns) copyColumn(context, relation, column, includes);
  return () => {
    copyNotNulls(context, relation, source);
    if (includes('constraints')) copyChecks(context, relation, source);
    if (includes('indexes')) copyIndexes(context, relation, source);
    if (includes('statistics')) copyStatistics(context, relation, source);
  };
}

function copyColumn(
  context: Interpretation,
  relation: Relation,
  from: Column,
  includes: (what: 'defaults' | 'generated' | 'identity') => boolean,
): void {
  const { world } = context;
  if (relation.columns.some(({ name }) => name === from.name)) context.refuse('42701', `column "${from.name}" specified more than once`);
  const takesDefault = from.generated === '' ? includes('defaults') : includes('generated');
  const hasIdentity = from.identity !== '' && includes('identity');
  const column = world.addColumn(relation, {
    name: from.name,
    use: from.use,
    collation: from.collation,
    isNotNull: from.isNotNull,
    generated: takesDefault ? from.generated : '',
    identity: hasIdentity ? from.identity : '',
    isAssumed: from.isAssumed,
  });
  if (takesDefault) setColumnDefault(world, column, from.defaultExpression);
  if (hasIdentity) addOwnedSequence(context, column, 'identity');
}

/** The NOT NULL constraints of 18 are copied with their columns, always. */
function copyNotNulls({ world }: Interpretation, relation: Relation, source: Relation): void {
  for (const { type, name, columns, isNoInherit } of source.constraints) {
    if (type !== 'not-null') continue;
    const own = ownColumns(relation, columns);
    const copy = world.addConstraint({ name, type, relation, isNoInherit, columns: own });
    for (const column of own) world.depend(copy, column, 'auto');
  }
}

function copyChecks({ world }: Interpretation, relation: Relation, source: Relation): void {
  for (const check of source.constraints) {
    if (check.type !== 'check') continue;
    const { name, type, expression, isEnforced, isNoInherit } = check;
    const columns = ownColumns(relation, check.columns);
    const copy = world.addConstraint({ name, type, relation, expression, isEnforced, isValid: isEnforced, isNoInherit, columns });
    for (const column of columns) world.depend(copy, column, 'auto');
  }
}

function copyIndexes(context: Interpretation, relation: Relation, source: Relation): void {
  for (const index of source.indexes) {
    const definition = index.index;
    if (definition === null) continue;
    const constraint = constraintOfIndex(index);
    const made = buildIndex(
      context,
      {
        ...definition,
        name: null,
        table: relation,
        isConstraint: constraint !== null,
        keys: definition.keys.map((key) => ({ ...key, column: key.column === null ? null : ownColumn(relation, key.column) })),
        included: ownColumns(relation, definition.included),
      },
      'an index is copied to a new table',
    );
    if (constraint !== null)
      addIndexConstraint(context.world, made, { name: made.name, isDeferrable: constraint.isDeferrable, parent: null });
  }
}

function ownColumns(relation: Relation, columns: readonly Column[]): Column[] {
  return columns.flatMap((column) => ownColumn(relation, column) ?? []);
}

function ownColumn(relation: Relation, column: Column): Column | null {
  return relation.columns.find(({ name }) => name === column.name) ?? null;
}
