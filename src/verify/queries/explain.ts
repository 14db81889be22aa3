import type { ExplainedQuery } from '../../model/query-plan.ts';
import type { Session } from '../../postgres/session.ts';
import type { ApplicationQuery } from './application-query.ts';
import { scansOf, type Scan } from './plan-scans.ts';

/** Since then EXPLAIN (GENERIC_PLAN) plans a query with `$1` in it. */
const GENERIC_PLAN_MAJOR = 16;
const PREPARED = 'flyback_query';

/** A plan with its scans. */
export interface ExplainedPlan {
  readonly lines: readonly string[];
  readonly scans: readonly Scan[];
}

/** How a query is planned: as things are, and as if each table were too large to be read from end to end. */
export type Explanation =
  | { readonly asIs: ExplainedPlan; readonly asIfLarge: ExplainedPlan }
  | Extract<ExplainedQuery, { readonly error: string }>;

/** Explains a query without running it. `opening`: role and search path. One round trip. */
export async function explain(session: Session, { query, parameters }: ApplicationQuery, opening: readonly string[]): Promise<Explanation> {
  const major = Number.parseInt(session.parameter('server_version') ?? '', 10);
  const isPrepared = parameters > 0 && major < GENERIC_PLAN_MAJOR;
  const message = [
    'BEGIN READ ONLY',
    ...opening,
    ...(isPrepared ? ['SET LOCAL plan_cache_mode = force_generic_plan'] : []),
    ...explains(query, parameters, isPrepared),
    'SET LOCAL enable_seqscan = off',
    ...explains(query, parameters, isPrepared),
    'ROLLBACK',
  ].join(';\n');
  const plans: string[][] = [];
  const { error } = await session.send(message, {
    onComplete: (_index, tag, result) => {
      if (tag === 'EXPLAIN') plans.push((result?.rows ?? []).map(([line]) => line ?? ''));
    },
  });
  const [lines, json, linesIfLarge, jsonIfLarge] = plans;
  if (error === null && lines !== undefined && json !== undefined && linesIfLarge !== undefined && jsonIfLarge !== undefined)
    return { asIs: explained(lines, json), asIfLarge: explained(linesIfLarge, jsonIfLarge) };
  await session.send('ROLLBACK');
  // A prepared statement outlives its transaction.
  if (isPrepared) await session.send(`DEALLOCATE ${PREPARED}`);
  return { sqlState: error?.server.sqlState ?? '', error: error?.server.message ?? 'the server gave no plan' };
}

// The query may end in a line comment.
function explains(query: string, parameters: number, isPrepared: boolean): readonly string[] {
  const explained = isPrepared ? `EXECUTE ${PREPARED}(${Array.from({ length: parameters }, () => 'NULL').join(', ')})` : `${query}\n`;
  const generic = parameters > 0 && !isPrepared ? ', GENERIC_PLAN' : '';
  return [
    ...(isPrepared ? [`PREPARE ${PREPARED} AS ${query}\n`] : []),
    `EXPLAIN (COSTS OFF${generic}) ${explained}`,
    `EXPLAIN (COSTS OFF, VERBOSE, FORMAT JSON${generic}) ${explained}`,
    ...(isPrepared ? [`DEALLOCATE ${PREPARED}`] : []),
  ];
}

function explained(lines: readonly string[], json: readonly string[]): ExplainedPlan {
  // Newer servers mark what enable_seqscan has made expensive.
  return { lines: lines.filter((line) => line.trim() !== 'Disabled: true'), scans: scansOf(json.join('\n')) };
}
