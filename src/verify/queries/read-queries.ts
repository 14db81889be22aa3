import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';
import { splitStatements } from '../../syntax/split.ts';
import { applicationQuery, type ApplicationQuery } from './application-query.ts';

/** Queries, and what was left out. */
export interface QueryList {
  readonly queries: readonly ApplicationQuery[];
  readonly leftOut: readonly string[];
}

const HIDDEN = '<insufficient privilege>';
const LONGEST_SHOWN = 60;

/** The queries of a file, parted by semicolons. */
export function queriesOfFile(bytes: Buffer, file: string): QueryList {
  const texts = [...splitStatements(bytes, { file })].map(({ sql }) => ({ query: sql, calls: null, totalMs: null }));
  return listOf(texts, 'file');
}

/** The queries on which a database spends most time; null where pg_stat_statements is not installed. Two round trips. */
export async function queriesOfTarget(session: Session, count: number): Promise<QueryList | null> {
  const [extension] = await session.query(sqlStatement('queries/extension'));
  const schema = extension?.rows[0]?.[0] ?? null;
  if (schema === null) return null;
  const [result] = await session.query(sqlStatement('queries/top-statements', { schema, count }));
  const rows = (result?.rows ?? []).map(([query, calls, totalMs]) => ({
    query: query ?? HIDDEN,
    calls: Number(calls),
    totalMs: Number(totalMs),
  }));
  const list = listOf(
    rows.filter(({ query }) => query !== HIDDEN),
    'pg_stat_statements',
  );
  const isHidden = rows.some(({ query }) => query === HIDDEN);
  return {
    ...list,
    leftOut: [...(isHidden ? ['Queries of other users are hidden from this role: it needs pg_read_all_stats'] : []), ...list.leftOut],
  };
}

/** Rows of tables by `schema.name`, where they were counted. One round trip. */
export async function readTableRows(session: Session): Promise<ReadonlyMap<string, number>> {
  const [result] = await session.query(sqlStatement('queries/table-rows'));
  return new Map((result?.rows ?? []).map(([schema, name, rows]) => [`${schema ?? ''}.${name ?? ''}`, Number(rows)]));
}

function listOf(
  texts: readonly { readonly query: string; readonly calls: number | null; readonly totalMs: number | null }[],
  source: ApplicationQuery['source'],
): QueryList {
  const queries: ApplicationQuery[] = [];
  const leftOut: string[] = [];
  for (const [index, text] of texts.entries()) {
    const query = applicationQuery({ ...text, number: index + 1, source });
    if (!('problem' in query)) queries.push(query);
    // COMMIT, SET and their like are a large part of what a server counts.
    else if (source === 'file') leftOut.push(`query ${index + 1} (${shortened(text.query)}): ${query.problem}`);
  }
  return { queries, leftOut };
}

function shortened(query: string): string {
  const line = query.replace(/\s+/gu, ' ').trim();
  return line.length <= LONGEST_SHOWN ? line : `${line.slice(0, LONGEST_SHOWN - 1)}…`;
}
