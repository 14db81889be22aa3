import { isAtLeast, stronger, type LockMode } from '../../model/lock-mode.ts';
import type { ObservedLock, ObservedStatement } from '../../model/observation.ts';
import type { PlannedStatement, PlannedWork } from '../../model/plan.ts';
import type { SeenLock, SeenRelation, SeenStatement } from './seen-statement.ts';

/** Weaker locks are in nobody's way, and depend on the plans and rows that a sandbox happens to have. */
const WEAKEST_TOLD: LockMode = 'SHARE UPDATE EXCLUSIVE';
/** What these read, and by which way, is the planner's choice. */
const PLANNED_BY_SERVER = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'DO', 'CALL', 'EXECUTE', 'COPY']);
const READS_BY_PLAN = new Set([
  ...PLANNED_BY_SERVER,
  'REFRESH MATERIALIZED VIEW',
  'CREATE MATERIALIZED VIEW',
  'CREATE TABLE AS',
  'SELECT INTO',
]);
/** A scan of a smaller table is what the planner prefers to any index. */
const SMALL_BYTES = 10 * 8192;
const EMPTIES = new Set(['TRUNCATE TABLE', 'DO', 'CALL', 'SELECT', 'REFRESH MATERIALIZED VIEW']);

/**
 * What the statements of a script were seen to do, beside what the plan says of each by its number; null: there is no plan. In order: what the script
 * itself empties is no more work.
 */
export function compareWithPlan(
  script: string,
  statements: readonly SeenStatement[],
  planned: readonly PlannedStatement[] | null,
): readonly ObservedStatement[] {
  const emptied = new Set<string>();
  return statements.map((seen) => compared(script, seen, planned?.[seen.number - 1] ?? null, emptied));
}

function compared(script: string, all: SeenStatement, planned: PlannedStatement | null, emptied: Set<string>): ObservedStatement {
  const command = planned?.command ?? 'unknown';
  const isKept = ({ relation, bytesAfter }: SeenStatement['refiled'][number]): boolean =>
    bytesAfter > 0 || (!emptied.has(relation.oid) && !EMPTIES.has(command));
  const emptiedNow = new Set(all.refiled.filter((one) => !isKept(one)).map(({ relation: { oid } }) => oid));
  for (const oid of emptiedNow) emptied.add(oid);
  const isWork = ({ oid, bytes }: SeenRelation): boolean => !emptied.has(oid) || (bytes > 0 && !emptiedNow.has(oid));
  const seen = {
    ...all,
    scanned: all.scanned.filter((relation) => isWork(relation) && (!PLANNED_BY_SERVER.has(command) || relation.bytes >= SMALL_BYTES)),
    indexesBuilt: all.indexesBuilt.filter(({ table }) => isWork(table)),
  };
  const rewritten = all.refiled.filter(({ relation: { oid } }) => !emptiedNow.has(oid)).map(({ relation }) => relation);
  const { number, line, elapsedMs, witness, sizeChangeBytes } = seen;
  return {
    script,
    number,
    line,
    command,
    elapsedMs: Math.round(elapsedMs * 10) / 10,
    witness,
    locks: seen.locks.filter(isNews).map((lock) => observedLock(lock, planned)),
    rewritten: rewritten.map(({ shown }) => shown),
    scanned: seen.scanned.map(({ shown }) => shown),
    indexesBuilt: seen.indexesBuilt.map(({ index }) => index),
    sizeChangeBytes,
    surprises: planned === null ? [] : [...lockSurprises(seen, planned), ...workSurprises(seen, rewritten, planned)],
    estimate: null,
  };
}

/** New, or stronger than what was held before. */
function isNews({ mode, modeBefore }: SeenLock): boolean {
  return modeBefore === null || !isAtLeast(modeBefore, mode);
}

function observedLock({ relation, mode }: SeenLock, planned: PlannedStatement | null): ObservedLock {
  return { relation: relation.shown, kind: relation.kind, mode, predicted: planned === null ? null : predictedMode(relation, planned) };
}

function predictedMode({ names }: SeenRelation, { locks }: PlannedStatement): LockMode | null {
  return locks
    .filter(({ relation }) => names.has(relation))
    .reduce<LockMode | null>((strongest, { mode }) => (strongest === null ? mode : stronger(strongest, mode)), null);
}

