import type { HistoryTable } from '../history/history-table.ts';
import { pause } from '../io/pause.ts';
import type { Session } from '../postgres/session.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { MigrationRun } from './apply-migrations.ts';
import { ConnectionLost, InternalStepFailure, ScriptFailure } from './script-failure.ts';

/** So long the server may take to come back, or another one to take its place. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 250;
/** The server was stopped, has crashed, or somebody has ended the session (57P01 to 57P03), or the network failed (class 08). */
const LOSSES = /^(?:57P0[123]|08...)$/;

/** A transaction whose end nobody heard of. */
export interface LostTransaction {
  readonly history: HistoryTable;
  /** The last one whose row it was to write. */
  readonly last: MigrationRun;
  /** Of the backend that ran it. */
  readonly pid: number;
  readonly open: () => Promise<Session>;
  readonly signal: AbortSignal | undefined;
}

/** Did the connection end, and with it the news of what became of the transaction? */
export function isLoss(error: unknown): error is ConnectionLost | ScriptFailure | InternalStepFailure {
  if (error instanceof ConnectionLost) return true;
  return (error instanceof ScriptFailure || error instanceof InternalStepFailure) && LOSSES.test(error.server.sqlState);
}

/**
 * Looks from a new connection whether the transaction was committed: the row of the migration is written in it. The old backend has to be done
 * with it before, since it goes on for a while without us. Answers the error with what became of the transaction; never fails.
 */
export async function withOutcome(error: ConnectionLost | ScriptFailure | InternalStepFailure, lost: LostTransaction): Promise<Error> {
  const { script } = lost.last.migration;
  const isApplied = await isCommitted(lost);
  if (isApplied === null)
    return error.withReason(
      `What became of ${script} could not be found out: the database did not answer. The next run looks into the history before it does anything.`,
    );
  return error.withReason(
    isApplied
      ? `${script} had been committed: the history has its row. Run the command again, it goes on behind it.`
      : `Nothing of ${script} was committed. Run the command again.`,
  );
}

async function isCommitted(lost: LostTransaction): Promise<boolean | null> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (performance.now() < deadlineMs && lost.signal?.aborted !== true) {
    const answer = await ask(lost).catch(() => null);
    if (answer !== null) return answer;
    await pause(PAUSE_MS, lost.signal);
  }
  return null;
}

/** Null where it cannot be said yet. */
async function ask({ open, history, last, pid }: LostTransaction): Promise<boolean | null> {
  const session = await open();
  try {
    const { schema, name: table } = history;
    const [result] = await session.query(
      sqlStatement('history/has-row', { schema, table, rank: last.row.installedRank, script: last.row.script, pid }),
    );
    const [isOver, isApplied] = result?.rows[0] ?? [];
    return isOver === 't' ? isApplied === 't' : null;
  } finally {
    session.leave();
  }
}
