import type { ReindexStmt } from 'libpg-query';
import { sqlStatement } from '../../postgres/sql-files.ts';
import { quoteIdentifier, quoteQualified } from '../../syntax/names.ts';
import { loadParser, parseSql } from '../../syntax/parse.ts';
import { ScriptFailure } from '../script-failure.ts';
import type { SendStatement } from '../step.ts';
import { dropLeftover } from './drop-leftover.ts';
import { readBuilders } from './index-state.ts';
import type { OutsideContext } from './outside-context.ts';

/** REINDEX CONCURRENTLY: the copies that an earlier one has left INVALID (`_ccnew`, `_ccold`) go before it, and those of its own when it fails. */
export async function reindexConcurrently(context: OutsideContext, send: SendStatement): Promise<void> {
  await loadParser();
  const node = parseSql(context.step.statement.sql).stmts?.[0]?.stmt;
  const scope = node !== undefined && 'ReindexStmt' in node ? scopeOf(node.ReindexStmt) : null;
  if (scope === null) return send();
  await dropCopies(context, scope, 0);
  try {
    await send();
  } catch (error) {
    if (error instanceof ScriptFailure) {
      await context.session.whenNotCancelling();
      await dropCopies(context, scope, context.cleanUpBudgetMs);
    }
    throw error;
  }
}

interface Scope {
  readonly relation: string | null;
  readonly schema: string | null;
}

function scopeOf({ kind, relation, name }: ReindexStmt): Scope {
  if (kind === 'REINDEX_OBJECT_SCHEMA') return { relation: null, schema: name ?? null };
  if (relation === undefined) return { relation: null, schema: null };
  const { schemaname, relname = '' } = relation;
  return { relation: schemaname === undefined ? quoteIdentifier(relname) : quoteQualified(schemaname, relname), schema: null };
}

async function dropCopies(context: OutsideContext, scope: Scope, budgetMs: number): Promise<void> {
  const [found] = await context.session.query(sqlStatement('outside/reindex-leftovers', { ...scope }));
  for (const [oid, quoted, table] of found?.rows ?? []) {
    if ((await readBuilders(context.session, Number(table), Number(oid))).length > 0) continue;
    const error = await dropLeftover(context.session, quoted ?? '', budgetMs);
    context.warn(
      error === null
        ? `Dropped INVALID index ${quoted}, which a REINDEX CONCURRENTLY had left.`
        : `INVALID index ${quoted}, which a REINDEX CONCURRENTLY has left, could not be dropped yet (${error.server.message}): DROP INDEX CONCURRENTLY ${quoted} does it later.`,
    );
  }
}
