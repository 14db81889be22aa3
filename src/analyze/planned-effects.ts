import type { Effect, RelationName, WorkEffect } from '../model/effect.ts';
import { impactOf } from '../model/lock-mode.ts';
import type { LockImpact, LockMode } from '../model/lock-mode.ts';
import type { Estimate, PlannedDependent, PlannedLock, PlannedStatement, PlannedWork } from '../model/plan.ts';
import { estimateWork, totalOf } from './estimate.ts';

type EffectFields = Pick<PlannedStatement, 'locks' | 'work' | 'blocks' | 'blocksFor' | 'destroys' | 'dependents' | 'opaque' | 'error'>;

const IMPACTS: readonly LockImpact[] = ['none', 'blocks-writes', 'blocks-reads-and-writes'];

/** The effects of a statement as the plan tells them; `shown` makes a name of a relation. */
export function plannedEffects(effects: readonly Effect[], shown: (relation: RelationName) => string): EffectFields {
  const work = effects.filter((effect) => effect.kind === 'work');
  const error = effects.find((effect) => effect.kind === 'error');
  return {
    locks: plannedLocks(effects, shown),
    work: work.map((effect) => plannedWork(effect, shown)),
    blocks: strongestImpact(effects),
    blocksFor: blockedFor(work),
    destroys: effects.filter((effect) => effect.kind === 'destroy').map(({ what, name, isCascade }) => ({ what, name, isCascade })),
    dependents: effects.filter((effect) => effect.kind === 'dependent').map(dependent),
    opaque: effects.filter((effect) => effect.kind === 'opaque').map(({ reason }) => reason),
    error: error === undefined ? null : { sqlState: error.sqlState, message: error.message },
  };
}

/** Work that others wait for. */
export function isBlockingWork({ under }: WorkEffect): boolean {
  return under.length > 0;
}

/** What a mode on a relation keeps others from; of a view or index only ACCESS EXCLUSIVE matters. */
export function impactOn({ kind }: Pick<RelationName, 'kind'>, mode: LockMode): LockImpact {
  switch (kind) {
    case 'table':
    case 'partitioned-table':
    case 'foreign-table':
      return impactOf(mode);
    case 'sequence':
    case 'composite-type':
      return 'none';
    default:
      return mode === 'ACCESS EXCLUSIVE' ? 'blocks-reads-and-writes' : 'none';
  }
}

/** The strongest impact on anything that was there before the batch. */
function strongestImpact(effects: readonly Effect[]): LockImpact {
  const impacts = effects.flatMap((effect) => {
    if (effect.kind === 'lock' && effect.relation.isPreExisting) return [impactOn(effect.relation, effect.mode)];
    return effect.kind === 'work' ? effect.under.map(({ relation, mode }) => impactOn(relation, mode)) : [];
  });
  return impacts.reduce<LockImpact>((worst, impact) => (IMPACTS.indexOf(impact) > IMPACTS.indexOf(worst) ? impact : worst), 'none');
}

function blockedFor(work: readonly WorkEffect[]): Estimate | null {
  return totalOf(work.filter(isBlockingWork).map(estimateWork));
}

/** One line for a relation: the strongest mode; brief ones only where nothing as strong is held. */
function plannedLocks(effects: readonly Effect[], shown: (relation: RelationName) => string): readonly PlannedLock[] {
  const locks = new Map<string, PlannedLock>();
  for (const effect of effects) {
    if (effect.kind !== 'lock') continue;
    const { relation, mode, reason, isBrief } = effect;
    locks.set(`${relation.id}${isBrief ? ' brief' : ''}`, {
      relation: shown(relation),
      kind: relation.kind,
      mode,
      impact: impactOn(relation, mode),
      reason,
      isBrief,
      isPreExisting: relation.isPreExisting,
    });
  }
  return [...locks.values()];
}

function plannedWork(effect: WorkEffect, shown: (relation: RelationName) => string): PlannedWork {
  return {
    kind: effect.work,
    relation: shown(effect.relation),
    index: effect.index === null ? null : shown(effect.index),
    reason: effect.reason,
    rows: effect.rows,
    bytes: effect.bytes,
    estimate: estimateWork(effect),
    under: effect.under.map(({ relation, mode }) => ({ relation: shown(relation), mode })),
    isCertain: effect.isCertain,
  };
}

function dependent({ what, name, change }: Extract<Effect, { kind: 'dependent' }>): PlannedDependent {
  return { what, name, change };
}
