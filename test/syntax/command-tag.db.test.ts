import { beforeAll, expect, test } from 'vitest';
import { commandTag } from '../../src/syntax/command-tag.ts';
import { loadParser, parseSql } from '../../src/syntax/parse.ts';
import { createTestDatabase } from '../support/test-database.ts';

beforeAll(loadParser);

const SETUP = `
  CREATE TABLE t (id int PRIMARY KEY, c text);
  CREATE VIEW v AS SELECT id FROM t;
  CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
  CREATE TYPE e AS ENUM ('a');
  CREATE TYPE p AS (a int);
  CREATE DOMAIN d AS int;
  CREATE SEQUENCE s;
  CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
  CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
  CREATE POLICY pol ON t;
  CREATE INDEX i ON t (c);
  CREATE SCHEMA other`;

/** The server's own answer to each is the oracle. */
const STATEMENTS = [
  'CREATE TABLE x (id int)',
  'CREATE TABLE x AS SELECT 1 AS a',
  'SELECT 1 AS a INTO x',
  'CREATE MATERIALIZED VIEW x AS SELECT 1 AS a',
  'CREATE VIEW x AS SELECT 1 AS a',
  'ALTER TABLE t ADD COLUMN x int',
  'ALTER TABLE t RENAME COLUMN c TO x',
  'ALTER TABLE t RENAME TO x',
  'ALTER TABLE t SET SCHEMA other',
  'ALTER VIEW v RENAME TO x',
  'ALTER INDEX i RENAME TO x',
  'ALTER SEQUENCE s RESTART',
  'ALTER SEQUENCE s OWNER TO CURRENT_USER',
  'ALTER MATERIALIZED VIEW m RENAME TO x',
  'ALTER TYPE p ADD ATTRIBUTE b int',
  'ALTER TYPE p RENAME ATTRIBUTE a TO b',
  "ALTER TYPE e ADD VALUE 'b'",
  'ALTER DOMAIN d SET NOT NULL',
  'ALTER DOMAIN d RENAME TO x',
  'ALTER FUNCTION f() STABLE',
  'ALTER FUNCTION f() RENAME TO x',
  'ALTER POLICY pol ON t USING (true)',
  'ALTER POLICY pol ON t RENAME TO x',
  'ALTER SCHEMA other RENAME TO x',
  'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO CURRENT_USER',
  'CREATE TRIGGER x AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION tf()',
  'CREATE UNIQUE INDEX x ON t (c)',
  'CREATE STATISTICS x ON id, c FROM t',
  'CREATE RULE x AS ON DELETE TO t DO INSTEAD NOTHING',
  'CREATE AGGREGATE x (int) (sfunc = int4pl, stype = int)',
  'CREATE OPERATOR ### (leftarg = int, rightarg = int, function = int4pl)',
  "CREATE COLLATION x (locale = 'C')",
  'CREATE EXTENSION IF NOT EXISTS plpgsql',
  'DROP VIEW v',
  'DROP MATERIALIZED VIEW m',
  'DROP INDEX i',
  'DROP POLICY pol ON t',
  'DROP FUNCTION f()',
  'DROP TABLE t CASCADE',
  'DROP OWNED BY CURRENT_USER RESTRICT',
  "COMMENT ON TABLE t IS 'x'",
  'GRANT SELECT ON t TO CURRENT_USER',
  'REVOKE SELECT ON t FROM CURRENT_USER',
  'TRUNCATE t',
  'INSERT INTO t VALUES (1)',
  'UPDATE t SET c = 1',
  'DELETE FROM t',
  'LOCK TABLE t',
  'REFRESH MATERIALIZED VIEW m',
  'REINDEX TABLE t',
  'ANALYZE t',
  'SET LOCAL lock_timeout = 1',
  'RESET lock_timeout',
  'SHOW lock_timeout',
  'EXPLAIN SELECT 1',
  'DO $$ BEGIN NULL; END $$',
  'SET CONSTRAINTS ALL DEFERRED',
  'PREPARE x AS SELECT 1',
  'DECLARE x CURSOR FOR SELECT 1',
  'NOTIFY x',
  'SECURITY LABEL ON TABLE t IS NULL',
  'SELECT 1',
];

/** What the server answers with, without the counts of rows. The tags of CREATE ... AS count rows as SELECT does. */
function answered(tag: string): string {
  return tag.replace(/[ \d]+$/u, '');
}

test('a statement is called what the server calls it', async () => {
  await using database = await createTestDatabase();
  const session = await database.connect();
  await session.query(SETUP);
  const tags: string[] = [];
  const { connection } = session as unknown as { readonly connection: NodeJS.EventEmitter };
  connection.on('commandComplete', ({ text }: { readonly text: string }) => tags.push(answered(text)));
  const wrong: string[] = [];
  let refused = 0;
  for (const sql of STATEMENTS) {
    await session.query('BEGIN');
    tags.length = 0;
    await session.query(sql).catch(() => refused++);
    const [tag] = tags;
    await session.query('ROLLBACK');
    const node = parseSql(sql).stmts?.[0]?.stmt;
    const said = node === undefined ? '' : commandTag(node);
    const counted = /^CREATE (?:TABLE|MATERIALIZED VIEW) x AS|INTO x/u.test(sql);
    if (tag !== undefined && said !== tag && !(counted && tag === 'SELECT')) wrong.push(`${sql}: ${said}, server ${tag}`);
  }
  expect(wrong).toEqual([]);
  // Only SECURITY LABEL needs a provider.
  expect(refused).toBeLessThanOrEqual(2);
});
