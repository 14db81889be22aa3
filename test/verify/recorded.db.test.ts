import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Proof } from '../../src/model/verdict.ts';
import { compareWithRecording, type Recording } from '../support/roundtrip/compare.ts';
import { runFlyback } from '../support/run-flyback.ts';

const GOLDEN = fileURLToPath(new URL('../golden/verify', import.meta.url));

test.each(readdirSync(GOLDEN))('%s: the answers that pg_dump has given', async (name) => {
  const folder = join(GOLDEN, name);
  const recording = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Recording;
  const run = await runFlyback(['verify', '--all', '--json', `-locations=filesystem:${folder}`]);
  const { data } = JSON.parse(run.stdout) as { readonly data: Proof | null };
  if (data === null) throw new Error(run.stdout);
  expect(data.migrations.length).toBeGreaterThan(10);
  expect(compareWithRecording(recording, data)).toEqual([]);
});

test('the comparison finds an answer that is wrong', () => {
  const recorded = { version: 1, up_ok: true, down_kind: 'sql', down_ok: true, restored: false, reup_ok: true, reup_equal: true } as const;
  const recording: Recording = { summary: { chain_down: { ran: 1, failed_at: null, ends_as_empty: false } }, migrations: [recorded] };
  const found = {
    version: '1',
    up: 'ok',
    undo: 'ok',
    restored: 'exact',
    reup: 'ok',
    differences: [],
    reupDifferences: [],
    dataDifferences: [],
    errors: [],
  };
  const chain = { undone: 1, stoppedAt: null, restored: 'no', errors: [] };
  const proof = { migrations: [found], chain } as unknown as Proof;
  expect(compareWithRecording(recording, proof)).toEqual([expect.stringMatching(/^V1: restored exact instead of no/u)]);
  expect(compareWithRecording(recording, { ...proof, migrations: [] })).toEqual(['V1: no answer']);
});
