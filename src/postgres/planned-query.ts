import { ServerError } from './server-error.ts';
import type { Session } from './session.ts';

const UNKNOWN_PLAN = '26000';

/** Rows in text form. */
export type TextRows = readonly (readonly (string | null)[])[];

/** A plan that a session keeps, by the text of its query. */
const plans = new WeakMap<Session, Map<string, string>>();
let count = 0;

/**
 * Runs a query whose plan the session keeps: to plan one over many catalogs takes longer than to run it on a small database.
 * `wrap` puts settings and a transaction around it; the query is the last of the message that has rows.
 */
export async function queryPlanned(session: Session, query: string, wrap: (statement: string) => string): Promise<TextRows> {
  const kept = plans.get(session) ?? new Map<string, string>();
  plans.set(session, kept);
  const plan = kept.get(query);
  if (plan !== undefined) {
    try {
      return rowsOf(await session.query(wrap(`EXECUTE ${plan}`)));
    } catch (error) {
      if (!(error instanceof ServerError) || error.server.sqlState !== UNKNOWN_PLAN) throw error;
      // A script has said DISCARD ALL or DEALLOCATE ALL.
      kept.delete(query);
    }
  }
  const name = `flyback_plan_${++count}`;
  const rows = rowsOf(await session.query(wrap(`PREPARE ${name} AS ${query};\nEXECUTE ${name}`)));
  kept.set(query, name);
  return rows;
}

function rowsOf(results: readonly { readonly rows: TextRows }[]): TextRows {
  return results.at(-1)?.rows ?? [];
}
