import { pause } from '../../io/pause.ts';
import { sessionsText } from '../../model/lock-words.ts';
import { ServerError } from '../../postgres/server-error.ts';
import { ScriptFailure } from '../script-failure.ts';
import type { SendStatement } from '../step.ts';
import type { ConcurrentIndex } from './concurrent-index.ts';
import { dropLeftover } from './drop-leftover.ts';
import { type FoundIndex, readBuilders, readOldTransactions, readTableState, readUsers, type TableState } from './index-state.ts';
import { intendedIndex } from './intended-index.ts';
import type { OutsideContext } from './outside-context.ts';
import { outsideFailure } from './outside-failure.ts';

const UNIQUE_VIOLATION = '23505';
const QUERY_CANCELED = '57014';
/** Lock timeout, deadlock, a cancel that nobody of this run asked for. */
const PASSING: ReadonlySet<string> = new Set(['55P03', '40P01', QUERY_CANCELED]);
const MOST_BUILDS = 3;
const PAUSE_MS = 500;
/** Whoever has pressed Ctrl-C waits no longer for what is left behind. */
const CANCELLED_BUDGET_MS = 1500;

/**
 * CREATE INDEX CONCURRENTLY on a table of its own: what an earlier attempt left INVALID is dropped and built anew, what one has completed before its
 * row was written is taken over, and a build that fails leaves nothing INVALID behind. Throws ScriptFailure.
 */
export async function buildIndex(context: OutsideContext, index: ConcurrentIndex, send: SendStatement): Promise<void> {
  const table = await readTableState(context.session, index);
  // The server knows best what is wrong with the statement; a temporary table is nobody else's.
  if (table?.kind === 'partitioned')
    return (await import('./build-partitioned-index.ts')).buildPartitionedIndex(context, index, table, send);
  if (table === null || table.kind !== 'other') return send();
  if (await isThere(context, index, table)) return;
  await tellOldTransactions(context, index.name ?? table.quoted, table.oid);
  for (let build = 1; ; build++) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof ScriptFailure)) throw error;
      await clearUp(context, index, table, error);
      if (
        !PASSING.has(error.server.sqlState) ||
        build === MOST_BUILDS ||
        context.signal?.aborted === true ||
        (await isLimited(context, error))
      )
        throw error;
      context.warn(
        `${shown(index, table)} could not be built (${error.server.message}): built again, attempt ${build + 1} of ${MOST_BUILDS}.`,
      );
      await pause(PAUSE_MS * build, context.signal);
    }
  }
}

/** Names the transactions that the build will wait for: they may be somebody's forgotten session. */
export async function tellOldTransactions({ session, warn }: OutsideContext, what: string, table: number): Promise<void> {
  const old = await readOldTransactions(session, table);
  if (old.length > 0) warn(`${what} has to wait until older transactions have ended: ${sessionsText(old)}`);
}

/** What has the name already: true where it is the index that the statement would make. An INVALID one is dropped. */
async function isThere(context: OutsideContext, index: ConcurrentIndex, table: TableState): Promise<boolean> {
  const ours = table.found.filter((one) => one.isOfTable);
  if (index.name !== null && ours.length === 0) {
    refuseOther(context, index, table.found[0]);
    return false;
  }
  if (ours.length === 0) return false;
  const named = index.name !== null;
  if (named && ours.every(({ isValid }) => isValid) && index.ifNotExists) return false;
  const intended = await intendedIndex(context.session, index, table);
  for (const found of ours.filter(({ isValid }) => !isValid)) {
    if (named || found.definition === intended?.definition) await dropInvalid(context, index, table, found);
  }
  const same = ours.find(({ isValid, name, definition }) => isValid && definition === intended?.definition && name === intended.name);
  if (same === undefined) return false;
  context.warn(
    `Index ${same.quoted} is there already, valid and just as the script wants it: taken over (an earlier run was ended before it could record it).`,
  );
  return true;
}

/** IF NOT EXISTS would take an INVALID index of another table for the index. */
function refuseOther(context: OutsideContext, index: ConcurrentIndex, other: FoundIndex | undefined): void {
  if (other === undefined || other.isValid || !other.isIndex || !index.ifNotExists) return;
  throw outsideFailure(
    context,
    'INVALID_INDEX',
    `Index ${other.quoted} is INVALID and belongs to another table: IF NOT EXISTS would take it for the index of the script.`,
    {
      nextStep: `drop it (DROP INDEX CONCURRENTLY ${other.quoted}), or give the index of the script another name`,
    },
  );
}

