import type { Effect } from '../model/effect.ts';
import type { ChangeTag } from '../model/plan.ts';

/**
 * What a statement is for. Destructive: something that was there before is gone afterwards, or nobody can tell. Backfill: it writes rows of a table that
 * was there before. Everything else adds.
 */
export function tagOf(effects: readonly Effect[]): ChangeTag {
  const destroys = effects.some((effect) => effect.kind === 'destroy' && (effect.relation === null || effect.relation.isPreExisting));
  if (destroys) return 'destructive';
  const deletes = effects.some((effect) => effect.kind === 'rows' && isLoss(effect.operation) && effect.relation.isPreExisting);
  if (deletes) return 'destructive';
  return effects.some((effect) => effect.kind === 'rows' && effect.operation === 'update' && effect.relation.isPreExisting)
    ? 'backfill'
    : 'additive';
}

function isLoss(operation: Extract<Effect, { kind: 'rows' }>['operation']): boolean {
  return operation === 'delete' || operation === 'truncate';
}
