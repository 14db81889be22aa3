import { shownBytes, shownCount, shownEstimate } from '../analyze/estimate.ts';
import type { WorkKind } from '../model/effect.ts';
import { isAtLeast, type LockImpact } from '../model/lock-mode.ts';
import type { Plan, PlannedLock, PlannedStatement, PlannedWork } from '../model/plan.ts';

const MOMENT_MS = 200;
const VERBS: Readonly<Record<WorkKind, readonly [certain: string, possible: string]>> = {
  rewrite: ['rewrites', 'may rewrite'],
  scan: ['reads all of', 'may read all of'],
  'index-build': ['builds', 'may build'],
  copy: ['copies', 'may copy'],
};

/** The strongest lock on what was there before; one that is held rather than a brief one of the same mode; null: none. */
export function strongestLock({ locks }: Pick<PlannedStatement, 'locks'>): PlannedLock | null {
  let strongest: PlannedLock | null = null;
  for (const lock of locks) {
    if (!lock.isPreExisting) continue;
    if (strongest === null || !isAtLeast(strongest.mode, lock.mode) || (strongest.mode === lock.mode && strongest.isBrief && !lock.isBrief))
      strongest = lock;
  }
  return strongest;
}

/** Names of the tables that a statement is about, each once. */
export function tablesOf({ affected, locks, work }: Pick<PlannedStatement, 'affected' | 'locks' | 'work'>): readonly string[] {
  const direct = affected.filter(({ impact }) => impact === 'direct').map(({ table }) => table);
  if (direct.length > 0) return [...new Set(direct)];
  const locked = locks.filter(({ reason }) => reason === 'direct').map(({ relation }) => relation);
  return [...new Set(locked.length > 0 ? locked : work.map(({ relation }) => relation))];
}

/** Who waits, if anybody. */
export function waiters(blocks: LockImpact): string {
  switch (blocks) {
    case 'none':
      return 'nobody waits';
    case 'blocks-writes':
      return 'writers wait';
    case 'blocks-reads-and-writes':
      return 'readers and writers wait';
  }
}

/** `readers and writers wait 60 s to 7 min`; null: nobody waits. */
export function waitingWords({ blocks, blocksFor, work }: Pick<PlannedStatement, 'blocks' | 'blocksFor' | 'work'>): string | null {
  if (blocks === 'none') return null;
  if (blocksFor !== null) return `${waiters(blocks)} ${shownEstimate(blocksFor)}`;
  return work.some(({ under }) => under.length > 0)
    ? `${waiters(blocks)} as long as that takes (size not known)`
    : `${waiters(blocks)} for a moment`;
}

/** The longest that others wait for one statement, in few words: `up to 15 min`. */
export function longestWait({ scripts }: Pick<Plan, 'scripts'>): string {
  const blocking = scripts.flatMap(({ statements }) => statements).filter(({ blocks }) => blocks !== 'none');
  if (blocking.length === 0) return 'no';
  if (blocking.some(({ blocksFor, work }) => blocksFor === null && work.some(({ under }) => under.length > 0)))
    return 'how long is not known';
  const longest = Math.max(...blocking.map(({ blocksFor }) => blocksFor?.highMs ?? 0));
  return longest < MOMENT_MS
    ? 'for a moment'
    : `up to ${shownEstimate({ lowMs: longest, highMs: longest, basis: '' }).split(' to ').at(-1) ?? ''}`;
}

/** `rewrites orders (40M rows, 12.4 GB)`. */
export function workWords({ kind, relation, index, rows, bytes, isCertain }: PlannedWork): string {
  const what = kind === 'index-build' ? `${index === null ? 'an index' : `index ${index}`} on ${relation}` : relation;
  const size = sizeWords({ rows, bytes });
  return `${VERBS[kind][isCertain ? 0 : 1]} ${what}${size === null ? '' : ` (${size})`}`;
}

/** The same work several times is said once. */
export function allWorkWords({ work }: Pick<PlannedStatement, 'work'>): readonly string[] {
  return [...new Set(work.map(workWords))];
}

/** `40M rows, 12.4 GB`; null where neither is known. */
export function sizeWords({ rows, bytes }: { readonly rows: number | null; readonly bytes: number | null }): string | null {
  const words = [
    ...(rows === null || rows < 0 ? [] : [`${shownCount(rows)} ${rows === 1 ? 'row' : 'rows'}`]),
    ...(bytes === null ? [] : [shownBytes(bytes)]),
  ];
  return words.length === 0 ? null : words.join(', ');
}

/** `table customers`, `rows of orders, taken along by CASCADE`. */
export function destroyedWords({ what, name, isCascade }: PlannedStatement['destroys'][number]): string {
  const isPartOf = what === 'rows' || what === 'values';
  return `${what} ${isPartOf ? 'of ' : ''}${name}${isCascade ? ', taken along by CASCADE' : ''}`;
}

/** Nothing to look at: low risk, understood, accepted by the server, and no hazard that is not allowed. */
export function isHarmless({ risk, opaque, error, hazards }: PlannedStatement): boolean {
  return risk.category === 'low' && opaque.length === 0 && error === null && hazards.every(({ suppressedBy }) => suppressedBy !== null);
}

/** `INSERT 4900, CREATE INDEX 85`, the most frequent first. */
export function commandCounts(statements: readonly Pick<PlannedStatement, 'command'>[]): string {
  const counts = new Map<string, number>();
  for (const { command } of statements) counts.set(command, (counts.get(command) ?? 0) + 1);
  return [...counts]
    .toSorted((left, right) => right[1] - left[1])
    .map(([command, count]) => `${command} ${count}`)
    .join(', ');
}
