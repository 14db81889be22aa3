import { FlybackError } from '../../model/errors.ts';
import { sessionsText } from '../../model/lock-words.ts';
import type { Session } from '../../postgres/session.ts';
import type { PreparedScript } from '../prepare-script.ts';
import { isConcurrentBuild, readConcurrentIndex } from './concurrent-index.ts';
import { dropLeftover } from './drop-leftover.ts';
import { readBuilders, readUsers, readTableState } from './index-state.ts';

const BUDGET_MS = 10_000;

/** Drops the INVALID indexes of the names that a script builds concurrently; answers them. Throws CLEANUP_PENDING where one cannot be dropped yet. */
export async function dropIndexesOf(session: Session, script: PreparedScript): Promise<readonly string[]> {
  const dropped: string[] = [];
  for (const statement of script.statements()) {
    if (!isConcurrentBuild(script.bytes.subarray(statement.tokenStart, statement.end))) continue;
    const index = await readConcurrentIndex(statement.sql).catch(() => null);
    if (index === null || index.name === null) continue;
    const table = await readTableState(session, index);
    // What is there of a partitioned one is kept: the next run goes on with it.
    if (table?.kind === 'partitioned') continue;
    for (const { oid, quoted } of table?.found.filter(({ isOfTable, isValid }) => isOfTable && !isValid) ?? []) {
      if ((await readBuilders(session, table?.oid ?? 0, oid)).length > 0) continue;
      const error = await dropLeftover(session, quoted, BUDGET_MS);
      if (error !== null) {
        const old = await readUsers(session, table?.oid ?? 0);
        throw new FlybackError('CLEANUP_PENDING', `INVALID index ${quoted} could not be dropped yet: ${error.server.message}`, {
          exitCode: 20,
          cause: error,
          hint: `The history is repaired. ${old.length === 0 ? 'An older transaction is in the way' : `In the way: ${sessionsText(old)}`}. Run repair again when it has ended; the next migrate drops the index, too.`,
        });
      }
      dropped.push(quoted);
    }
  }
  return dropped;
}
