import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { quoteLiteral } from '../../syntax/names.ts';

const SETTINGS = ['lock_timeout', 'statement_timeout'] as const;

/**
 * Drops an index that is not in use, without locking its table. It has to wait for the transactions that see the index: no longer than
 * `budgetMs` (0: as long as it takes). Answers null when it is gone, else why not. What is half dropped can be dropped again.
 */
export async function dropLeftover(session: Session, quotedIndex: string, budgetMs: number): Promise<ServerError | null> {
  const columns = SETTINGS.map((name) => `pg_catalog.current_setting('${name}')`).join(', ');
  const [before] = await session.query(`SELECT ${columns}; SET lock_timeout = 0; SET statement_timeout = '${Math.round(budgetMs)}ms'`);
  const { error } = await session.send(`DROP INDEX CONCURRENTLY IF EXISTS ${quotedIndex}`);
  const restored = SETTINGS.map((name, at) => `SET ${name} = ${quoteLiteral(before?.rows[0]?.[at] ?? '0')}`).join('; ');
  await session.query(restored).catch((failure: unknown) => {
    if (!(failure instanceof ServerError)) throw failure;
  });
  return error;
}
