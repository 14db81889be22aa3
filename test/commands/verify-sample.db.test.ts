import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Proof } from '../../src/model/verdict.ts';
import { createProject, type CompatibilityProject } from '../compatibility/project.ts';
import { PLANTED, rowsOf, SCHEMA } from '../verify/sample/planted-database.ts';

interface Envelope {
  readonly exitCode: number;
  readonly data: Proof | null;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string | null };
}

// The sandbox is gone when the run is over, so that a migration looks for what must not be there.
const LOOKS_FOR_LEAKS = `
DO $$
DECLARE t text; rows bigint; leaks bigint;
BEGIN
  FOR t IN SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace AND relname <> 'flyway_schema_history' LOOP
    EXECUTE format('SELECT count(*), count(*) FILTER (WHERE x::text ~* %L) FROM ONLY %s x', '${PLANTED.source.replaceAll("'", "''").replaceAll('\\b', '\\y')}', t) INTO rows, leaks;
    IF leaks > 0 THEN RAISE EXCEPTION '% rows of % hold what was planted', leaks, t; END IF;
    IF t = 'department' AND rows <> 20 THEN RAISE EXCEPTION 'the sample is not there'; END IF;
  END LOOP;
END $$;
ALTER TABLE person ADD COLUMN mobile text;
UPDATE person SET mobile = phone;
`;

let project: CompatibilityProject;

beforeAll(async () => {
  project = await createProject({
    'sql/V1__start.sql': SCHEMA,
    'sql/V2__mobile.sql': LOOKS_FOR_LEAKS,
    'sql/U2__mobile.sql': 'ALTER TABLE person DROP COLUMN mobile;\n',
    'masking.toml': '[[rule]]\ncolumn = "what"\nmask = "keep-it"\n',
  });
  await project.run('migrate', '-target=1');
  await project.database.query(rowsOf(200));
});

afterAll(() => project[Symbol.asyncDispose]());

async function verified(...args: string[]): Promise<Envelope> {
  const { stdout } = await project.run('verify', '--json', ...args);
  return JSON.parse(stdout) as Envelope;
}

test('the batch is proven on masked rows of the target, and the document says on which', async () => {
  const { data, exitCode, error } = await verified(
    '--sample',
    '20%',
    '--no-observe',
    '--no-probe',
    '-flyback.verify.sampleSeed=7',
    '-flyback.verify.maskSecret=hidden-secret',
  );
  expect(error).toBeUndefined();
  expect(data?.migrations.map(({ verdict, reasons }) => [verdict, ...reasons])).toEqual([['proven']]);
  expect(exitCode).toBe(0);
  expect(data?.sample).toMatchObject({
    share: 0.2,
    seed: 7,
    gaps: [expect.stringContaining('public.stubborn'), expect.stringContaining('public.of_stubborn')],
  });
  expect(data?.sample?.tables.map(({ table }) => table)).not.toContain('public.flyway_schema_history');
  expect(JSON.stringify(data)).not.toContain('hidden-secret');
});

test.each([
  [['--sample', '0%'], 2, /--sample 0%: this is no part of a database/u],
  [['--sample', '5%', '--all'], 2, /does not go with --all/u],
  [
    ['--sample', '5%', '-flyback.verify.maskRules=masking.toml'],
    2,
    /masking\.toml: rule 1: 'keep-it' is no way to mask.*No row was copied/su,
  ],
  [['--sample', '5%', '-flyback.verify.maskRules=nothing.toml'], 2, /nothing\.toml: .*No row was copied/su],
])('%j is refused', async (args, exitCode, message) => {
  expect(await verified(...args)).toMatchObject({ exitCode, data: null, error: { message: expect.stringMatching(message) as unknown } });
});

test('a masked copy cannot reach the target: refused before anything is written', async () => {
  const before = await project.database.query('SELECT count(*)::int AS rows, max(xmin::text::bigint)::int AS newest FROM person');
  const refused = await verified('--sample', '5%', '-flyback.sandbox=shadow', `-flyback.shadowUrl=${project.database.url}`);
  expect(refused).toMatchObject({ exitCode: 2, data: null, error: { code: 'ERR_SANDBOX_IS_TARGET' } });
  expect(await project.database.query('SELECT count(*)::int AS rows, max(xmin::text::bigint)::int AS newest FROM person')).toEqual(before);
});