/** Drops what a build has left; refuses where somebody may be building it now. */
async function dropInvalid(context: OutsideContext, index: ConcurrentIndex, table: TableState, found: FoundIndex): Promise<void> {
  const builders = await readBuilders(context.session, table.oid, found.oid);
  if (builders.length > 0)
    throw outsideFailure(
      context,
      'INVALID_INDEX',
      `Index ${found.quoted} is INVALID, and another session may be building it now: ${sessionsText(builders)}`,
      {
        nextStep: 'wait until that session is done, or end it, and run the command again',
      },
    );
  // It may have become valid between the two looks.
  const now = await readTableState(context.session, { ...index, name: found.name });
  if (now?.found.some(({ oid, isValid }) => oid === found.oid && !isValid) !== true) return;
  context.warn(`Index ${found.quoted} is INVALID, left by a build that did not end: it is dropped and built anew.`);
  await tellOldTransactions(context, `DROP INDEX CONCURRENTLY ${found.quoted}`, table.oid);
  const error = await dropLeftover(context.session, found.quoted, 0);
  if (error !== null) throw await pending(context, table, found.quoted, error);
}

/** Drops what the build that has just failed has left INVALID. Rethrows with what is to be said. */
async function clearUp(context: OutsideContext, index: ConcurrentIndex, before: TableState, failure: ScriptFailure): Promise<void> {
  await context.session.whenNotCancelling();
  const known = new Set(before.found.map(({ oid }) => oid));
  const after = await readTableState(context.session, index);
  const left = after?.found.find(({ oid, isValid, isOfTable }) => isOfTable && !isValid && !known.has(oid)) ?? null;
  const isDoubled = failure.server.sqlState === UNIQUE_VIOLATION;
  const stays = isDoubled && context.isDevelopment;
  if (left !== null && !stays) {
    const budgetMs = context.signal?.aborted === true ? CANCELLED_BUDGET_MS : context.cleanUpBudgetMs;
    const error = await dropLeftover(context.session, left.quoted, budgetMs);
    if (error !== null) throw await pending(context, before, left.quoted, error, failure);
  }
  if (isDoubled) throw doubled(context, failure, left);
}

/** Where others use the database its rows are nobody's business: the server's DETAIL, which holds the values, is left out. */
function doubled({ step, isDevelopment }: OutsideContext, { server }: ScriptFailure, left: FoundIndex | null): ScriptFailure {
  const columns = left === null ? 'its columns' : left.definition.replace(/^UNIQUE \w+ /, '');
  const outcome = isDevelopment
    ? `INVALID index ${left?.quoted ?? ''} is left, and the next attempt drops it.`
    : 'What the build left was dropped.';
  return new ScriptFailure(step, new ServerError(isDevelopment ? server : { ...server, detail: null }), {
    reason: `The values of ${columns} occur more than once.${left === null ? '' : ` ${outcome}`}`,
    nextStep: 'find the doubles with GROUP BY ... HAVING count(*) > 1, remove them, run "flyback repair", then migrate again',
  });
}

async function pending(
  context: OutsideContext,
  table: TableState,
  quoted: string,
  cause: ServerError,
  failure?: ScriptFailure,
): Promise<ScriptFailure> {
  const users = await readUsers(context.session, table.oid);
  const why = failure === undefined ? '' : `${failure.server.message}; `;
  const message = `${why}INVALID index ${quoted} is left, because it could not be dropped yet: ${cause.server.message}`;
  return outsideFailure(context, 'CLEANUP_PENDING', message, {
    sqlState: failure?.server.sqlState ?? cause.server.sqlState,
    reason: users.length === 0 ? 'A transaction that used the table was in the way.' : `In the way: ${sessionsText(users)}`,
    nextStep: 'when that has ended, "flyback repair" drops the index, and the next migrate builds it',
  });
}

/** A statement_timeout of the script's own would end the next build as well. */
async function isLimited({ session }: OutsideContext, { server }: ScriptFailure): Promise<boolean> {
  if (server.sqlState !== QUERY_CANCELED) return false;
  const [timeout] = await session.query("SELECT pg_catalog.current_setting('statement_timeout')");
  return timeout?.rows[0]?.[0] !== '0';
}

function shown({ name }: ConcurrentIndex, { quoted }: TableState): string {
  return name === null ? `The index on ${quoted}` : `Index ${name}`;
}
