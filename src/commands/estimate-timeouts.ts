import { shownDuration } from '../model/lock-words.ts';
import type { MigrationEntry } from '../model/migration-entry.ts';
import { statementTimeoutMs } from '../plan/statement-timeout.ts';
import type { CommandRun } from './command-run.ts';
import { planOf } from './plan-of-target.ts';

/** Limits the statements of pending scripts by what is estimated for them (`flyback.statementTimeout=plan`). Reads the target's catalog. */
export async function estimateTimeouts(run: CommandRun, pending: readonly MigrationEntry[]): Promise<void> {
  const live = await run.live();
  if (live === null) return;
  const timeouts = new Map<string, number>();
  for (const planned of (await planOf(run)).scripts) {
    const path = pending.find(({ resolved }) => resolved?.script === planned.script)?.resolved?.path;
    const timeoutMs = statementTimeoutMs(planned);
    if (path === undefined || timeoutMs === null) continue;
    timeouts.set(path, timeoutMs);
    run.log.log('debug', `Each statement of ${planned.script} may take ${shownDuration(timeoutMs)}`);
  }
  live.useEstimates(timeouts);
}
