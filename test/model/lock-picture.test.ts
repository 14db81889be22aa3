import { expect, test } from 'vitest';
import { blockedBy, givesWay, type LockPicture, type LockSession, type LockWait, rootBlockers } from '../../src/model/lock-picture.ts';
import { sessionText, shownDuration, sightingText } from '../../src/model/lock-words.ts';
import { lockTreeText } from '../../src/report/formats/text/lock-tree.ts';

function session(pid: number, more: Partial<LockSession> = {}): LockSession {
  return {
    pid,
    user: 'app',
    application: 'web',
    client: 'local',
    database: 'shop',
    backendType: 'client backend',
    state: 'active',
    stateAgeMs: 500,
    transactionAgeMs: 500,
    queryHead: `query of ${pid}`,
    ...more,
  };
}

function wait(pid: number, blockers: readonly number[], more: Partial<LockWait> = {}): LockWait {
  return { pid, blockers, lockType: 'relation', mode: 'ACCESS EXCLUSIVE', object: 'orders', waitedMs: 100 * pid, ...more };
}

function picture(
  waits: readonly LockWait[],
  prepared: LockPicture['prepared'] = new Map(),
  sessions: readonly LockSession[] = [],
): LockPicture {
  const pids = new Set(waits.flatMap(({ pid, blockers }) => [pid, ...blockers]));
  return {
    waits,
    prepared,
    sessions: new Map([...[...pids].filter((pid) => pid !== 0).map((pid) => session(pid)), ...sessions].map((one) => [one.pid, one])),
  };
}

test('who is to blame stands at the root of the queue', () => {
  const queue = picture([wait(2, [1]), wait(3, [2]), wait(4, [3, 9])]);
  expect(rootBlockers(queue, 4).map(({ pid }) => pid)).toEqual([1, 9]);
  expect(rootBlockers(queue, 1)).toEqual([]);
  const ring = picture([wait(1, [2]), wait(2, [1])]);
  expect(rootBlockers(ring, 1)).toEqual([]);
});

test('a prepared transaction is to blame by its name', () => {
  const prepared = session(0, { backendType: 'prepared transaction', queryHead: "'order 1'" });
  const queue = picture([wait(2, [0]), wait(3, [2])], new Map([[2, [prepared]]]));
  expect(rootBlockers(queue, 3)).toEqual([prepared]);
  expect(sessionText(prepared)).toContain("prepared transaction 'order 1' (of user app");
  expect(lockTreeText(queue)).toMatch(
    /prepared transaction 'order 1'.*\n└─ pid 2, waits 200 ms for ACCESS EXCLUSIVE on orders.*\n {3}│ query of 2\n {3}└─ pid 3/,
  );
});

test('whom a session keeps waiting: clients, directly or behind others, but for those who wait by design', () => {
  const queue = picture(
    [wait(2, [1]), wait(3, [2]), wait(4, [1], { lockType: 'virtualxid' }), wait(5, [1], { lockType: 'advisory' }), wait(6, [1])],
    new Map(),
    [session(6, { backendType: 'autovacuum worker' })],
  );
  expect(blockedBy(queue, 1).map(({ pid }) => pid)).toEqual([3, 2]);
});

test('autovacuum gives way, unless it prevents wraparound', () => {
  const worker = (queryHead: string): LockSession => session(7, { backendType: 'autovacuum worker', queryHead });
  expect(givesWay(worker('autovacuum: VACUUM public.orders'))).toBe(true);
  expect(givesWay(worker('autovacuum: VACUUM public.orders (to prevent wraparound)'))).toBe(false);
  expect(givesWay(session(1))).toBe(false);
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [3210, '3.2 s'],
  [60_000, '1 min'],
  [7_500_000, '2 h 5 min'],
])('%d ms is shown as %s', (ms, text) => {
  expect(shownDuration(ms)).toBe(text);
});

test('a sighting in one line: what is waited for, who waits, how far it is', () => {
  const seen = {
    wait: wait(5, [1], { waitedMs: 3200 }),
    blockers: [session(1, { state: 'idle in transaction', stateAgeMs: 480_000 })],
    blocked: [wait(7, [5], { waitedMs: 1200 })],
    progress: { command: 'CREATE INDEX', phase: 'building index', percent: 43, relation: 'orders', index: 'orders_id' },
  };
  expect(sightingText(seen)).toBe(
    'waiting 3.2 s for ACCESS EXCLUSIVE on orders: blocked by pid 1 (web, idle in transaction 8 min); 1 session waits for us, longest 1.2 s; CREATE INDEX orders_id: building index 43%',
  );
  expect(sightingText({ wait: null, blockers: [], blocked: [], progress: null })).toBe('');
});

test('sessions that wait in a ring are shown, each once', () => {
  const text = lockTreeText(picture([wait(1, [2]), wait(2, [1])]));
  expect(text.match(/pid \d/g)).toEqual(['pid 1', 'pid 2']);
  expect(lockTreeText(picture([]))).toBe('Nobody waits for a lock.');
});
