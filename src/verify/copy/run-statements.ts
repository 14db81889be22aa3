import type { Session } from '../../postgres/session.ts';
import type { ServerError } from '../../postgres/server-error.ts';

/** A statement that failed; those around it were executed. */
export interface FailedStatement<Item> {
  readonly item: Item;
  readonly error: ServerError;
}

/** Longest message in characters: it is executed as a whole, and once more in parts where a statement of it fails. */
const MESSAGE_LENGTH = 60_000;
const SEPARATOR = ';\n';

// Names were printed with their schemas. What a role or the database sets must neither stop a statement nor change what it makes.
const SETTINGS: readonly string[] = [
  'SET LOCAL search_path = pg_catalog, pg_temp',
  'SET LOCAL check_function_bodies = off',
  'SET LOCAL client_min_messages = error',
  'SET LOCAL statement_timeout = 0',
  'SET LOCAL lock_timeout = 0',
  "SET LOCAL default_tablespace = ''",
  "SET LOCAL default_table_access_method = 'heap'",
  "SET LOCAL DateStyle = 'ISO, YMD'",
  "SET LOCAL IntervalStyle = 'postgres'",
  "SET LOCAL TimeZone = 'UTC'",
  'SET LOCAL xmloption = content',
  'SET LOCAL row_security = off',
  'SET LOCAL jit = off',
];

/**
 * Executes statements one after the other, in few messages. One that fails is told to `onFailure`, which answers whether statements are left out from
 * then on; none of the others is lost.
 * @throws ConnectionLostError when the session ends
 */
export async function runStatements<Item extends { readonly statement: string }>(
  session: Session,
  items: readonly Item[],
  onFailure: (failed: FailedStatement<Item>) => void,
  isLeftOut: (item: Item) => boolean = () => false,
): Promise<void> {
  let at = 0;
  while (at < items.length) {
    const batch: Item[] = [];
    let length = 0;
    for (; at < items.length && length < MESSAGE_LENGTH; at++) {
      const item = items[at] as Item;
      if (isLeftOut(item)) continue;
      batch.push(item);
      length += item.statement.length;
    }
    const failed = await runBatch(session, batch);
    if (failed === null) continue;
    // What follows may be left out now.
    at = items.indexOf(failed.item, 0) + 1;
    onFailure({ item: failed.item, error: failed.error });
  }
}

interface Failure<Item> extends FailedStatement<Item> {
  readonly at: number;
}

/** Executes a message up to its first failure. */
async function runBatch<Item extends { readonly statement: string }>(
  session: Session,
  batch: readonly Item[],
): Promise<Failure<Item> | null> {
  if (batch.length === 0) return null;
  const { error, completed } = await send(session, batch);
  if (error === null) return null;
  const at = completed - SETTINGS.length;
  const item = batch[at];
  // A syntax error anywhere is one of the whole message, and some errors come with its end.
  if (item === undefined) return runSingly(session, batch);
  if (at === 0) return { at, item, error };
  return (await runBatch(session, batch.slice(0, at))) ?? { at, item, error };
}

async function runSingly<Item extends { readonly statement: string }>(
  session: Session,
  batch: readonly Item[],
): Promise<Failure<Item> | null> {
  for (const [at, item] of batch.entries()) {
    const { error } = await send(session, [item]);
    if (error !== null) return { at, item, error };
  }
  return null;
}

// Several statements in one message are one transaction (manual 55.2.2.1).
function send(session: Session, batch: readonly { readonly statement: string }[]): ReturnType<Session['send']> {
  return session.send([...SETTINGS, ...batch.map(({ statement }) => statement)].join(SEPARATOR));
}
