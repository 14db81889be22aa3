import type { Constraint, Relation } from '../../world/objects.ts';
import { ancestors, withDescendants, withStorage } from '../../world/trees.ts';
import type { Interpretation } from '../interpretation.ts';
import { fireTriggers, isEnabled } from './fire-triggers.ts';
import type { RowEvent } from './fire-triggers.ts';

/**
 * RI triggers of the referencing side (RI_FKey_check, ri_triggers.c): each row written is looked up in the referenced table with FOR KEY SHARE.
 * `columns`: those that get a value; a key without one is NULL and is not looked up. `isMany`: so many lookups that they touch all of it.
 */
export function checkReferences(context: Interpretation, relation: Relation, columns: readonly string[] | null, isMany: boolean): void {
  if (!isEnabled(context.world, 'origin')) return;
  for (const { referenced, columns: keys, isEnforced } of foreignKeysOf(relation)) {
    if (referenced === null || !isEnforced || (columns !== null && !keys.some(({ name }) => columns.includes(name)))) continue;
    for (const member of withDescendants(referenced)) context.lock(member, 'ROW SHARE', 'foreign-key');
    if (!isMany) continue;
    for (const member of withStorage(referenced))
      context.work('scan', member, { reason: `each row written to ${relation.name} is looked up in it (foreign key)` });
  }
}

/** How the keys of a referenced table go: some columns, null for all, of so many rows that looking up each costs as much as a read. */
export interface KeyChange {
  readonly event: 'update' | 'delete';
  readonly columns: readonly string[] | null;
  readonly isMany: boolean;
}

/**
 * RI triggers of the referenced side (RI_FKey_noaction_del and the others): the rows that refer to a deleted or changed key are looked for in the
 * referencing table, in all of it where no index leads to them, and CASCADE and SET change them.
 */
export function keepReferences(
  context: Interpretation,
  relation: Relation,
  { event, columns, isMany }: KeyChange,
  seen: ReadonlySet<Constraint> = new Set(),
): void {
  if (!isEnabled(context.world, 'origin')) return;
  for (const constraint of keysReferring(context, relation)) {
    const child = constraint.relation;
    if (child === null || seen.has(constraint) || !constraint.isEnforced) continue;
    if (columns !== null && !constraint.referencedColumns.some(({ name }) => columns.includes(name))) continue;
    const action = event === 'delete' ? constraint.onDelete : constraint.onUpdate;
    const isChecked = action === 'no-action' || action === 'restrict';
    const mode = isChecked ? 'ROW SHARE' : 'ROW EXCLUSIVE';
    for (const member of child.relkind === 'partitioned-table' ? withDescendants(child) : [child])
      context.lock(member, mode, 'foreign-key');
    for (const member of withStorage(child)) {
      if (child.relkind !== 'partitioned-table' && member !== child) continue;
      if (!hasIndexFor(member, constraint))
        context.work('scan', member, { reason: `no index leads to the rows that refer to ${relation.name}` });
      else if (isMany)
        context.work('scan', member, { reason: `the rows that refer to ${relation.name} are looked up for each of its rows` });
    }
    if (isChecked) continue;
    const childEvent = event === 'delete' && action === 'cascade' ? 'delete' : 'update';
    const changed = childEvent === 'delete' ? null : constraint.columns.map(({ name }) => name);
    fireAll(context, child, childEvent, changed ?? []);
    context.rows(childEvent, child, false);
    keepReferences(context, child, { event: childEvent, columns: changed, isMany }, new Set([...seen, constraint]));
  }
}

function fireAll(context: Interpretation, relation: Relation, event: RowEvent, columns: readonly string[]): void {
  for (const [timing, isRow] of [
    ['before', false],
    ['before', true],
    ['after', true],
    ['after', false],
  ] as const)
    fireTriggers(context, relation, { event, timing, isRow, columns });
}

/** A partition has copies of its parents' foreign keys; one is enough. */
function foreignKeysOf(relation: Relation): readonly Constraint[] {
  const own = relation.constraints.filter(({ type }) => type === 'foreign-key');
  const above = relation.partitionBound === null ? [] : ancestors(relation).flatMap(({ constraints }) => constraints);
  return [...own, ...above.filter((constraint) => constraint.type === 'foreign-key' && !own.some(({ parent }) => parent === constraint))];
}

function keysReferring(context: Interpretation, relation: Relation): readonly Constraint[] {
  const family = new Set([relation, ...ancestors(relation).filter(({ relkind }) => relkind === 'partitioned-table')]);
  const found = context.world
    .allRelations()
    .flatMap(({ constraints }) => constraints)
    .filter(({ type, referenced }) => type === 'foreign-key' && referenced !== null && family.has(referenced));
  return found.filter(({ parent }) => parent === null || !found.includes(parent));
}

/** Does a valid index lead from the key to the referencing rows? */
function hasIndexFor(relation: Relation, constraint: Constraint): boolean {
  const names = constraint.columns.map(({ name }) => name);
  return relation.indexes.some(({ index }) => {
    const [first] = index?.keys ?? [];
    const isPlain = index !== null && index.isValid && (index.method === 'btree' || index.method === 'hash');
    // A predicate (partial index) is proven for this query only if it says no more than that the key is not null.
    return (
      isPlain &&
      first !== undefined &&
      first.column !== null &&
      names.includes(first.column.name) &&
      (index.predicate === null || isNotNullOf(index.predicate, names))
    );
  });
}

function isNotNullOf(predicate: NonNullable<Relation['query']>, names: readonly string[]): boolean {
  if (!('NullTest' in predicate) || predicate.NullTest.nulltesttype !== 'IS_NOT_NULL') return false;
  const { arg } = predicate.NullTest;
  const field = arg !== undefined && 'ColumnRef' in arg ? arg.ColumnRef.fields?.at(-1) : undefined;
  return field !== undefined && 'String' in field && names.includes(field.String.sval ?? '');
}
