import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject } from '../compatibility/project.ts';
import { documentSchema } from '../support/document-schema.ts';

const FILES = {
  'sql/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL DEFAULT 0, note text);\n',
  'sql/V2__index.sql': 'CREATE INDEX orders_total ON orders (total);\n',
  'sql/V3__count.sql': "CREATE FUNCTION order_count() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM orders';\n",
};

const REPORT = `Compared: DATABASE with its history of 3 migrations, up to version 3
Schemas: public
Sandbox: SERVERS

~ column public.orders.note has changed
    -type text
    +type character varying(50)

+ column public.orders.priority is additional
    +ALTER TABLE public.orders ADD COLUMN priority integer DEFAULT 0 NOT NULL;

~ function public.order_count() has changed
      RETURNS bigint
      LANGUAGE sql
    -AS $function$SELECT count(*) FROM orders$function$
    +AS $function$SELECT count(*) + length('\${x}') FROM orders$function$

+ grant on table public.orders to public is additional
    +GRANT SELECT ON TABLE public.orders TO PUBLIC;

- index public.orders_total is missing
    -CREATE INDEX orders_total ON public.orders USING btree (total);

+ view public.late is additional
    +CREATE OR REPLACE VIEW public.late AS
    + SELECT 1 AS one;

Adopt: a migration that takes the drift over into the history; 6 statements, proven in the sandbox
  needs: values of public.orders.note that fit into character varying(50)
    written: FOLDER/sql/V4__adopt.sql

Revert: takes the target back to what its history says; 6 statements, proven in the sandbox, takes 1 thing away for good
  loses: the column public.orders.priority with its values
    written: FOLDER/revert.sql

DRIFT: 6 objects differ from what the history says (3 additional, 1 missing, 2 changed) (TIME)
`;

test('changes made by hand are found, told, adopted by one script and reverted by the other', async () => {
  await using project = await createProject(FILES);
  const { database, files } = project;
  await project.run('migrate');
  await database.query(`
    ALTER TABLE orders ADD COLUMN priority integer NOT NULL DEFAULT 0, ALTER COLUMN note TYPE varchar(50);
    DROP INDEX orders_total;
    CREATE OR REPLACE FUNCTION order_count() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) + length(''\${x}'') FROM orders';
    GRANT SELECT ON orders TO PUBLIC;
    CREATE VIEW late AS SELECT 1 AS one;
    INSERT INTO orders VALUES (1, 2, 'three')`);
  const found = await project.run(
    'drift',
    '--adopt=sql/V4__adopt.sql',
    '--revert=revert.sql',
    '--format=text,json=drift.json,markdown=drift.md',
  );
  expect(found.exitCode).toBe(6);
  const report = found.stdout
    .replaceAll(database.name, 'DATABASE')
    .replaceAll(files.directory, 'FOLDER')
    .replace(/Sandbox: .*/u, 'Sandbox: SERVERS')
    .replace(/\([\d.]+ m?s\)\n$/u, '(TIME)\n');
  expect(report).toBe(REPORT);
  const isDrift = documentSchema('drift');
  isDrift(JSON.parse(readFileSync(join(files.directory, 'drift.json'), 'utf8')));
  expect(isDrift.errors ?? []).toEqual([]);
  expect(readFileSync(join(files.directory, 'drift.md'), 'utf8')).toContain('-- NEEDS');

  // On the target the migration is recorded, and not run.
  expect(existsSync(join(files.directory, 'sql/V4__adopt.sql.conf'))).toBe(true);
  expect((await project.run('migrate', '-skipExecutingMigrations=true')).exitCode).toBe(0);
  const adopted = await project.run('drift');
  expect(adopted.stdout).toContain('NO DRIFT');
  expect(adopted.exitCode).toBe(0);

  const revert = readFileSync(join(files.directory, 'revert.sql'), 'utf8');
  await database.query(`DELETE FROM flyway_schema_history WHERE version = '4';\n${revert}`);
  files.write({ 'sql/V4__adopt.sql': null, 'sql/V4__adopt.sql.conf': null });
  expect((await project.run('drift')).exitCode).toBe(0);
  expect(await database.query('SELECT * FROM orders')).toEqual([{ id: '1', total: '2', note: 'three' }]);
});
