/** A session that waits for a lock or holds one that others wait for. */
export interface LockSession {
  /** 0: a prepared transaction. */
  readonly pid: number;
  readonly user: string | null;
  readonly application: string | null;
  /** Address of the client, or `local`. */
  readonly client: string | null;
  readonly database: string | null;
  /** `client backend`, `autovacuum worker`, `prepared transaction`. */
  readonly backendType: string | null;
  /** `active`, `idle in transaction`; null where the role may not see it. */
  readonly state: string | null;
  /** Milliseconds in this state, and since its transaction began. */
  readonly stateAgeMs: number | null;
  readonly transactionAgeMs: number | null;
  /** One line without literals; for a prepared transaction its name. */
  readonly queryHead: string | null;
}

/** One session that waits. */
export interface LockWait {
  readonly pid: number;
  /** Who has the lock, or wants it and came before. */
  readonly blockers: readonly number[];
  /** `relation`, `transactionid`, `virtualxid`, `advisory`, ... as in pg_locks. */
  readonly lockType: string;
  /** `ACCESS EXCLUSIVE`. */
  readonly mode: string;
  /** The table or index, else the transaction. */
  readonly object: string | null;
  readonly waitedMs: number;
}

/** Who waits for whom on a server at one moment. */
export interface LockPicture {
  readonly waits: readonly LockWait[];
  readonly sessions: ReadonlyMap<number, LockSession>;
  /** Prepared transactions that a waiting session (by pid) waits for. */
  readonly prepared: ReadonlyMap<number, readonly LockSession[]>;
}

/** How far a command has come that reports its progress. */
export interface CommandProgress {
  /** `CREATE INDEX CONCURRENTLY`, `VACUUM`. */
  readonly command: string;
  readonly phase: string;
  /** 0 to 100; null where the phase counts nothing. */
  readonly percent: number | null;
  readonly relation: string;
  readonly index: string | null;
}

/** What a second connection sees of a statement at work. */
export interface Sighting {
  /** What it waits for, and who has that. */
  readonly wait: LockWait | null;
  readonly blockers: readonly LockSession[];
  /** Sessions that wait for it, longest first. */
  readonly blocked: readonly LockWait[];
  readonly progress: CommandProgress | null;
}

/** Waits that stop nobody's work: whoever waits so does it by design (another runner, a concurrent index build). */
const WAITS_BY_DESIGN: ReadonlySet<string> = new Set(['advisory', 'virtualxid']);

/** The wait of a session, if it waits. */
export function waitOf(picture: LockPicture, pid: number): LockWait | null {
  return picture.waits.find((wait) => wait.pid === pid) ?? null;
}

/** Who keeps a session waiting, those in front that wait themselves replaced by whom these wait for; each once. */
export function rootBlockers(picture: LockPicture, pid: number): readonly LockSession[] {
  const roots = new Map<string, LockSession>();
  const seen = new Set<number>();
  const follow = (waiting: number): void => {
    if (seen.has(waiting)) return;
    seen.add(waiting);
    for (const blocker of waitOf(picture, waiting)?.blockers ?? []) {
      if (blocker === 0) for (const one of picture.prepared.get(waiting) ?? []) roots.set(`0 ${one.queryHead}`, one);
      else if (waitOf(picture, blocker) === null) roots.set(String(blocker), picture.sessions.get(blocker) ?? unseenSession(blocker));
      else follow(blocker);
    }
  };
  follow(pid);
  return [...roots.values()];
}

/** Sessions of clients that wait for this one, directly or behind others, longest first. */
export function blockedBy(picture: LockPicture, pid: number): readonly LockWait[] {
  const found = new Set<number>([pid]);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const wait of picture.waits) if (wait.blockers.some((blocker) => found.has(blocker))) found.add(wait.pid);
  }
  return picture.waits
    .filter((wait) => wait.pid !== pid && found.has(wait.pid) && !WAITS_BY_DESIGN.has(wait.lockType) && isClient(picture, wait.pid))
    .toSorted((a, b) => b.waitedMs - a.waitedMs);
}

/** Autovacuum that gives way to whoever waits longer than deadlock_timeout; one that guards against wraparound does not. */
export function givesWay({ backendType, queryHead }: LockSession): boolean {
  return backendType === 'autovacuum worker' && !(queryHead ?? '').includes('to prevent wraparound');
}

function isClient({ sessions }: LockPicture, pid: number): boolean {
  return (sessions.get(pid)?.backendType ?? 'client backend') === 'client backend';
}

/** A session that has gone between two looks. */
function unseenSession(pid: number): LockSession {
  const unknown = { user: null, application: null, client: null, database: null, backendType: null, state: null };
  return { pid, ...unknown, stateAgeMs: null, transactionAgeMs: null, queryHead: null };
}
