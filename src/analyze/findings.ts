import type { RelationName, WorkEffect } from '../model/effect.ts';
import type { Severity } from '../model/hazard.ts';
import { SEVERITIES, rankOf } from '../model/hazard.ts';
import { estimateWork, severityOfWaiting, shownBytes, shownCount, shownEstimate, totalOf } from './estimate.ts';
import { impactOn } from './planned-effects.ts';
import { shownName } from './rule.ts';
import type { Finding, StatementSubject } from './rule.ts';

const WORK_VERBS = { rewrite: 'is rewritten', scan: 'is read in full', 'index-build': 'is read to build', copy: 'is copied' } as const;

/** Work of a statement that others wait for; `kinds` and `isOurs` narrow it. */
export function blockingWork(subject: StatementSubject, isWanted: (work: WorkEffect) => boolean = () => true): readonly WorkEffect[] {
  return subject.effects.filter((effect) => effect.kind === 'work').filter((work) => work.under.length > 0 && isWanted(work));
}

/** One finding for blocking work, as serious as the wait is long: who waits, for what, how long; null where there is no such work. */
export function waitingFinding(subject: StatementSubject, works: readonly WorkEffect[], what: string): Finding | null {
  const [first] = works;
  if (first === undefined) return null;
  const estimate = totalOf(works.map(estimateWork));
  const severity = lowered(severityOfWaiting(estimate, blocksReaders(first)), works);
  const waiting = `${whoWaits(subject, first)} while ${works.map((work) => workText(subject, work)).join(', and ')}`;
  const duration = estimate === null ? '' : ` (estimated ${shownEstimate(estimate)}: ${estimate.basis})`;
  return { message: `${what}: ${waiting}${duration}.`, severity, relation: shownName(subject.world, first.relation) };
}

/** Findings for a rule about blocking work: none or one. */
export function waitingFindings(subject: StatementSubject, works: readonly WorkEffect[], what: string): readonly Finding[] {
  const finding = waitingFinding(subject, works, what);
  return finding === null ? [] : [finding];
}

/** `readers and writers of orders wait`. */
export function whoWaits({ world }: StatementSubject, { under }: WorkEffect): string {
  const readers = under.filter(({ relation, mode }) => impactOn(relation, mode) === 'blocks-reads-and-writes');
  const who = readers.length > 0 ? 'reads and writes' : 'writes';
  const blocked = readers.length > 0 ? readers : under;
  const names = [...new Set(blocked.map(({ relation }) => shownName(world, relation)))];
  return `${who} of ${listed(names)} wait`;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(names: readonly string[], most: number = 4): string {
  if (names.length > most) return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** `orders (40M rows, 12 GB)`. */
export function sizedName(
  subject: StatementSubject,
  { relation, rows, bytes }: { readonly relation: RelationName; readonly rows: number | null; readonly bytes: number | null },
): string {
  const size = [rows === null || rows < 0 ? null : `${shownCount(rows)} rows`, bytes === null ? null : shownBytes(bytes)].filter(
    (part) => part !== null,
  );
  const name = shownName(subject.world, relation);
  return size.length === 0 ? name : `${name} (${size.join(', ')})`;
}

function workText(subject: StatementSubject, work: WorkEffect): string {
  const index = work.index === null ? '' : ` ${shownName(subject.world, work.index)}`;
  return `${sizedName(subject, work)} ${WORK_VERBS[work.work]}${work.work === 'index-build' ? index || ' an index' : ''}${work.reason === '' ? '' : ` since ${work.reason}`}`;
}

function blocksReaders({ under }: WorkEffect): boolean {
  return under.some(({ relation, mode }) => impactOn(relation, mode) === 'blocks-reads-and-writes');
}

/** What is not certain, and what nobody uses (no scan, no write since the statistics began), is one step less serious. */
function lowered(severity: Severity, works: readonly WorkEffect[]): Severity {
  const isUncertain = works.every(({ isCertain }) => !isCertain);
  return isUncertain && severity === 'critical' ? (SEVERITIES[rankOf(severity) - 1] as Severity) : severity;
}
