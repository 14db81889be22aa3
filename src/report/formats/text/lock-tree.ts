import type { LockPicture, LockSession, LockWait } from '../../../model/lock-picture.ts';
import { waitOf } from '../../../model/lock-picture.ts';
import { lockText, shownDuration } from '../../../model/lock-words.ts';

/** A session in the tree with those that wait for it. */
interface Branch {
  readonly session: LockSession;
  readonly wait: LockWait | null;
  readonly children: readonly Branch[];
}

/** Who waits for whom, as a tree: those who wait stand below whom they wait for. */
export function lockTreeText(picture: LockPicture): string {
  const { waits } = picture;
  if (waits.length === 0) return 'Nobody waits for a lock.';
  const longest = Math.max(...waits.map(({ waitedMs }) => waitedMs));
  const count = waits.length === 1 ? '1 session waits for a lock' : `${waits.length} sessions wait for locks`;
  const lines = forest(picture).flatMap((branch) => ['', ...branchLines(branch, '', '')]);
  const hidden = [...picture.sessions.values()].some(({ queryHead }) => queryHead === '<insufficient privilege>');
  const note = hidden ? ['', 'GRANT pg_read_all_stats to this role to see what the sessions of other roles do.'] : [];
  return [`${count}, ${waits.length === 1 ? 'for' : 'the longest for'} ${shownDuration(longest)}.`, ...lines, ...note].join('\n');
}

function forest(picture: LockPicture): readonly Branch[] {
  const shown = new Set<number>();
  const below = (pid: number): Branch[] =>
    picture.waits
      .filter((wait) => parentOf(picture, wait) === pid && !shown.has(wait.pid))
      .toSorted((a, b) => b.waitedMs - a.waitedMs)
      .map((wait) => {
        shown.add(wait.pid);
        return { session: sessionOf(picture, wait.pid), wait, children: below(wait.pid) };
      });
  const roots = [...new Set(picture.waits.flatMap(({ blockers }) => blockers))].filter((pid) => pid !== 0 && waitOf(picture, pid) === null);
  const branches: Branch[] = roots.map((pid) => ({ session: sessionOf(picture, pid), wait: null, children: below(pid) }));
  for (const [pid, prepared] of picture.prepared) {
    const [first] = prepared;
    const wait = waitOf(picture, pid);
    if (first === undefined || wait === null || shown.has(pid)) continue;
    shown.add(pid);
    branches.push({ session: first, wait: null, children: [{ session: sessionOf(picture, pid), wait, children: below(pid) }] });
  }
  // What is left waits in a ring, until the server ends it, or for somebody who has just gone.
  for (const wait of picture.waits) {
    if (shown.has(wait.pid)) continue;
    shown.add(wait.pid);
    branches.push({ session: sessionOf(picture, wait.pid), wait, children: below(wait.pid) });
  }
  return branches.filter(({ wait, children }) => wait !== null || children.length > 0);
}

/** Where several are in the way, the one that waits itself: it stands further down the queue. */
function parentOf(picture: LockPicture, { blockers }: LockWait): number | undefined {
  return blockers.find((pid) => waitOf(picture, pid) !== null) ?? blockers[0];
}

function sessionOf({ sessions }: LockPicture, pid: number): LockSession {
  const unknown = { user: null, application: null, client: null, database: null, backendType: null, state: null };
  return sessions.get(pid) ?? { pid, ...unknown, stateAgeMs: null, transactionAgeMs: null, queryHead: null };
}

function branchLines({ session, wait, children }: Branch, first: string, rest: string): string[] {
  const query =
    session.pid === 0 || session.queryHead === null || session.queryHead === ''
      ? []
      : [`${rest}${children.length > 0 ? '│ ' : '  '}${session.queryHead}`];
  const lines = [`${first}${nodeText(session, wait)}`, ...query];
  for (const [index, child] of children.entries()) {
    const isLast = index === children.length - 1;
    lines.push(...branchLines(child, `${rest}${isLast ? '└─ ' : '├─ '}`, `${rest}${isLast ? '   ' : '│  '}`));
  }
  return lines;
}

function nodeText(session: LockSession, wait: LockWait | null): string {
  const { pid, user, application, client, backendType, state, stateAgeMs, transactionAgeMs, queryHead } = session;
  const who = pid === 0 ? `prepared transaction ${queryHead ?? ''}` : `pid ${pid}`;
  const facts = [
    wait === null ? null : `waits ${shownDuration(wait.waitedMs)} for ${lockText(wait)}`,
    wait !== null || state === null ? null : `${state}${stateAgeMs === null ? '' : ` for ${shownDuration(stateAgeMs)}`}`,
    // Often all began together, and one time says it.
    transactionAgeMs === null || transactionAgeMs - (wait?.waitedMs ?? stateAgeMs ?? 0) < 1000
      ? null
      : `transaction open for ${shownDuration(transactionAgeMs)}`,
    user === null ? null : `user ${user}`,
    application === null || application === '' ? null : application,
    client === null || client === 'local' ? null : `from ${client}`,
    backendType === null || backendType === 'client backend' || pid === 0 ? null : backendType,
  ].filter((fact) => fact !== null);
  return [who, ...facts].join(', ');
}
