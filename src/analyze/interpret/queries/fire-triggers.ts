import type { Relation, Trigger } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { callFunction } from '../call-function.ts';
import type { Interpretation } from '../interpretation.ts';

export type RowEvent = 'insert' | 'update' | 'delete' | 'truncate';

/** One moment of a statement at which triggers fire. */
export interface Moment {
  readonly event: RowEvent;
  readonly timing: Trigger['timing'];
  readonly isRow: boolean;
  /** UPDATE: the columns of its SET list, which `UPDATE OF` compares with. */
  readonly columns: readonly string[];
}

/** Fires the triggers of a relation for one moment, in the order of their names (manual 39.1). */
export function fireTriggers(context: Interpretation, relation: Relation, moment: Moment): void {
  const due = relation.triggers
    .filter((trigger) => isDue(context.world, trigger, moment))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  for (const trigger of due) {
    if (trigger.function === null) context.opaque(`the function of trigger ${trigger.name} is not known`);
    else callFunction(context, trigger.function, { trigger, event: moment.event });
  }
}

function isDue(world: World, trigger: Trigger, { event, timing, isRow, columns }: Moment): boolean {
  if (trigger.isRow !== isRow || trigger.timing !== timing || !trigger.events.has(event) || !isEnabled(world, trigger.enabled))
    return false;
  return event !== 'update' || trigger.columns.length === 0 || trigger.columns.some(({ name }) => columns.includes(name));
}

/** Does a trigger or rule of this state fire under the session's session_replication_role (TriggerEnabled, trigger.c)? */
export function isEnabled(world: World, state: Trigger['enabled']): boolean {
  if (state === 'disabled') return false;
  return state === 'always' || (world.session.replicationRole === 'replica') === (state === 'replica');
}
