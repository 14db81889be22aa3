import { expect, test } from 'vitest';
import type { MigrationProof, Proof } from '../../src/model/verdict.ts';
import { definitionDiff } from '../../src/report/definition-diff.ts';
import { verifyText } from '../../src/report/formats/verify-text/verify-text.ts';
import { chain } from './proofs.ts';

const REFUTED: MigrationProof = {
  version: '2',
  description: 'note',
  script: 'V2__note.sql',
  file: 'sql/V2__note.sql',
  undoScript: 'U2__note.sql',
  undoFile: 'sql/U2__note.sql',
  up: 'ok',
  undo: 'ok',
  restored: 'no',
  reup: 'failed',
  verdict: 'refuted',
  reasons: ['The undo script does not restore the schema: table public.t changed'],
  differences: [{ kind: 'table', identity: 'public.t', change: 'changed', before: 'one\ntwo', after: 'one\nthree' }],
  reupDifferences: [],
  dataDifferences: [],
  errors: [{ step: 'reup', script: 'V2__note.sql', message: 'ERROR: no', sqlState: '42701', line: 3, isTimeout: false }],
  upMs: 4,
  undoMs: 2,
  reupMs: 1,
};

const PROOF: Proof = {
  verdict: 'refuted',
  reasons: [],
  sandbox: { kind: 'installed', serverVersion: '15.18', targetServerVersion: '15.17' },
  base: { kind: 'history', applied: 1, gaps: [] },
  migrations: [REFUTED],
  chain: chain(1),
  summary: { migrations: 1, proven: 0, refuted: 1, unproven: 0 },
  elapsedMs: 1234,
};

test('verdict, reason, place, difference of definitions, chain and sum', () => {
  expect(verifyText.render(PROOF, { color: false, width: 100, command: 'verify' }))
    .toBe(`Sandbox: PostgreSQL 15.18 (installed), target PostgreSQL 15.17; from 1 migration applied before, as the history of the target says

refuted   V2__note.sql  up 4, undo 2, again 1 ms
    The undo script does not restore the schema: table public.t changed
      at sql/V2__note.sql:3
    After the undo:
      the table public.t has changed: "three" instead of "two"
         one
        -two
        +three

proven    the whole batch: 1 of 1 version undone, newest first, and applied again

REFUTED, 1 migration: 0 proven, 1 refuted (1.23 s)
`);
});

test('control characters of a database do not reach the terminal', () => {
  const evil = { ...REFUTED, reasons: ['\u001b[2J\u001b[31mproven'] };
  expect(verifyText.render({ ...PROOF, migrations: [evil] }, { color: false, width: 100, command: 'verify' })).not.toContain('\u001b');
});

test('nothing to prove', () => {
  expect(verifyText.render({ ...PROOF, verdict: null }, { color: false, width: 80, command: 'verify' })).toMatch(/^Nothing is pending/u);
});

test.each([
  ['a', null, ['-a']],
  [null, 'a\nb', ['+a', '+b']],
  ['a\nb\nc\nd', 'a\nb\nx\nd', [' a', ' b', '-c', '+x', ' d']],
])('definitions %j and %j', (before, after, lines) => {
  expect(definitionDiff(before, after)).toEqual(lines);
});
