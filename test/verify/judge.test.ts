import { expect, test } from 'vitest';
import type { ObjectDifference } from '../../src/model/fingerprint.ts';
import type { DataDifference, ProofError } from '../../src/model/verdict.ts';
import { parseVersion } from '../../src/model/version.ts';
import type { StateDifference } from '../../src/verify/compare-states.ts';
import { judgeChain, judgeMigration, worstVerdict, type ChainFacts, type MigrationFacts } from '../../src/verify/judge.ts';
import type { RoundTripItem, StepOutcome } from '../../src/verify/round-trip.ts';

const ITEM = {
  migration: { version: parseVersion('7'), description: 'd', script: 'V7__d.sql', shownPath: 'sql/V7__d.sql' },
  undo: { script: 'U7__d.sql', shownPath: 'sql/U7__d.sql' },
} as RoundTripItem;
const REPEATABLE = {
  migration: { version: null, description: 'r', script: 'R__r.sql', shownPath: 'sql/R__r.sql' },
  undo: null,
} as RoundTripItem;
const DONE: StepOutcome = { elapsedMs: 1.4, error: null, lacks: null, caveat: null };
const SAME: StateDifference = { objects: [], data: [], hasSchemaDifference: false, isSame: true };
const ADDED: ObjectDifference = { kind: 'table', identity: 'public.t', change: 'added', before: null, after: 'x' };
const MOVED: ObjectDifference = { kind: 'column', identity: 'public.t.c', change: 'moved', before: 'place 1', after: 'place 2' };
const LOST: DataDifference = { kind: 'values', identity: 'public.orders.total', change: 'lost', before: 9, after: 0 };

function failed(step: ProofError['step'], lacks: string | null = null): StepOutcome {
  return { ...DONE, lacks, error: { step, script: 's', message: 'ERROR: no', sqlState: '42P01', line: 1, isTimeout: false } };
}

function differing(objects: readonly ObjectDifference[], data: readonly DataDifference[] = []): StateDifference {
  return { objects, data, hasSchemaDifference: objects.length > 0, isSame: false };
}

const WHOLE: MigrationFacts = { up: DONE, undo: 'ok', undoMs: 2, down: DONE, restored: SAME, reup: SAME, reupMs: 3, again: DONE };
const NO_UNDO: MigrationFacts = { up: DONE, undo: null, undoMs: null, restored: null, reup: null, reupMs: null };

test.each<readonly [string, Partial<MigrationFacts>, string, RegExp | null]>([
  ['all is well', {}, 'ok exact ok proven', null],
  ['empty and nothing to undo', { undo: 'empty' }, 'empty exact ok proven', null],
  [
    'empty and something left',
    { undo: 'empty', restored: differing([ADDED]) },
    'empty no ok refuted',
    /empty and does not restore the schema: the table public\.t is additional$/u,
  ],
  ['order of columns', { restored: differing([MOVED]) }, 'ok order ok unproven', /all but the order of columns/u],
  ['data lost', { restored: differing([], [LOST]) }, 'ok exact ok refuted', /^Data lost: public\.orders\.total had 9 values and has 0$/u],
  [
    'rows left',
    { restored: differing([], [{ ...LOST, kind: 'rows', change: 'added', before: 0, after: 2 }]) },
    'ok exact ok refuted',
    /leaves rows/u,
  ],
  [
    'the undo fails',
    { down: failed('undo'), undo: 'failed', restored: null },
    'failed no ok refuted',
    /^The undo script fails: ERROR: no$/u,
  ],
  ['again it fails', { again: failed('reup'), reup: null }, 'ok exact failed refuted', /cannot be applied again/u],
  ['again it differs', { reup: differing([ADDED]) }, 'ok exact different refuted', /gives another schema/u],
  ['again only the order differs', { reup: differing([MOVED]) }, 'ok exact different unproven', /only the order/u],
  ['run otherwise than migrate would', { up: { ...DONE, caveat: 'because' } }, 'ok exact ok refuted', /^because$/u],
])('%s', (_what, facts, expected, reason) => {
  const proof = judgeMigration(ITEM, { ...WHOLE, ...facts }, { doubts: [] });
  expect([proof.undo, proof.restored, proof.reup, proof.verdict].join(' ')).toBe(expected);
  if (reason === null) expect(proof.reasons).toEqual([]);
  else expect(proof.reasons[0]).toMatch(reason);
});

