import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LoadReport } from '../../src/model/load.ts';
import type { Proof } from '../../src/model/verdict.ts';
import { documentSchema } from '../support/document-schema.ts';
import { runFlyback } from '../support/run-flyback.ts';
import { createTempProject } from '../support/temp-project.ts';

/** What a busy machine may add to a wait, or take from it, as a part of it. */
const TOLERANCE = 0.5;

test('--load shows how long readers and writers stand, during what, and what no longer works', async () => {
  using folder = createTempProject({
    'sql/V1__orders.sql':
      'CREATE TABLE customers (id serial PRIMARY KEY, name text);\nCREATE TABLE orders (id serial PRIMARY KEY, customer_id int REFERENCES customers, total numeric(8,2) NOT NULL);',
    'sql/V2__id.sql': 'ALTER TABLE orders ALTER COLUMN id TYPE bigint;\nSELECT pg_sleep(0.3);',
    'sql/V3__amount.sql': 'ALTER TABLE orders RENAME COLUMN total TO amount;',
    'sql/V4__index.sql': 'CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);',
    'sql/V5__other.sql': 'CREATE TABLE others (id int);',
  });
  const read = (file: string): string => readFileSync(join(folder.directory, file), 'utf8');
  const args = ['verify', '--all', '--load', '--format', 'json,html=verify.html,text=verify.txt', '-locations=filesystem:sql'];
  const { stdout, stderr } = await runFlyback(args, { cwd: folder.directory });
  const proof = JSON.parse(stdout === '' ? '{}' : stdout) as Partial<Proof> & { readonly data?: Proof };
  const migrations = proof.data?.migrations ?? proof.migrations;
  if (migrations === undefined) throw new Error(stdout + stderr);
  const isProof = documentSchema('verify');
  isProof(proof.data ?? proof);
  expect(isProof.errors ?? []).toEqual([]);
  const [created, rewritten, renamed, indexed, apart] = migrations.map(({ load }) => load);
  expect([created, apart]).toEqual([undefined, undefined]);

  const { statements, tables, elapsedMs, clients } = rewritten as LoadReport;
  expect(clients).toBe(4);
  const [orders] = tables;
  const sleep = statements[1];
  if (sleep === undefined || orders === undefined) throw new Error(JSON.stringify(rewritten));
  const sleptMs = sleep.toMs - sleep.fromMs;
  expect(orders).toMatchObject({ table: 'public.orders', statement: 1, failures: [] });
  expect(orders.rows).toBeGreaterThanOrEqual(20_000);
  expect(orders.longestStallMs).toBeGreaterThan(sleptMs * TOLERANCE);
  expect(orders.longestStallMs).toBeLessThan(elapsedMs * (1 + TOLERANCE));
  expect(orders.calmMs).toBeLessThan(sleptMs);
  expect(Math.max(...orders.timeline.map(({ latencyMs }) => latencyMs))).toBe(orders.longestStallMs);

  const failures = renamed?.tables.flatMap((table) => table.failures) ?? [];
  expect(failures).toContainEqual(expect.objectContaining({ sqlState: '42703', message: expect.stringContaining('"total"') as string }));
  expect(indexed).toMatchObject({ problem: null, tables: [{ table: 'public.orders', failures: [] }] });
  expect(read('verify.html')).toContain('<svg class="load"');
  expect(read('verify.txt')).toMatch(/public\.orders under load: a (?:read|write) stood \d+ ms .* while line 1, ALTER\s+TABLE, ran/u);
});