function lockSurprises({ locks, witness }: SeenStatement, planned: PlannedStatement): readonly string[] {
  const told = locks.flatMap((lock): readonly string[] => {
    const { relation, mode } = lock;
    // Whoever has the table needs no word on its indexes.
    if (locks.some(({ relation: { oid }, mode: ofTable }) => oid === relation.tableOid && isAtLeast(ofTable, mode))) return [];
    const predicted = predictedMode(relation, planned);
    if (isNews(lock) && isAtLeast(mode, WEAKEST_TOLD) && (predicted === null || !isAtLeast(predicted, mode)))
      return [`predicted ${predicted ?? 'no lock'} on ${relation.shown}, took ${mode}`];
    const isWeaker = predicted !== null && !isAtLeast(mode, predicted);
    return isWeaker && witness === 'transaction' && isBindingLock(relation, planned)
      ? [`predicted ${predicted} on ${relation.shown}, took ${mode}`]
      : [];
  });
  if (witness === 'sampled') return told;
  const seenNames = new Set(locks.flatMap(({ relation }) => [...relation.names]));
  const missing = planned.locks.filter(
    (lock) =>
      lock.isPreExisting &&
      isDirect(lock, planned) &&
      !lock.isBrief &&
      lock.kind !== 'composite-type' &&
      isAtLeast(lock.mode, WEAKEST_TOLD) &&
      !seenNames.has(lock.relation),
  );
  return [...told, ...missing.map(({ relation, mode }) => `predicted ${mode} on ${relation}, took no lock on it`)];
}

function isBindingLock({ names }: SeenRelation, planned: PlannedStatement): boolean {
  return planned.locks.some(
    (lock) => names.has(lock.relation) && isDirect(lock, planned) && !lock.isBrief && isAtLeast(lock.mode, WEAKEST_TOLD),
  );
}

/** The statement takes it whatever rows there are; what a block of code or a trigger does may hang on them. */
function isDirect({ reason }: PlannedStatement['locks'][number], { command, opaque }: PlannedStatement): boolean {
  return reason === 'direct' && opaque.length === 0 && !PLANNED_BY_SERVER.has(command);
}

function workSurprises(seen: SeenStatement, rewritten: readonly SeenRelation[], planned: PlannedStatement): readonly string[] {
  const { command, work } = planned;
  const on = ({ names }: SeenRelation, ...kinds: readonly PlannedWork['kind'][]): boolean =>
    work.some(({ relation, kind }) => names.has(relation) && kinds.includes(kind));
  const isRewritten = ({ oid }: SeenRelation): boolean => rewritten.some((one) => one.oid === oid);
  const built = seen.indexesBuilt.filter(({ table }) => !seen.refiled.some(({ relation }) => relation.oid === table.oid));
  const unforeseen = [
    ...rewritten
      .filter((relation) => !on(relation, 'rewrite', 'copy'))
      .map(({ shown }) => `predicted no rewrite of ${shown}, it was rewritten`),
    ...built
      .filter(({ table }) => !on(table, 'index-build', 'rewrite', 'copy'))
      .map(({ index, table }) => `predicted no index build on ${table.shown}, ${index} was built`),
    ...(READS_BY_PLAN.has(command) ? [] : seen.scanned)
      .filter(
        (relation) =>
          !isRewritten(relation) &&
          !built.some(({ table }) => table.oid === relation.oid) &&
          !on(relation, 'scan', 'rewrite', 'copy', 'index-build'),
      )
      .map(({ shown }) => `predicted no scan of ${shown}, it was read from end to end`),
  ];
  return seen.witness === 'sampled' ? unforeseen : [...unforeseen, ...notDone(seen, rewritten, planned)];
}

/** Work that was predicted for sure and did not happen. */
function notDone(
  { locks, scanned }: SeenStatement,
  rewritten: readonly SeenRelation[],
  { work, command }: PlannedStatement,
): readonly string[] {
  if (PLANNED_BY_SERVER.has(command)) return [];
  const isDone = (relation: string, done: readonly SeenRelation[]): boolean => done.some(({ names }) => names.has(relation));
  // A foreign key of a table without rows is not looked up in the other table.
  const isFilled = locks.every(({ relation: { kind, bytes } }) => kind !== 'table' || bytes > 0);
  const known = (relation: string): SeenRelation | undefined => locks.find((lock) => lock.relation.names.has(relation))?.relation;
  return work.flatMap(({ kind, relation, index, isCertain }) => {
    const target = known(relation);
    if (!isCertain || target === undefined) return [];
    if ((kind === 'rewrite' || kind === 'copy') && index === null && target.kind !== 'index' && !isDone(relation, rewritten))
      return [`predicted a rewrite of ${target.shown}, it was not rewritten`];
    // The planner may read a small table by an index, and an empty one not at all.
    if (
      kind === 'scan' &&
      isFilled &&
      !READS_BY_PLAN.has(command) &&
      index === null &&
      target.kind === 'table' &&
      target.bytes >= SMALL_BYTES &&
      !isDone(relation, [...scanned, ...rewritten])
    )
      return [`predicted a full scan of ${target.shown}, it was not read from end to end`];
    return [];
  });
}
