import type { PlannedScript, PlannedStatement } from '../model/plan.ts';

const TIMES = 3;
const LEAST_MS = 30_000;

/**
 * How long a statement of a script may take before it is ended: three times what is estimated for the longest, at least 30 s. Null where something in the
 * script has no estimate: an unknown size, code that could not be analysed, changes of rows, whose indexes and triggers nobody has counted.
 */
export function statementTimeoutMs({ statements, isTransactional }: PlannedScript): number | null {
  if (!isTransactional || statements.some(isOpenEnded)) return null;
  const longest = Math.max(0, ...statements.map(({ work }) => work.reduce((sum, { estimate }) => sum + (estimate?.highMs ?? 0), 0)));
  return longest === 0 ? null : Math.max(LEAST_MS, TIMES * longest);
}

function isOpenEnded({ work, opaque, tag }: PlannedStatement): boolean {
  return tag === 'backfill' || opaque.length > 0 || work.some(({ estimate, isCertain }) => estimate === null || !isCertain);
}
