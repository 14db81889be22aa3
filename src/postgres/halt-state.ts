import { ServerError } from './server-error.ts';
import type { Session } from './session.ts';
import { sqlStatement } from './sql-files.ts';

/** A halt that is in force. */
export interface Halt {
  readonly by: string;
  /** Host on which the command was given. */
  readonly from: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string | null;
}

/** `none`, one that is in force, or `unreadable` for this role. */
export type HaltState = Halt | 'none' | 'unreadable';

/** Whether runs on this database are halted, and by whom. One round trip where nobody ever halted any, else two. */
export async function readHaltState(session: Session): Promise<HaltState> {
  const [exists] = await session.query(sqlStatement('control/has-halt'));
  const [isReadable] = exists?.rows[0] ?? [];
  if (isReadable === undefined) return 'none';
  if (isReadable !== 't') return 'unreadable';
  const outcome = await session.query(sqlStatement('control/open-halt')).catch((error: unknown) => {
    if (error instanceof ServerError) return null;
    throw error;
  });
  if (outcome === null) return 'unreadable';
  const row = outcome[0]?.rows[0];
  if (row === undefined) return 'none';
  const [by, from, at, reason] = row;
  return { by: by ?? '?', from: from ?? '?', at: at ?? '?', reason: reason ?? null };
}
