import type { ComparedQuery } from '../../model/query-plan.ts';
import { parseSql } from '../../syntax/parse.ts';

/** A query of the application. */
export interface ApplicationQuery extends Pick<ComparedQuery, 'number' | 'query' | 'source' | 'calls' | 'totalMs'> {
  /** Highest `$n`. */
  readonly parameters: number;
  /** Names of the tables and views that it mentions, without their schemas. */
  readonly relations: ReadonlySet<string>;
}

const EXPLAINABLE = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** A text as a query that EXPLAIN takes, or why it is none. `loadParser` must have been awaited. */
export function applicationQuery(
  facts: Pick<ComparedQuery, 'number' | 'query' | 'source' | 'calls' | 'totalMs'>,
): ApplicationQuery | { readonly problem: string } {
  try {
    const statements = parseSql(facts.query).stmts ?? [];
    const node = statements[0]?.stmt;
    if (statements.length !== 1 || node === undefined) return { problem: 'it is not one statement' };
    const [kind = ''] = Object.keys(node);
    if (!EXPLAINABLE.has(kind)) return { problem: 'it is no query, so that it has no plan' };
    const found = { parameters: 0, relations: new Set<string>() };
    collect(node, found);
    return { ...facts, ...found };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function collect(value: unknown, found: { parameters: number; readonly relations: Set<string> }): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'ParamRef') found.parameters = Math.max(found.parameters, (child as { number?: number }).number ?? 0);
    // A statement names the table that it changes without the word RangeVar.
    const name = (child as { relname?: unknown } | null)?.relname;
    if (typeof name === 'string') found.relations.add(name);
    collect(child, found);
  }
}
