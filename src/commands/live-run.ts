import { LiveRun } from '../execute/live-run.ts';
import { type LiveLimits, liveLimits, overruledTimeouts } from '../execute/live-limits.ts';
import { Watcher } from '../execute/watcher.ts';
import { shownDuration, sightingText } from '../model/lock-words.ts';
import { readHaltState } from '../postgres/halt-state.ts';
import type { Session } from '../postgres/session.ts';
import type { CommandRun } from './command-run.ts';
import { refusedError } from './halted-error.ts';

/** A wait for a lock is looked at twice before the lock timeout ends it, where it is long enough for that. */
const LEAST_WATCH_MS = 50;

/** Readies a run for a database that others use: limits by configuration and environment, and a second connection when it is wanted. */
export async function openLiveRun(run: CommandRun, openSecond: (() => Promise<Session>) | null): Promise<LiveRun> {
  const { target, log, config } = run;
  const limits = liveLimits(config, target.facts);
  await overrule(run, limits);
  return new LiveRun({
    limits,
    watcher: openSecond === null || limits.watchAfterMs === 0 || isPooled(run) ? null : watcher(run, limits, openSecond),
    hasControlSchema: target.facts.hasControlSchema,
    lockKey: target.history.lockKey,
    open: openSecond,
    pidOf: (session) => (session === target.session ? target.facts.backendPid : session.backendPid),
    refused: async ({ refusal }, session) => refusedError(refusal, await readHaltState(session)),
    observer: (event) => {
      if (event.kind === 'warning') log.log('warn', event.text);
    },
    signal: run.input.signal,
  });
}

/** Says which timeouts of role, database or server do not count for this run; nothing is inherited in silence. */
async function overrule({ target, log }: CommandRun, limits: LiveLimits): Promise<void> {
  const overruled = overruledTimeouts(target.facts);
  if (overruled.length === 0) return;
  const ours = `lock_timeout = ${limits.lockTimeoutMs}ms, statement_timeout = ${limits.statementTimeoutMs}ms`;
  log.log('info', `Set for others, not for this run: ${overruled.join(', ')}; this run has ${ours}`);
  if (overruled.some((text) => text.startsWith('transaction_timeout'))) await target.session.query('SET transaction_timeout = 0');
}

/** Through a pooler the backend that works may be another one each time: nobody can watch it. */
function isPooled({ target, session }: CommandRun): boolean {
  return target.facts.backendPid !== session.backendPid;
}

function watcher({ log }: CommandRun, limits: LiveLimits, open: () => Promise<Session>): Watcher {
  const { watchAfterMs, lockTimeoutMs, maxBlockingMs } = limits;
  return new Watcher({
    open,
    afterMs: lockTimeoutMs === 0 ? watchAfterMs : Math.min(watchAfterMs, Math.max(LEAST_WATCH_MS, lockTimeoutMs / 2)),
    maxBlockingMs,
    report: (sighting) => log.progress?.({ kind: 'waiting', text: sighting === null ? '' : sightingText(sighting) }),
    onUnavailable: (error) =>
      log.log(
        'warn',
        `No second connection to watch from (${error instanceof Error ? firstLine(error.message) : String(error)}): the run goes on, but cannot say who blocks it${
          maxBlockingMs === 0 ? '' : `, nor end when it blocks others for more than ${shownDuration(maxBlockingMs)}`
        }`,
      ),
  });
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
