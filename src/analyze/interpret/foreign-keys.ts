import type { Constraint as ConstraintNode } from 'libpg-query';
import type { Column, Constraint, ReferentialAction, Relation } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { setParentConstraint } from './build-index.ts';
import { chooseConstraintName, nameAddition } from './choose-name.ts';
import type { ConstraintTask } from './constraints.ts';
import type { Interpretation } from './interpretation.ts';
import { strings } from './options.ts';

/** From this version on a partitioned table may have a foreign key that is NOT VALID. */
const NOT_VALID_ON_PARTITIONED = 18;

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: 'no-action',
  r: 'restrict',
  c: 'cascade',
  n: 'set-null',
  d: 'set-default',
};

/** A foreign key: both sides are locked, their partitions too, and all rows are looked up in the last phase (ATAddForeignKeyConstraint, tablecmds.c). */
export function addForeignKey(context: Interpretation, relation: Relation, node: ConstraintNode, task: ConstraintTask): void {
  const { world } = context;
  const referenced = world.relation(node.pktable ?? {});
  if (referenced === null) return context.refuseIfKnown('42P01', `relation "${node.pktable?.relname ?? ''}" does not exist`);
  context.lock(referenced, 'SHARE ROW EXCLUSIVE', 'foreign-key');
  refuseUnfit(context, relation, referenced, node, task);
  const columns = referencingColumns(context, relation, node, task.column);
  const referencedColumns = columnsReferenced(context, referenced, node, columns.length);
  const index = indexReferenced(referenced, referencedColumns);
  if (index === null && !referenced.isAssumed && referenced.columns.length > 0)
    context.refuseIfKnown('42830', `there is no unique constraint matching given keys for referenced table "${referenced.name}"`);
  if (index !== null) context.lock(index, 'ACCESS SHARE', 'foreign-key');
  // NOT ENFORCED of 18 leaves the field out.
  const isEnforced = node.is_enforced === true;
  const isValid = task.isNewTable ? isEnforced : node.skip_validation !== true || node.initially_valid === true;
  const constraint = world.addConstraint({
    name: node.conname ?? chooseName(world, relation, columns),
    type: 'foreign-key',
    relation,
    columns: [...columns],
    referenced,
    referencedColumns: [...referencedColumns],
    index,
    onDelete: ACTIONS[node.fk_del_action ?? 'a'] ?? 'no-action',
    onUpdate: ACTIONS[node.fk_upd_action ?? 'a'] ?? 'no-action',
    isDeferrable: node.deferrable === true,
    isEnforced,
    isValid,
  });
  dependOnUses(world, constraint);
  addPartsBelowReferenced(context, constraint);
  addPartsBelowReferencing(context, constraint, task);
  if (!task.isNewTable && node.skip_validation !== true && isEnforced) task.rows.validate(constraint);
}

/** The same foreign key on a partition (CREATE TABLE ... PARTITION OF, ATTACH PARTITION: CloneForeignKeyConstraints); an equal one is adopted. */
export function cloneForeignKey(context: Interpretation, parent: Constraint, partition: Relation): Constraint {
  const { world } = context;
  const columns = parent.columns.flatMap(({ name }) => world.column(partition, name) ?? []);
  const equal = partition.constraints.find((candidate) => isSameKey(candidate, parent, columns));
  if (equal !== undefined) {
    // Its own triggers on the referenced table are dropped, since those of the parent serve it now (tryAttachPartitionForeignKey).
    if (equal.referenced !== null) context.lock(equal.referenced, 'ACCESS EXCLUSIVE', 'foreign-key');
    setParentConstraint(world, equal, parent);
    return equal;
  }
  const clone = world.addConstraint({
    name: isNameTaken(partition, parent.name) ? chooseName(world, partition, columns) : parent.name,
    type: 'foreign-key',
    relation: partition,
    columns,
    referenced: parent.referenced,
    referencedColumns: [...parent.referencedColumns],
    index: parent.index,
    onDelete: parent.onDelete,
    onUpdate: parent.onUpdate,
    isDeferrable: parent.isDeferrable,
    isEnforced: parent.isEnforced,
    isValid: parent.isValid,
    isLocal: false,
    inheritedTimes: 1,
    parent,
  });
  dependOnUses(world, clone);
  world.depend(clone, parent, 'partition');
  world.depend(clone, partition, 'partition');
  return clone;
}

/** Do both reference the same columns? */
function isSameKey(candidate: Constraint, parent: Constraint, columns: readonly Column[]): boolean {
  return (
    candidate.type === 'foreign-key' &&
    candidate.parent === null &&
    candidate.referenced === parent.referenced &&
    candidate.onDelete === parent.onDelete &&
    candidate.onUpdate === parent.onUpdate &&
    candidate.isDeferrable === parent.isDeferrable &&
    candidate.isEnforced === parent.isEnforced &&
    isSameList(candidate.columns, columns) &&
    isSameList(candidate.referencedColumns, parent.referencedColumns)
  );
}

