import type { DestroyEffect, RelationName, RowsEffect, WorkEffect } from '../model/effect.ts';
import type { Severity } from '../model/hazard.ts';
import { SEVERITIES, rankOf } from '../model/hazard.ts';
import type { LockImpact } from '../model/lock-mode.ts';
import { estimateWork, severityOfWaiting, shownBytes, shownCount, shownEstimate, totalOf } from './estimate.ts';
import { impactOn } from './planned-effects.ts';
import { shownName } from './rule.ts';
import type { Finding, StatementSubject } from './rule.ts';
import type { Relation } from './world/objects.ts';
import type { World } from './world/world.ts';
import { workFor } from './work-rule.ts';
import type { WorkRule } from './work-rule.ts';

/** Findings for a rule about work that others wait for: none or one, as serious as the wait is long: who waits, for what, how long. */
export function waitingFindings(subject: StatementSubject, rule: WorkRule, what: string): readonly Finding[] {
  const works = workFor(subject, rule);
  const [first] = works;
  if (first === undefined) return [];
  const estimate = totalOf(works.map(estimateWork));
  const severity = lowered(subject, severityOfWaiting(estimate, works.some(blocksReaders)), works);
  const duration = estimate === null ? '' : ` (estimated ${shownEstimate(estimate)}: ${estimate.basis})`;
  const waiting = `${whoWaits(subject, works)} while ${listed(workTexts(subject, works), 3)}`;
  return [{ message: `${what}: ${waiting}${reasonText(works)}${duration}.`, severity, relation: shownName(subject.world, first.relation) }];
}

/** `reads and writes of orders, and writes of customers wait`. */
export function whoWaits({ world }: StatementSubject, works: readonly WorkEffect[]): string {
  const locks = works.flatMap(({ under }) => under);
  const namesOf = (impact: LockImpact, isIndex: boolean): readonly string[] => [
    ...new Set(
      locks
        .filter(({ relation, mode }) => impactOn(relation, mode) === impact && INDEX_KINDS.has(relation.kind) === isIndex)
        .map(({ relation }) => shownName(world, relation)),
    ),
  ];
  const closed = namesOf('blocks-reads-and-writes', false);
  const readable = namesOf('blocks-writes', false).filter((name) => !closed.includes(name));
  // Whoever plans a query looks at all indexes of a table; where the table is closed that is no news.
  const indexes = closed.length > 0 ? [] : namesOf('blocks-reads-and-writes', true);
  const parts = [
    closed.length === 0 ? '' : `reads and writes of ${listed(closed)}`,
    readable.length === 0 ? '' : `writes of ${listed(readable)}`,
    indexes.length === 0 ? '' : `queries that may use ${listed(indexes)}`,
  ].filter((part) => part !== '');
  return `${parts.join(', and ')} wait`;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(names: readonly string[], most: number = 4): string {
  if (names.length > most) return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** `orders (40M rows, 12 GB)`. */
export function sizedName(
  subject: Pick<StatementSubject, 'world'>,
  {
    relation,
    rows,
    bytes,
  }: { readonly relation: Pick<RelationName, 'schema' | 'name'>; readonly rows: number | null; readonly bytes: number | null },
): string {
  const size = [rows === null || rows < 0 ? null : `${shownCount(rows)} rows`, bytes === null ? null : shownBytes(bytes)].filter(
    (part) => part !== null,
  );
  const name = shownName(subject.world, relation);
  return size.length === 0 ? name : `${name} (${size.join(', ')})`;
}

/** A relation of before with its size where it is known. */
export function sizedRelation({ world }: Pick<StatementSubject, 'world'>, relation: RelationName): string {
  const found = world.relationById(relation.id);
  return found === null ? shownName(world, relation) : sizedTable(world, found);
}

/** The same of the world's own object. */
export function sizedTable(world: World, table: Relation): string {
  const assumed = world.assumedRowsOf(table);
  return sizedName({ world }, { relation: table, rows: assumed ?? table.rows, bytes: assumed === null ? table.bytes : null });
}

/** What a statement destroys of what was there before the batch. */
export function destroyed(subject: StatementSubject, ...kinds: readonly DestroyEffect['what'][]): readonly DestroyEffect[] {
  return subject.effects
    .filter((effect) => effect.kind === 'destroy')
    .filter(({ what, relation }) => kinds.includes(what) && (relation === null || relation.isPreExisting));
}

/** Rows of tables of before that a statement writes. */
export function rowsWritten(subject: StatementSubject, operation: RowsEffect['operation']): readonly RowsEffect[] {
  return subject.effects
    .filter((effect) => effect.kind === 'rows')
    .filter((rows) => rows.operation === operation && rows.relation.isPreExisting);
}

/** What is done, table by table: a rewrite takes the indexes with it. */
function workTexts(subject: StatementSubject, works: readonly WorkEffect[]): readonly string[] {
  const rewritten = new Set(works.filter(({ work }) => work === 'rewrite').map(({ relation }) => relation.id));
  const isPart = ({ work, relation }: WorkEffect): boolean => work === 'index-build' && rewritten.has(relation.id);
  return works
    .filter((work) => !isPart(work))
    .map((work) => {
      const indexes = work.work === 'rewrite' ? works.filter((other) => isPart(other) && other.relation.id === work.relation.id).length : 0;
      return workText(subject, work, indexes);
    });
}

function workText(subject: StatementSubject, work: WorkEffect, indexes: number): string {
  const table = sizedName(subject, work);
  switch (work.work) {
    case 'rewrite':
      return `${table} is written anew${indexes === 0 ? '' : ` with ${indexes === 1 ? 'its index' : `its ${indexes} indexes`}`}`;
    case 'scan':
      return `${table} is read in full`;
    case 'copy':
      return `${work.index === null ? table : `index ${shownName(subject.world, work.index)}`} is copied`;
    case 'index-build':
      return work.index === null ? `an index of ${table} is built` : `index ${shownName(subject.world, work.index)} is built over ${table}`;
  }
}

const INDEX_KINDS: ReadonlySet<string> = new Set(['index', 'partitioned-index']);
/** Reasons that only say again what the statement is. */
const OBVIOUS =
  /^$|^(?:the index is built from all rows|the constraint needs a new index|its table is rewritten)$|^(?:CLUSTER|VACUUM|REFRESH|REINDEX) /u;

function reasonText(works: readonly WorkEffect[]): string {
  const reasons = [...new Set(works.map(({ reason }) => reason))].filter((reason) => !OBVIOUS.test(reason));
  const certainty = works.every(({ isCertain }) => !isCertain) ? ', if this part runs at all' : '';
  return `${certainty}${reasons.length === 0 ? '' : `, since ${listed(reasons)}`}`;
}

function blocksReaders({ under }: WorkEffect): boolean {
  return under.some(({ relation, mode }) => impactOn(relation, mode) === 'blocks-reads-and-writes');
}

/** One step less serious: what may not happen at all, and what hits tables that nobody has used since the statistics began. */
function lowered(subject: StatementSubject, severity: Severity, works: readonly WorkEffect[]): Severity {
  const isUncertain = works.every(({ isCertain }) => !isCertain);
  const isIdle = works.every(({ under }) => under.every(({ relation }) => isUnused(subject, relation)));
  const rank = rankOf(severity);
  return (isUncertain || isIdle) && rank > 1 ? (SEVERITIES[rank - 1] ?? severity) : severity;
}

function isUnused({ world }: StatementSubject, { id }: RelationName): boolean {
  const activity = world.relationById(id)?.activity ?? null;
  return activity !== null && activity.sequentialScans + activity.indexScans + activity.writes === 0;
}
