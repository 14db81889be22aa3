import { categoryOf } from '../model/hazard.ts';
import type { Hazard, Risk } from '../model/hazard.ts';
import type { LockImpact } from '../model/lock-mode.ts';
import type { AffectedTable, ChangeTag, Estimate } from '../model/plan.ts';

/** What the score of a statement is made of. */
export interface RiskFacts {
  readonly tag: ChangeTag;
  /** The strongest thing that others wait for, be it for an instant. */
  readonly blocks: LockImpact;
  /** Does work that grows with a table go on meanwhile? */
  readonly isBlockingWork: boolean;
  /** How long; null: not known. */
  readonly blocksFor: Estimate | null;
  readonly affected: readonly AffectedTable[];
  /** Objects that CASCADE takes along. */
  readonly cascadeDrops: number;
  readonly isOpaque: boolean;
  readonly isRefused: boolean;
  readonly hazards: readonly Hazard[];
}

const MAX_SCORE = 100;
const TAG_POINTS: Readonly<Record<ChangeTag, number>> = { additive: 5, backfill: 15, destructive: 50 };
const BRIEF_LOCK_POINTS: Readonly<Record<LockImpact, number>> = { none: 0, 'blocks-writes': 10, 'blocks-reads-and-writes': 15 };
/** A moderate lock alone is low; with a foreign key on the table the change is medium. What destroys is high anyway, and critical where it reaches far. */
const FIRST_CASCADE_POINTS: Readonly<Record<ChangeTag, number>> = { additive: 15, backfill: 15, destructive: 5 };
const FURTHER_CASCADE_POINTS = 5;
const MAX_CASCADE_POINTS = 30;
const CASCADE_DROP_POINTS = 15;
const OPAQUE_POINTS = 50;
const REFUSED_POINTS = 50;
/** A hazard lifts the score to where its severity begins, whatever the sum says. */
const FLOORS = { info: 0, low: 0, medium: 25, high: 50, critical: 75 } as const;

/**
 * The risk of a statement, 0 to 100: what it is for, who waits for how long, how far it reaches through foreign keys, what CASCADE takes along. Low: short
 * locks, no loss, small radius; medium: a moderate lock or foreign keys; high: destructive or wide; critical: destructive with an extensive cascade.
 */
export function riskOf(facts: RiskFacts): Risk {
  const parts = [
    { points: TAG_POINTS[facts.tag], reason: facts.tag },
    lockPart(facts),
    cascadePart(facts),
    {
      points: facts.cascadeDrops > 0 ? CASCADE_DROP_POINTS : 0,
      reason: `CASCADE drops ${facts.cascadeDrops} further ${facts.cascadeDrops === 1 ? 'object' : 'objects'}`,
    },
    { points: facts.isOpaque ? OPAQUE_POINTS : 0, reason: 'holds what cannot be analysed' },
    { points: facts.isRefused ? REFUSED_POINTS : 0, reason: 'the server would refuse it' },
  ].filter(({ points }) => points > 0);
  const sum = parts.reduce((total, { points }) => total + points, 0);
  const worst = facts.hazards
    .filter(({ suppressedBy }) => suppressedBy === null)
    .toSorted((left, right) => FLOORS[right.severity] - FLOORS[left.severity])[0];
  const floor = worst === undefined ? 0 : FLOORS[worst.severity];
  if (worst !== undefined && floor > sum) parts.push({ points: floor - sum, reason: `${worst.severity}: ${worst.rule}` });
  const score = Math.min(MAX_SCORE, Math.max(sum, floor));
  return { score, category: categoryOf(score), parts: parts.toSorted((left, right) => right.points - left.points) };
}

/** The risk of many: the highest of them, as AutoDB has it. */
export function highestRisk(risks: readonly Risk[]): Risk {
  return risks.reduce((highest, risk) => (risk.score > highest.score ? risk : highest), { score: 0, category: 'low', parts: [] });
}

/** The tag of many: the most serious one. */
export function strongestTag(tags: readonly ChangeTag[]): ChangeTag {
  if (tags.includes('destructive')) return 'destructive';
  return tags.includes('backfill') ? 'backfill' : 'additive';
}

function lockPart({ blocks, isBlockingWork, blocksFor }: RiskFacts): { readonly points: number; readonly reason: string } {
  const who = blocks === 'blocks-writes' ? 'writers wait' : 'readers and writers wait';
  if (!isBlockingWork) return { points: BRIEF_LOCK_POINTS[blocks], reason: `${who} for a moment` };
  if (blocksFor === null) return { points: 45, reason: `${who} while a table of unknown size is worked on` };
  if (blocksFor.highMs <= 200) return { points: BRIEF_LOCK_POINTS[blocks], reason: `${who} for a moment` };
  if (blocksFor.highMs <= 2000) return { points: 25, reason: `${who} for up to 2 s` };
  if (blocksFor.lowMs <= 60_000) return { points: 45, reason: `${who} for seconds` };
  return { points: 70, reason: `${who} for more than a minute` };
}

function cascadePart({ affected, tag }: RiskFacts): { readonly points: number; readonly reason: string } {
  const cascades = affected.filter(({ impact }) => impact === 'cascade');
  if (cascades.length === 0) return { points: 0, reason: '' };
  const deepest = Math.max(...cascades.map(({ cascadePath }) => (cascadePath?.length ?? 1) - 1));
  const further = cascades.length - 1 + (deepest - 1);
  return {
    points: Math.min(MAX_CASCADE_POINTS, FIRST_CASCADE_POINTS[tag] + further * FURTHER_CASCADE_POINTS),
    reason: `reaches ${cascades.length} ${cascades.length === 1 ? 'table' : 'tables'} through foreign keys`,
  };
}
