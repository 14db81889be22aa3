import type { CreateTrigStmt } from 'libpg-query';
import type { Relation, Trigger } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { strings } from '../options.ts';
import { findTriggerFunction } from './find-object.ts';
import { recordQueryDependencies } from './query-dependencies.ts';

/** CREATE TRIGGER. */
export const TRIGGER_INTERPRETERS: Interpreters = { CreateTrigStmt: createTrigger };

/** Bits of tgtype (catalog/pg_trigger.h). */
const BEFORE = 2;
const INSTEAD = 64;
const EVENTS = [
  ['insert', 4],
  ['delete', 8],
  ['update', 16],
  ['truncate', 32],
] as const;

/** CreateTriggerFiringOn (trigger.c): SHARE ROW EXCLUSIVE on the table, and for a row trigger on all its partitions. */
function createTrigger(context: Interpretation, statement: CreateTrigStmt): void {
  const { world } = context;
  const { relation: range = {}, constrrel } = statement;
  const relation = world.relation(range);
  if (relation === null) return context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
  context.lock(relation, 'SHARE ROW EXCLUSIVE');
  if (constrrel !== undefined) lockReferenced(context, constrrel);
  checkKind(context, relation, statement);
  addTrigger(context, relation, statement, null);
  context.created({ what: 'trigger', name: `${statement.trigname ?? ''} on ${relation.name}` });
}

function lockReferenced(context: Interpretation, range: { relname?: string; schemaname?: string }): void {
  const referenced = context.world.relation(range);
  if (referenced === null) context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
  else context.lock(referenced, 'ACCESS SHARE', 'trigger');
}

function checkKind(context: Interpretation, relation: Relation, { row, timing = 0, events = 0, trigname = '' }: CreateTrigStmt): void {
  if (relation.isAssumed) return;
  const isInstead = (timing & INSTEAD) !== 0;
  const isView = relation.relkind === 'view';
  if (isInstead && !isView) context.refuse('42809', `"${relation.name}" is a table: it cannot have INSTEAD OF triggers`);
  if (isView && !isInstead && row === true)
    context.refuse('42809', `"${relation.name}" is a view: it cannot have row-level BEFORE or AFTER triggers`);
  if (isView && (events & 32) !== 0) context.refuse('42809', `"${relation.name}" is a view: it cannot have TRUNCATE triggers`);
  if (relation.relkind === 'materialized-view' || relation.relkind === 'sequence' || relation.index !== null)
    context.refuse('42809', `relation "${relation.name}" cannot have triggers (${trigname})`);
}

function addTrigger(context: Interpretation, relation: Relation, statement: CreateTrigStmt, parent: Trigger | null): void {
  const { world } = context;
  const { trigname: name = '', events = 0, timing = 0, row = false, columns, whenClause } = statement;
  replaceExisting(context, relation, statement);
  const trigger = world.addTrigger({
    name,
    relation,
    function: findTriggerFunction(context, statement.funcname),
    isRow: row,
    timing: timingOf(timing),
    events: new Set(EVENTS.filter(([, bit]) => (events & bit) !== 0).map(([event]) => event)),
    columns: strings(columns).flatMap((column) => world.column(relation, column) ?? []),
    isConstraint: statement.isconstraint === true,
  });
  world.depend(trigger, relation, parent === null ? 'auto' : 'partition');
  if (parent !== null) world.depend(trigger, parent, 'partition');
  for (const needed of [trigger.function, ...trigger.columns]) if (needed !== null) world.depend(trigger, needed, 'normal');
  if (whenClause !== undefined) recordQueryDependencies(world, trigger, whenClause, [relation]);
  if (relation.relkind !== 'partitioned-table' || !row) return;
  for (const partition of relation.children) {
    context.lock(partition, 'SHARE ROW EXCLUSIVE', 'partition');
    addTrigger(context, partition, statement, trigger);
  }
}

function timingOf(bits: number): Trigger['timing'] {
  if ((bits & INSTEAD) !== 0) return 'instead';
  return (bits & BEFORE) === 0 ? 'after' : 'before';
}

function replaceExisting(
  context: Interpretation,
  relation: Relation,
  { trigname: name = '', replace, isconstraint }: CreateTrigStmt,
): void {
  const existing = relation.triggers.find((trigger) => trigger.name === name);
  if (existing === undefined) return;
  if (replace !== true) context.refuse('42710', `trigger "${name}" for relation "${relation.name}" already exists`);
  if (isconstraint === true || existing.isConstraint)
    context.refuse('42710', `trigger "${name}" for relation "${relation.name}" is a constraint trigger`);
  context.world.forget(existing);
}
