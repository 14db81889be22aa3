import { LOCK_MODES } from '../../../src/model/lock-mode.ts';
import type { LockMode } from '../../../src/model/lock-mode.ts';
import type { TruthRecord } from './cases.ts';
import type { Prediction } from './predict.ts';

/** `static` reads the set-up as text, `catalog` from a server. */
export type Mode = 'static' | 'catalog';

/** A prediction that differs from what the server did. */
export interface Miss {
  readonly id: string;
  readonly what: 'missed' | 'false alarm' | 'lock' | 'rewrite' | 'crash';
  readonly text: string;
}

/** How well the predictions of one mode fit one version. */
export interface Score {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly cases: number;
  readonly exactLocks: number;
  readonly rightRewrites: number;
  readonly misses: readonly Miss[];
}

/** Compares predictions with the truth; statements that failed on the server do not count. */
export function scoreOf(truth: ReadonlyMap<string, TruthRecord>, predictions: ReadonlyMap<string, Prediction>): Score {
  const misses: Miss[] = [];
  let cases = 0;
  let truePositives = 0;
  for (const [id, prediction] of predictions) {
    if (prediction.crash !== null) misses.push({ id, what: 'crash', text: describeCrash(prediction.crash) });
    const record = truth.get(id);
    if (record === undefined || (record.dangerous !== true && record.dangerous !== false)) continue;
    cases += 1;
    if (record.dangerous && prediction.dangerous) truePositives += 1;
    misses.push(...missesOf(record, prediction));
  }
  const count = (what: Miss['what']): number => misses.filter((miss) => miss.what === what).length;
  return {
    truePositives,
    falsePositives: count('false alarm'),
    falseNegatives: count('missed'),
    cases,
    exactLocks: cases - count('lock'),
    rightRewrites: cases - count('rewrite'),
    misses,
  };
}

function missesOf(record: TruthRecord, prediction: Prediction): readonly Miss[] {
  const { id } = record;
  const misses: Miss[] = [];
  if (record.dangerous && !prediction.dangerous) misses.push({ id, what: 'missed', text: 'said safe, is dangerous' });
  if (!record.dangerous && prediction.dangerous) misses.push({ id, what: 'false alarm', text: 'said dangerous, is safe' });
  const lock = strongest(record);
  if (prediction.lock !== lock) misses.push({ id, what: 'lock', text: `said ${prediction.lock ?? 'none'}, is ${lock ?? 'none'}` });
  const isRewritten = (record.rewritten ?? []).length > 0;
  if (prediction.rewrite !== isRewritten)
    misses.push({
      id,
      what: 'rewrite',
      text: `said ${prediction.rewrite ? 'rewritten' : 'kept'}, is ${isRewritten ? 'rewritten' : 'kept'}`,
    });
  return misses;
}

function strongest({ locks = [], index_locks = [], other_locks = [], locks_released_early = [] }: TruthRecord): LockMode | null {
  const modes = [...locks, ...index_locks, ...other_locks, ...locks_released_early].map(({ mode }) => LOCK_MODES.indexOf(mode));
  return LOCK_MODES[Math.max(-1, ...modes)] ?? null;
}

function describeCrash(crash: unknown): string {
  return crash instanceof Error ? (crash.stack ?? crash.message).split('\n').slice(0, 4).join(' | ') : String(crash);
}

/** Right alarms among all alarms. */
export function precision({ truePositives, falsePositives }: Score): number {
  return truePositives / (truePositives + falsePositives) || 0;
}

/** Alarms among all that is dangerous. */
export function recall({ truePositives, falseNegatives }: Score): number {
  return truePositives / (truePositives + falseNegatives) || 0;
}

interface Goal {
  readonly recall: number;
  readonly precision: number;
  /** Part of the cases whose strongest lock is named exactly. */
  readonly exactLocks: number;
  readonly rightRewrites: number;
}

const GOALS: Readonly<Record<Mode, Goal>> = {
  static: { recall: 0.95, precision: 0.9, exactLocks: 0, rightRewrites: 0 },
  catalog: { recall: 1, precision: 0.98, exactLocks: 0.99, rightRewrites: 1 },
};

/** Does the analysis reach what it has to in a mode, without a crash? */
export function meetsGoal(mode: Mode, score: Score): boolean {
  const goal = GOALS[mode];
  return (
    !score.misses.some(({ what }) => what === 'crash') &&
    recall(score) >= goal.recall &&
    precision(score) >= goal.precision &&
    score.exactLocks >= goal.exactLocks * score.cases &&
    score.rightRewrites >= goal.rightRewrites * score.cases
  );
}

/** What meetsGoal asks for, in words. */
export function goalText(mode: Mode): string {
  const { recall: found, precision: right, exactLocks, rightRewrites } = GOALS[mode];
  return `precision ${right}, recall ${found}, lock exact ${exactLocks * 100} %, rewrite right ${rightRewrites * 100} %, no crash`;
}

/** `static 17: precision 0.950 recall 0.960 lock exact 270/289 rewrite right 289/289`. */
export function scoreLine(mode: Mode, major: number, score: Score): string {
  const rates = `precision ${precision(score).toFixed(3)} recall ${recall(score).toFixed(3)}`;
  return `${mode} ${major}: ${rates} lock exact ${score.exactLocks}/${score.cases} rewrite right ${score.rightRewrites}/${score.cases}`;
}
