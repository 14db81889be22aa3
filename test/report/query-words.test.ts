import { expect, test } from 'vitest';
import { verifyText } from '../../src/report/formats/verify-text/verify-text.ts';
import { notableQueries, queriesWords, queryWords } from '../../src/report/query-words.ts';
import type { Proof } from '../../src/model/verdict.ts';
import { verifyMarkdown } from '../../src/report/formats/verify-markdown/verify-markdown.ts';
import { EXPLAINED, OBSERVED } from './proofs.ts';

const PLANS = EXPLAINED.plans ?? [];
const [same, changed] = PLANS;

test('what fails comes first, what is the same is only counted', () => {
  expect(notableQueries(PLANS).map(({ number }) => number)).toEqual([3, 2]);
  expect(queriesWords(PLANS)).toBe('3 queries: 1 fails, 1 has to read a large table as a whole, 1 as before');
  expect(queriesWords([])).toBe('0 queries');
});

test('a changed plan is told by its finding, else by its scans; errors by what the server says', () => {
  if (same === undefined || changed === undefined) throw new Error('no queries');
  expect(queryWords({ ...changed, findings: [] })).toEqual([
    'query 2 after V42__step_42.sql: orders: Index Scan using orders_code becomes Seq Scan',
  ]);
  expect(queryWords({ ...same, outcome: 'repaired', since: 'V42__step_42.sql' })).toEqual([
    'query 1 failed before and works after V42__step_42.sql',
  ]);
  expect(queryWords({ ...same, outcome: 'unexplained', after: { sqlState: '42P01', error: 'no such table' } })).toEqual([
    'query 1 works neither before nor after: no such table',
  ]);
});

test('the terminal shows them below the chain', () => {
  const text = verifyText.render(EXPLAINED, { color: false, width: 140, command: 'verify' });
  expect(text).toContain(
    [
      '    ! query 2 after V42__step_42.sql has to read all of orders (50,000 rows on the target)',
      '        SELECT * FROM orders WHERE code = $1',
      '        -Index Scan using orders_code on orders',
      '        +Seq Scan on orders',
    ].join('\n'),
  );
  expect(text.replace(/\s+/gu, ' ')).toContain('(12,000 calls, 3,600 s in all)');
});

test('a comment warns of findings and of wrong predictions', () => {
  const comment = (proof: Proof): string => verifyMarkdown.render(proof, { color: false, width: 80, command: 'verify' });
  expect(comment(EXPLAINED)).toMatch(
    /#### Warnings\n\n- query 2 after .* has to read all of orders \(50,000 rows on the target\) \(<code>SELECT /u,
  );
  expect(comment(OBSERVED)).toContain(
    '- `V42__step_42.sql`, line 3, ALTER TABLE: predicted SHARE UPDATE EXCLUSIVE on orders, took ACCESS EXCLUSIVE',
  );
});
