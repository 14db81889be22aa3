import type { CommandProgress, LockSession, LockWait, Sighting } from './lock-picture.ts';

/** More would not fit into a line. */
const MOST_NAMED = 3;

/** `850 ms`, `3.2 s`, `8 min`, `2 h 5 min`. */
export function shownDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1).replace(/\.0$/, '')} s`;
  const minutes = Math.floor(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `pid 123 (user app, application web, idle in transaction for 8 min, transaction open for 9 min): UPDATE orders SET total = ?`. */
export function sessionText(session: LockSession): string {
  const { pid, user, application, backendType, queryHead } = session;
  if (pid === 0)
    return `prepared transaction ${queryHead ?? '?'} (of user ${user ?? '?'}${age(session)}; COMMIT PREPARED or ROLLBACK PREPARED ends it)`;
  const facts = [
    user === null ? null : `user ${user}`,
    application === null || application === '' ? null : `application ${application}`,
    backendType === null || backendType === 'client backend' ? null : backendType,
    stateText(session),
  ].filter((fact) => fact !== null);
  const query = queryHead === null || queryHead === '' ? '' : `: ${queryHead}`;
  return `pid ${pid}${facts.length === 0 ? '' : ` (${facts.join(', ')}${age(session)})`}${query}`;
}

/** Several of them, at most three by name. */
export function sessionsText(sessions: readonly LockSession[]): string {
  const named = sessions.slice(0, MOST_NAMED).map(sessionText).join('; ');
  return sessions.length > MOST_NAMED ? `${named}; and ${sessions.length - MOST_NAMED} more` : named;
}

function shortSessionText({ pid, user, application, state, stateAgeMs, queryHead, backendType }: LockSession): string {
  if (pid === 0) return `prepared transaction ${queryHead ?? '?'}`;
  const name = application === null || application === '' ? (user ?? backendType) : application;
  const doing = state === null || stateAgeMs === null ? state : `${state} ${shownDuration(stateAgeMs)}`;
  const facts = [name, doing].filter((fact) => fact !== null && fact !== '');
  return `pid ${pid}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`;
}

/** `ACCESS EXCLUSIVE on orders`, `the end of transaction 734`. */
export function lockText({ lockType, mode, object }: LockWait): string {
  switch (lockType) {
    case 'transactionid':
      return `the end of transaction ${object ?? ''}`.trim();
    case 'virtualxid':
      return 'the end of a transaction that is older';
    case 'tuple':
      return `a row of ${object ?? '?'}`;
    case 'advisory':
      return 'an advisory lock';
    default:
      return object === null ? `${mode} (${lockType})` : `${mode} on ${object}`;
  }
}

/** What a second connection sees, in one line: `waiting 3.2 s for ACCESS EXCLUSIVE on orders: blocked by pid 123 (web, idle in transaction 8 min)`. Empty for nothing. */
export function sightingText({ wait, blockers, blocked, progress }: Sighting): string {
  const by = blockers.length === 0 ? '' : `: blocked by ${blockers.slice(0, MOST_NAMED).map(shortSessionText).join(', ')}`;
  return [
    wait === null ? null : `waiting ${shownDuration(wait.waitedMs)} for ${lockText(wait)}${by}`,
    blocked.length === 0 ? null : `${countText(blocked.length)} for us, longest ${shownDuration(blocked[0]?.waitedMs ?? 0)}`,
    progress === null ? null : progressText(progress),
  ]
    .filter((part) => part !== null)
    .join('; ');
}

function progressText({ command, phase, percent, relation, index }: CommandProgress): string {
  return `${command} ${index ?? relation}: ${phase}${percent === null ? '' : ` ${percent}%`}`;
}

function countText(count: number): string {
  return count === 1 ? '1 session waits' : `${count} sessions wait`;
}

function stateText({ state, stateAgeMs }: LockSession): string | null {
  if (state === null || state === '') return null;
  return stateAgeMs === null ? state : `${state} for ${shownDuration(stateAgeMs)}`;
}

function age({ transactionAgeMs, stateAgeMs }: LockSession): string {
  if (transactionAgeMs === null) return '';
  // Where both began together one of them says it all.
  if (stateAgeMs !== null && transactionAgeMs - stateAgeMs < 1000) return '';
  return `, transaction open for ${shownDuration(transactionAgeMs)}`;
}