test('few differences are told in sentences, many by their names', () => {
  const reasonFor = (count: number): string => {
    const objects = Array.from({ length: count }, (_each, index) => ({ ...ADDED, identity: `public.t${index + 1}` }));
    return judgeMigration(ITEM, { ...WHOLE, restored: differing(objects) }, { doubts: [] }).reasons[0] ?? '';
  };
  const subject = 'The undo script does not restore the schema:';
  expect(reasonFor(2)).toBe(`${subject} the table public.t1 is additional; the table public.t2 is additional`);
  expect(reasonFor(4)).toBe(`${subject} ${[1, 2, 3, 4].map((each) => `table public.t${each} added`).join(', ')}`);
  expect(reasonFor(7)).toMatch(/table public\.t5 added and 2 more$/u);
});

test('no undo script', () => {
  const proof = judgeMigration({ ...ITEM, undo: null }, { ...NO_UNDO, undo: 'missing' }, { doubts: [] });
  expect(proof).toMatchObject({ undo: 'missing', restored: null, reup: null, verdict: 'unproven', undoScript: null });
});

test.each<readonly [string, StepOutcome, { doubts: readonly string[]; hasEarlierFailed?: boolean }, string]>([
  ['plainly', failed('up'), { doubts: [] }, 'refuted'],
  ['for want of an extension', failed('up', 'no extension'), { doubts: [] }, 'unproven'],
  ['after another failure', failed('up'), { doubts: [], hasEarlierFailed: true }, 'unproven'],
  ['where the sandbox is not the target', failed('up'), { doubts: ['another major'] }, 'unproven'],
])('the up fails %s', (_what, up, circumstances, verdict) => {
  expect(judgeMigration(ITEM, { ...NO_UNDO, up }, circumstances)).toMatchObject({ up: 'failed', undo: null, verdict });
});

test('a doubt about the sandbox takes the proof away, but not what speaks against it', () => {
  const circumstances = { doubts: ['The sandbox is PostgreSQL 15, the target 17'] };
  expect(judgeMigration(ITEM, WHOLE, circumstances)).toMatchObject({ verdict: 'unproven', reasons: circumstances.doubts });
  const refuted = judgeMigration(ITEM, { ...WHOLE, restored: differing([ADDED]) }, circumstances);
  expect(refuted).toMatchObject({ verdict: 'refuted' });
  expect(refuted.reasons).toHaveLength(2);
});

test('a repeatable migration has no undo, and must be good twice', () => {
  const twice: MigrationFacts = { ...NO_UNDO, again: DONE, reup: SAME, reupMs: 1 };
  expect(judgeMigration(REPEATABLE, twice, { doubts: [] })).toMatchObject({ version: null, undo: null, reup: 'ok', verdict: 'proven' });
  const once = judgeMigration(REPEATABLE, { ...twice, again: failed('reup'), reup: null }, { doubts: [] });
  expect(once).toMatchObject({ reup: 'failed', verdict: 'refuted' });
});

const CHAIN: ChainFacts = { undone: 2, of: 2, stoppedAt: null, errors: [], leftByOthers: new Set(), restored: SAME, reup: SAME };

test.each<readonly [string, Partial<ChainFacts>, string]>([
  ['all is well', {}, 'exact ok proven'],
  ['something is left', { restored: differing([ADDED]) }, 'no ok refuted'],
  ['what is left is of a callback', { restored: differing([ADDED]), leftByOthers: new Set(['table public.t']) }, 'exact ok proven'],
  ['rows are lost', { restored: differing([], [LOST]) }, 'exact ok refuted'],
  ['an undo is missing', { undone: 1, stoppedAt: { version: '1', script: null, why: 'missing' }, reup: null }, 'exact  unproven'],
  ['an undo fails', { undone: 1, stoppedAt: { version: '1', script: 'U1', why: 'failed' }, reup: null }, 'exact  refuted'],
  ['it does not apply again', { reup: null }, 'exact failed refuted'],
])('chain: %s', (_what, facts, expected) => {
  const { restored, reup, verdict } = judgeChain({ ...CHAIN, ...facts }, { doubts: [] });
  expect([restored, reup, verdict].join(' ')).toBe(expected);
});

test('the whole is as good as its worst part', () => {
  expect(worstVerdict([])).toBe('proven');
  expect(worstVerdict(['proven', 'unproven'])).toBe('unproven');
  expect(worstVerdict(['unproven', 'refuted', 'proven'])).toBe('refuted');
});
