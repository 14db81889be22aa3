import { quoteLiteral } from '../../syntax/names.ts';
import { loadParser, parseSql } from '../../syntax/parse.ts';
import { ServerError } from '../../postgres/server-error.ts';
import { ScriptFailure } from '../script-failure.ts';
import type { SendStatement } from '../step.ts';
import type { OutsideContext } from './outside-context.ts';
import { readDetach } from './probe.ts';

/** DETACH PARTITION CONCURRENTLY: one that was ended half way is finished; the server would refuse to begin it again. Throws ScriptFailure. */
export async function detachPartition(context: OutsideContext, send: SendStatement): Promise<void> {
  await loadParser();
  const node = parseSql(context.step.statement.sql).stmts?.[0]?.stmt;
  const detach = node === undefined ? null : readDetach(node);
  if (detach === null) return send();
  const { parent, child } = detach;
  const [pending] = await context.session.query(
    `SELECT i.inhdetachpending FROM pg_catalog.pg_inherits i WHERE i.inhrelid = pg_catalog.to_regclass(${quoteLiteral(child)}) AND i.inhparent = pg_catalog.to_regclass(${quoteLiteral(parent)})`,
  );
  if (pending?.rows[0]?.[0] !== 't') return send();
  context.warn(`Partition ${child} of ${parent} is half detached, left by a run that did not end: the detaching is finished.`);
  const { error } = await context.session.send(`ALTER TABLE ${parent} DETACH PARTITION ${child} FINALIZE`);
  if (error !== null) throw new ScriptFailure(context.step, new ServerError({ ...error.server, position: null }));
}
