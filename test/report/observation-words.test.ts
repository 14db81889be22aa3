import { expect, test } from 'vitest';
import { costWords, isNotable, observedWords } from '../../src/report/observation-words.ts';
import { verifyText } from '../../src/report/formats/verify-text/verify-text.ts';
import { OBSERVED, SEEN } from './proofs.ts';

const QUIET = { ...SEEN, locks: [], rewritten: [], scanned: [], indexesBuilt: [], surprises: [], estimate: null };

test('what a statement did, the strongest lock first; indexes are not told as locked', () => {
  expect(observedWords(SEEN)).toBe('ACCESS EXCLUSIVE on orders; rewrote orders; read all of items; built orders_pkey');
  expect(observedWords({ ...QUIET, witness: 'sampled' })).toBe('over before its locks could be seen');
  expect(costWords(SEEN)).toBe('3.2 ms, +128 kB');
  expect(costWords({ ...SEEN, elapsedMs: 12_345.6, sizeChangeBytes: -3_145_728 })).toBe('12,346 ms, −3 MB');
});

test.each([
  ['nothing that others would notice', QUIET, false],
  ['a lock that keeps nobody waiting', { ...QUIET, locks: [{ ...SEEN.locks[0], mode: 'ROW EXCLUSIVE' }] }, false],
  ['a lock on an index', { ...QUIET, locks: SEEN.locks.slice(1) }, false],
  ['a strong lock', { ...QUIET, locks: SEEN.locks }, true],
  ['a scan', { ...QUIET, scanned: ['items'] }, true],
  ['a wrong prediction', { ...QUIET, surprises: ['predicted no lock'] }, true],
] as const)('%s', (_name, statement, is) => {
  expect(isNotable(statement as typeof SEEN)).toBe(is);
});

test('the terminal shows it below the migration, with what was predicted wrongly and the estimate', () => {
  const text = verifyText.render(OBSERVED, { color: false, width: 140, command: 'verify' });
  expect(text).toContain(
    [
      '    line 3, ALTER TABLE: ACCESS EXCLUSIVE on orders; rewrote orders; read all of items; built orders_pkey; 3.2 ms, +128 kB',
      '      on the target about 12 s (8.0 s to 18 s) for 1,000,000 rows: measured at 20,000 and 80,000 rows',
      '    ! predicted SHARE UPDATE EXCLUSIVE on orders, took ACCESS EXCLUSIVE',
    ].join('\n'),
  );
  expect(text).toContain('    not observed: Only the first statement was observed');
});