/** addFkRecurseReferencing: each partition of the referencing table gets its part. */
function addPartsBelowReferencing(context: Interpretation, constraint: Constraint, task: ConstraintTask): void {
  if (constraint.relation?.relkind !== 'partitioned-table') return;
  for (const child of constraint.relation.children) {
    if (!task.isNewTable) context.lock(child, task.mode, 'partition');
    addPartsBelowReferencing(context, cloneForeignKey(context, constraint, child), task);
  }
}

/** addFkRecurseReferenced: the triggers of each partition of the referenced table belong to a constraint of their own. */
function addPartsBelowReferenced(context: Interpretation, constraint: Constraint): void {
  const { referenced, relation } = constraint;
  if (referenced?.relkind !== 'partitioned-table' || relation === null) return;
  const { world } = context;
  for (const partition of referenced.children) {
    context.lock(partition, 'SHARE ROW EXCLUSIVE', 'foreign-key');
    const referencedColumns = constraint.referencedColumns.flatMap(({ name }) => world.column(partition, name) ?? []);
    const part = world.addConstraint({
      ...constraint,
      name: chooseName(world, relation, constraint.columns),
      referenced: partition,
      referencedColumns,
      index: indexReferenced(partition, referencedColumns),
      isLocal: false,
      inheritedTimes: 1,
      parent: constraint,
    });
    dependOnUses(world, part);
    world.depend(part, constraint, 'internal');
    addPartsBelowReferenced(context, part);
  }
}

function referencingColumns(context: Interpretation, relation: Relation, node: ConstraintNode, at: Column | null): readonly Column[] {
  const names = strings(node.fk_attrs);
  if (names.length === 0) return at === null ? [] : [at];
  return names.flatMap((name) => {
    const column = context.world.column(relation, name);
    if (column === null) context.refuseIfKnown('42703', `column "${name}" referenced in foreign key constraint does not exist`);
    return column ?? [];
  });
}

/** Those that it names, or the primary key of the referenced table. */
function columnsReferenced(context: Interpretation, referenced: Relation, node: ConstraintNode, count: number): readonly Column[] {
  const names = strings(node.pk_attrs);
  if (names.length > 0)
    return names.flatMap((name) => {
      const column = context.world.column(referenced, name);
      if (column === null) context.refuseIfKnown('42703', `column "${name}" referenced in foreign key constraint does not exist`);
      return column ?? [];
    });
  const key = referenced.constraints.find(({ type }) => type === 'primary-key');
  if (key === undefined) context.refuseIfKnown('42704', `there is no primary key for referenced table "${referenced.name}"`);
  else if (key.columns.length !== count)
    context.refuseIfKnown('42830', 'number of referencing and referenced columns for foreign key disagree');
  return key?.columns ?? [];
}

/** The unique index over just the referenced columns, in any order (transformFkeyCheckAttrs, tablecmds.c). */
function indexReferenced(referenced: Relation, columns: readonly Column[]): Relation | null {
  return (
    referenced.indexes.find(({ index }) => {
      if (index === null || !index.isUnique || !index.isValid || index.predicate !== null) return false;
      return index.keys.length === columns.length && index.keys.every(({ column }) => column !== null && columns.includes(column));
    }) ?? null
  );
}

function refuseUnfit(context: Interpretation, relation: Relation, referenced: Relation, node: ConstraintNode, task: ConstraintTask): void {
  if (referenced.relkind !== 'table' && referenced.relkind !== 'partitioned-table')
    context.refuse('42809', `referenced relation "${referenced.name}" is not a table`);
  if (relation.relkind === 'partitioned-table' && !task.isNewTable) {
    if (!task.recurses) context.refuse('42809', `cannot use ONLY for foreign key on partitioned table "${relation.name}"`);
    if (node.skip_validation === true && node.initially_valid !== true && context.majorVersion < NOT_VALID_ON_PARTITIONED)
      context.refuse('42809', `cannot add NOT VALID foreign key on partitioned table "${relation.name}"`);
  }
  if (relation.persistence === 'permanent' && referenced.persistence !== 'permanent')
    context.refuse('42P16', 'constraints on permanent tables may reference only permanent tables');
  if (relation.persistence === 'temporary' && referenced.persistence !== 'temporary')
    context.refuse('42P16', 'constraints on temporary tables may reference only temporary tables');
}

/** What pg_depend has of a foreign key: it goes with its columns, and keeps the referenced ones and their index from going. */
function dependOnUses(world: World, constraint: Constraint): void {
  for (const column of constraint.columns) world.depend(constraint, column, 'auto');
  for (const column of constraint.referencedColumns) world.depend(constraint, column, 'normal');
  if (constraint.referencedColumns.length === 0 && constraint.referenced !== null)
    world.depend(constraint, constraint.referenced, 'normal');
  if (constraint.index !== null) world.depend(constraint, constraint.index, 'normal');
}

function chooseName(world: World, relation: Relation, columns: readonly Column[]): string {
  return chooseConstraintName(world, [relation.name, nameAddition(columns.map(({ name }) => name))], 'fkey', relation.schema);
}

function isNameTaken(relation: Relation, name: string): boolean {
  return relation.constraints.some((constraint) => constraint.name === name);
}

function isSameList(left: readonly Column[], right: readonly Column[]): boolean {
  return left.length === right.length && left.every((column, at) => column === right[at]);
}
