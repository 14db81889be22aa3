import type { LockPicture, LockSession } from '../model/lock-picture.ts';
import { queryHead } from '../syntax/query-head.ts';
import type { ResultSet } from './message-query.ts';

/** The columns in the order of sql/lock/waits.sql. */
type RawWait = readonly [number, readonly number[], string, string, string | null, number | null];
type RawSession = readonly [
  number,
  string | null,
  string | null,
  string | null,
  string | null,
  string | null,
  string | null,
  number | null,
  number | null,
  string | null,
];
type RawPrepared = readonly [number, string, string, number];

interface RawPicture {
  readonly waits: readonly RawWait[];
  readonly sessions: readonly RawSession[];
  readonly prepared: readonly RawPrepared[];
}

/** Reads the answer of sql/lock/waits.sql. */
export function toLockPicture(result: ResultSet | undefined): LockPicture {
  const raw = JSON.parse(result?.rows[0]?.[0] ?? '{"waits":[],"sessions":[],"prepared":[]}') as RawPicture;
  const prepared = new Map<number, LockSession[]>();
  for (const [pid, ...rest] of raw.prepared) prepared.set(pid, [...(prepared.get(pid) ?? []), preparedSession(...rest)]);
  return {
    waits: raw.waits.map(([pid, blockers, lockType, mode, object, waitedMs]) => ({
      pid,
      blockers: [...new Set(blockers)],
      lockType,
      mode: modeName(mode),
      object,
      waitedMs: Math.max(0, waitedMs ?? 0),
    })),
    sessions: new Map(raw.sessions.map((session) => [session[0], toSession(session)])),
    prepared,
  };
}

/** Sessions that a query answers as JSON, each in the form of sql/lock/waits.sql; pid 0 is a prepared transaction. */
export function toLockSessions(json: string): readonly LockSession[] {
  return (JSON.parse(json) as readonly RawSession[]).map((raw) =>
    raw[0] === 0 ? preparedSession(raw[9] ?? '', raw[1] ?? '', raw[8] ?? 0) : toSession(raw),
  );
}

function toSession([
  pid,
  user,
  application,
  client,
  database,
  backendType,
  state,
  stateAgeMs,
  transactionAgeMs,
  query,
]: RawSession): LockSession {
  // That of autovacuum holds no literal, and its end tells whether it gives way.
  const head = query === null || backendType === 'autovacuum worker' ? query : queryHead(query);
  return { pid, user, application, client, database, backendType, state, stateAgeMs, transactionAgeMs, queryHead: head };
}

function preparedSession(gid: string, owner: string, ageMs: number): LockSession {
  const none = { application: null, client: null, database: null, state: null, stateAgeMs: null };
  return { pid: 0, user: owner, ...none, backendType: 'prepared transaction', transactionAgeMs: ageMs, queryHead: `'${gid}'` };
}

/** `AccessExclusiveLock` as the manual writes it: `ACCESS EXCLUSIVE`. */
function modeName(mode: string): string {
  return mode
    .replace(/Lock$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toUpperCase();
}
