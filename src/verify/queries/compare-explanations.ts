import type { ComparedQuery, QueryFinding } from '../../model/query-plan.ts';
import type { ApplicationQuery } from './application-query.ts';
import type { ExplainedPlan, Explanation } from './explain.ts';
import type { Scan } from './plan-scans.ts';

/** Reading a smaller table from end to end hurts nobody. */
const LARGE_ROWS = 10_000;

/** What is known of a query before the batch, after it, and where it changed. */
export interface QueryHistory {
  readonly query: ApplicationQuery;
  readonly before: Explanation;
  readonly after: Explanation;
  /** The script by which it became what it is. */
  readonly since: string | null;
  /**
   * The sandbox has enough rows that the planner chooses as it would on the target. Else plans hang on a page more or less, and only the indexes that they
   * can use are compared.
   */
  readonly isRealistic: boolean;
}

/** Rows of `schema.name` on the target; null: not known. */
export type RowsOnTarget = (relation: string) => number | null;

/** How a query's plan differs; `lineDiff` makes lines of two plans. */
export function compareExplanations(
  { query, before, after, since, isRealistic }: QueryHistory,
  rowsOnTarget: RowsOnTarget,
  lineDiff: (before: string, after: string) => readonly string[],
): ComparedQuery {
  const { number, source, calls, totalMs } = query;
  const place = since === null ? 'after this batch' : `after ${since}`;
  const shown = (one: Explanation): ComparedQuery['before'] => ('error' in one ? one : { lines: planOf(one, isRealistic).lines });
  const facts = { number, query: query.query, source, calls, totalMs, before: shown(before), after: shown(after) };
  if ('error' in before || 'error' in after) {
    const outcome = 'error' in before ? ('error' in after ? 'unexplained' : 'repaired') : 'broken';
    const findings: readonly QueryFinding[] =
      outcome === 'broken' && 'error' in after ? [{ kind: 'broken', message: `query ${number} fails ${place}: ${after.error}` }] : [];
    return { ...facts, outcome, since: outcome === 'unexplained' ? null : since, changes: [], diff: [], findings };
  }
  if (signatureOf(before, isRealistic) === signatureOf(after, isRealistic))
    return { ...facts, outcome: 'same', since: null, changes: [], diff: [], findings: [] };
  const [left, right] = [planOf(before, isRealistic), planOf(after, isRealistic)];
  return {
    ...facts,
    outcome: 'changed',
    since,
    changes: changes(left.scans, right.scans),
    diff: lineDiff(left.lines.join('\n'), right.lines.join('\n')),
    findings: wholeScans(before.asIfLarge.scans, after.asIfLarge.scans, rowsOnTarget).map((found) => ({
      kind: 'sequential-scan',
      message: `query ${number} ${place} ${found}`,
    })),
  };
}

/** What must be equal for a query to have the same plan. */
export function signatureOf(explanation: Explanation, isRealistic: boolean): string {
  if ('error' in explanation) return `error ${explanation.error}`;
  const { asIs, asIfLarge } = explanation;
  const ways = asIfLarge.scans.map(({ relation, way, indexes }) => [relation, way, ...indexes].join(' ')).toSorted();
  return [...ways, ...(isRealistic ? asIs.lines : [])].join('\n');
}

function planOf({ asIs, asIfLarge }: Exclude<Explanation, { readonly error: string }>, isRealistic: boolean): ExplainedPlan {
  return isRealistic ? asIs : asIfLarge;
}

function changes(before: readonly Scan[], after: readonly Scan[]): readonly string[] {
  const relations = new Set([...before, ...after].map(({ relation }) => relation));
  const told = [...relations].flatMap((relation) => {
    const [was, is] = [waysOf(relation, before), waysOf(relation, after)];
    if (was === is) return [];
    const name = shownName(relation);
    return [
      is === '' ? `${name} is no longer read (${was})` : was === '' ? `${name} is read as well: ${is}` : `${name}: ${was} becomes ${is}`,
    ];
  });
  return told.length > 0 ? told : ['The tables are read as before, but joined, sorted or filtered in another way'];
}

function waysOf(relation: string, scans: readonly Scan[]): string {
  return scans
    .filter((scan) => scan.relation === relation)
    .map(({ words }) => words)
    .toSorted()
    .join(' and ');
}

/** Tables that an index led into before and that are now read from end to end, where they are large. */
function wholeScans(before: readonly Scan[], after: readonly Scan[], rowsOnTarget: RowsOnTarget): readonly string[] {
  const count = (scans: readonly Scan[], relation: string, way: Scan['way']): number =>
    scans.filter((scan) => scan.relation === relation && scan.way === way).length;
  return [...new Set(after.map(({ relation }) => relation))].flatMap((relation) => {
    const isNew = count(after, relation, 'whole') > count(before, relation, 'whole') && count(before, relation, 'index') > 0;
    const rows = rowsOnTarget(relation);
    if (!isNew || (rows !== null && rows < LARGE_ROWS)) return [];
    const size = rows === null ? 'of unknown size on the target' : `${Math.round(rows).toLocaleString('en-US')} rows on the target`;
    return [
      `has to read all of ${shownName(relation)} (${size}); before, ${waysOf(
        relation,
        before.filter(({ way }) => way === 'index'),
      )} led to its rows`,
    ];
  });
}

function shownName(relation: string): string {
  return relation.replace(/^public\./u, '');
}
