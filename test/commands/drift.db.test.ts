import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Drift } from '../../src/model/drift.ts';
import { documentSchema } from '../support/document-schema.ts';
import { runFlyback } from '../support/run-flyback.ts';
import { createProject, type CompatibilityProject } from '../compatibility/project.ts';

interface Envelope {
  readonly ok: boolean;
  readonly command: string;
  readonly exitCode: number;
  readonly data: Drift | null;
  readonly warnings: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
}

const isDrift = documentSchema('drift');

async function envelopeOf(project: CompatibilityProject, ...args: string[]): Promise<Envelope> {
  const { stdout, exitCode } = await project.run('drift', '--json', ...args);
  const envelope = JSON.parse(stdout) as Envelope;
  expect(exitCode).toBe(envelope.exitCode);
  return envelope;
}

async function driftOf(project: CompatibilityProject, ...args: string[]): Promise<Drift> {
  const { data, error } = await envelopeOf(project, ...args);
  if (data === null) throw new Error(`no answer: ${error?.message ?? ''}`);
  isDrift(data);
  expect(isDrift.errors ?? []).toEqual([]);
  return data;
}

function brief({ differences }: Drift): readonly string[] {
  return differences.map(({ change, kind, identity }) => `${change} ${kind} ${identity}`);
}

const ORDERS = {
  'sql/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL DEFAULT 0, note text);\n',
  'sql/V2__index.sql': 'CREATE INDEX orders_total ON orders (total);\n',
};

test('what the history is not about is no drift, and the target is only read', async () => {
  await using project = await createProject({
    ...ORDERS,
    'sql/V3__app.sql': 'CREATE SCHEMA app;\nCREATE TABLE app.users (id int);\n',
    'sql/R__view.sql': 'CREATE OR REPLACE VIEW seen AS SELECT id FROM orders;\n',
  });
  const { database, files } = project;
  expect((await project.run('migrate')).exitCode).toBe(0);
  const reader = `${database.name}_reader`;
  await database.query(`
    CREATE SCHEMA others;
    CREATE TABLE others.things (id int);
    CREATE SCHEMA flyback;
    CREATE TABLE flyback.journal (id int);
    CREATE ROLE ${reader} LOGIN PASSWORD 'reader';
    ALTER ROLE ${reader} SET default_transaction_read_only = on;
    GRANT SELECT ON flyway_schema_history TO ${reader};
    CREATE TABLE app.tmp_import (id int)`);
  try {
    files.write({
      'sql/R__view.sql': 'CREATE OR REPLACE VIEW seen AS SELECT id, total FROM orders;\n',
      'sql/V4__later.sql': 'DROP TABLE orders CASCADE;\n',
    });
    const { stdout, exitCode } = await runFlyback(
      [
        'drift',
        '--json',
        `-url=${database.jdbcUrl}`,
        `-user=${reader}`,
        '-locations=filesystem:sql',
        '-flyback.drift.ignore=added table app.tmp_*',
      ],
      { cwd: files.directory, env: { FLYWAY_PASSWORD: 'reader' } },
    );
    expect(exitCode).toBe(0);
    const drift = (JSON.parse(stdout) as Envelope).data as Drift;
    expect(brief(drift)).toEqual([]);
    expect(drift).toMatchObject({
      verdict: 'none',
      replay: { applied: 4, version: '3', gaps: [] },
      pending: 2,
      schemas: ['app', 'public'],
      adopt: null,
      revert: null,
    });
    expect(drift.ignored).toEqual([{ kind: 'table', identity: 'app.tmp_import', change: 'added', pattern: 'added table app.tmp_*' }]);
    expect(drift.notCompared).toEqual([expect.objectContaining({ kind: 'view', identity: 'public.seen' })]);
  } finally {
    await database.query(`DROP OWNED BY ${reader}; DROP ROLE ${reader}`);
  }
});

test('a history that cannot be replayed in full has gaps, which have names; what differs is told all the same', async () => {
  await using project = await createProject({
    ...ORDERS,
    'sql/V3__gone.sql': 'CREATE TABLE gone (id int);\n',
    'sql/V4__changed.sql': 'CREATE TABLE changed (id int);\n',
    'sql/V5__needs.sql': 'ALTER TABLE gone ADD COLUMN name text;\n',
  });
  await project.run('migrate');
  project.files.write({ 'sql/V3__gone.sql': null, 'sql/V4__changed.sql': 'CREATE TABLE changed (id bigint);\n' });
  const envelope = await envelopeOf(project, '--adopt=adopt.sql', '-ignoreMigrationPatterns=*:missing');
  expect(envelope).toMatchObject({ ok: false, command: 'drift', exitCode: 11, data: { verdict: 'unknown', adopt: null, revert: null } });
  expect(envelope.data?.replay.gaps).toEqual([
    expect.stringContaining('V3__gone.sql'),
    expect.stringContaining('V4__changed.sql has changed'),
    expect.stringContaining('V5__needs.sql fails in the sandbox'),
  ]);
  expect(brief(envelope.data as Drift)).toEqual(['changed column public.changed.id', 'added table public.gone']);
  expect(envelope.warnings).toContainEqual(expect.stringContaining('adopt: not written'));
  expect(existsSync(join(project.files.directory, 'adopt.sql'))).toBe(false);
});

test('what a target held when it was baselined is said by the files up to there, else by nobody', async () => {
  await using project = await createProject(ORDERS);
  await project.database.query(ORDERS['sql/V1__orders.sql']);
  await project.run('baseline', '-baselineVersion=1');
  await project.run('migrate');
  const drift = await driftOf(project);
  expect(drift).toMatchObject({ verdict: 'none', replay: { applied: 2, gaps: [] } });
  expect(drift.notes).toEqual([expect.stringContaining('baselined at version 1')]);
  project.files.write({ 'sql/V1__orders.sql': null });
  const blind = await driftOf(project);
  expect(blind).toMatchObject({ verdict: 'unknown', replay: { applied: 0 } });
  expect(blind.replay.gaps[0]).toMatch(/baselined at version 1: what it held then is in no file/u);
});

test('wrong usage is refused before anything is read', async () => {
  await using project = await createProject({ ...ORDERS, 'mine.sql': 'SELECT 1;\n' });
  for (const [args, message] of [
    [['--adopt=mine.sql'], /mine\.sql is there already/u],
    [['--adopt=a.sql', '--revert=a.sql'], /name the same file/u],
    [['--format=xml'], /no format xml/u],
  ] as const) {
    const { exitCode, stderr } = await project.run('drift', ...args);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  }
});
