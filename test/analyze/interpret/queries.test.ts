import { beforeAll, describe, expect, it } from 'vitest';
import { columnsOfQuery } from '../../../src/analyze/interpret/run-query.ts';
import { Interpretation } from '../../../src/analyze/interpret/interpretation.ts';
import { typeText } from '../../../src/analyze/expressions/resolve-type.ts';
import { loadParser, parseSql } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const SHOP = `
CREATE TABLE a (id int PRIMARY KEY, email varchar(100) NOT NULL, qty int NOT NULL, note text);
INSERT INTO a SELECT g, 'x', 1, 'y' FROM generate_series(1, 5000) g;
CREATE TABLE o (id bigserial PRIMARY KEY, a_id int REFERENCES a, status text);
INSERT INTO o (a_id, status) SELECT g, 's' FROM generate_series(1, 5000) g;
CREATE TABLE i (id int PRIMARY KEY, o_id bigint REFERENCES o ON DELETE CASCADE, what text);
INSERT INTO i SELECT g, g, 'w' FROM generate_series(1, 5000) g;
CREATE INDEX i_o ON i (o_id);
CREATE TABLE tiny (id int, t text);
CREATE TABLE e (id int NOT NULL, body text) PARTITION BY RANGE (id);
CREATE TABLE e1 PARTITION OF e FOR VALUES FROM (0) TO (1000);
CREATE TABLE e2 PARTITION OF e FOR VALUES FROM (1000) TO (4000);
CREATE TABLE ed PARTITION OF e DEFAULT;
INSERT INTO e SELECT g, 'b' FROM generate_series(1, 5000) g;
CREATE TABLE animals (id int, name text);
CREATE TABLE cats (lives int) INHERITS (animals);
INSERT INTO animals SELECT g, 'n' FROM generate_series(1, 5000) g;
INSERT INTO cats SELECT g, 'n', 9 FROM generate_series(1, 5000) g;
CREATE VIEW v AS SELECT id, email, qty FROM a;
CREATE VIEW vv AS SELECT id, email FROM v WHERE qty > 3;
CREATE VIEW vj AS SELECT a.id, o.status FROM a JOIN o ON o.a_id = a.id;
CREATE SEQUENCE sq;
`;

const AS = 'ACCESS SHARE';
const RS = 'ROW SHARE';
const RE = 'ROW EXCLUSIVE';

/** Checked against a server of 15: pg_locks after the statement, and the pages that it read. */
const STATEMENTS: readonly [sql: string, locks: readonly string[], scans: readonly string[]][] = [
  ['SELECT * FROM vj', [`a ${AS}`, `o ${AS}`, `vj ${AS}`], ['a', 'o']],
  ['SELECT * FROM ONLY animals', [`animals ${AS}`], ['animals']],
  ['SELECT * FROM animals', [`animals ${AS}`, `cats ${AS}`], ['animals', 'cats']],
  ['SELECT * FROM e WHERE id = 5', [`e ${AS}`, `e1 ${AS}`], ['e1']],
  ["SELECT * FROM e WHERE body = 'x'", [`e ${AS}`, `e1 ${AS}`, `e2 ${AS}`, `ed ${AS}`], ['e1', 'e2', 'ed']],
  ["UPDATE e SET body = 'x' WHERE id = 5", [`e ${RE}`, `e1 ${RE}`], ['e1']],
  ["INSERT INTO e VALUES (5, 'x'), (99999, 'y')", [`e ${RE}`, `e1 ${RE}`, `ed ${RE}`], []],
  ["INSERT INTO animals VALUES (1, 'x')", [`animals ${RE}`], []],
  ["UPDATE vv SET email = 'x' WHERE id = 1", [`a ${RE}`, `v ${RE}`, `vv ${RE}`], []],
  ["INSERT INTO o (a_id, status) VALUES (5, 'x')", [`a ${RS}`, `o ${RE}`, `o_id_seq ${RE}`], []],
  ["INSERT INTO o (a_id, status) VALUES (NULL, 'x')", [`o ${RE}`, `o_id_seq ${RE}`], []],
  ["INSERT INTO o (status) VALUES ('x')", [`o ${RE}`, `o_id_seq ${RE}`], []],
  ["UPDATE o SET status = 'z' WHERE id = 5", [`o ${RE}`], []],
  ['UPDATE o SET a_id = 3 WHERE id = 5', [`a ${RS}`, `o ${RE}`], []],
  ['DELETE FROM o WHERE id = 5', [`i ${RE}`, `o ${RE}`], []],
  ['DELETE FROM o', [`i ${RE}`, `o ${RE}`], ['i', 'o']],
  ['DELETE FROM a WHERE id = 9', [`a ${RE}`, `o ${RS}`], ['o']],
  ['WITH a AS (SELECT 1 AS id) SELECT * FROM a', [], []],
  ['WITH gone AS (DELETE FROM i WHERE id = 3 RETURNING *) INSERT INTO tiny SELECT id, what FROM gone', [`i ${RE}`, `tiny ${RE}`], []],
  ['SELECT * FROM a WHERE id IN (SELECT a_id FROM o WHERE id = 3)', [`a ${AS}`, `o ${AS}`], []],
  ['SELECT * FROM a JOIN o ON o.a_id = a.id WHERE o.id = 7 FOR SHARE OF a', [`a ${RS}`, `o ${AS}`], []],
  ['SELECT * FROM v FOR UPDATE', [`a ${RS}`, `v ${RS}`], ['a']],
  ['SELECT max(id) FROM a', [`a ${AS}`], []],
  ['SELECT max(qty) FROM a', [`a ${AS}`], ['a']],
  ['SELECT EXISTS (SELECT 1 FROM a)', [`a ${AS}`], []],
  ['SELECT * FROM a ORDER BY note LIMIT 10', [`a ${AS}`], ['a']],
  ['SELECT * FROM a WHERE false', [`a ${AS}`], []],
  ['SELECT * FROM a WHERE id = 1 OR id = 2', [`a ${AS}`], []],
  ["SELECT * FROM a WHERE id = 1 OR note = 'x'", [`a ${AS}`], ['a']],
  ["UPDATE a SET qty = 1 WHERE ctid = '(0,1)'", [`a ${RE}`], []],
  ['LOCK TABLE e IN SHARE MODE', ['e SHARE', 'e1 SHARE', 'e2 SHARE', 'ed SHARE'], []],
  ['LOCK TABLE vj IN EXCLUSIVE MODE', ['a EXCLUSIVE', 'o EXCLUSIVE', 'vj EXCLUSIVE'], []],
  ["COPY a TO '/dev/null'", [`a ${AS}`], ['a']],
  ["COPY tiny FROM '/dev/null'", [`tiny ${RE}`], []],
  ['EXPLAIN DELETE FROM a', [`a ${RE}`], []],
  ['EXPLAIN ANALYZE UPDATE a SET qty = 1 WHERE id = 3', [`a ${RE}`], []],
  ['PREPARE p AS UPDATE a SET qty = 1 WHERE id = 5; EXECUTE p', [`a ${RE}`], []],
  ['DECLARE c CURSOR FOR SELECT * FROM a', [`a ${AS}`], []],
  ['DECLARE c CURSOR FOR SELECT * FROM a; FETCH ALL FROM c', [`a ${AS}`], ['a']],
  ["SELECT setval('sq', 5)", [`sq ${RE}`], []],
  ["SELECT setval(pg_get_serial_sequence('o', 'id'), 9)", [`o_id_seq ${RE}`], []],
  ['MERGE INTO a USING o ON a.id = o.a_id WHEN MATCHED THEN UPDATE SET qty = 1', [`a ${RE}`, `o ${AS}`], ['a', 'o']],
  ["INSERT INTO a VALUES (1, 'x', 1) ON CONFLICT (id) DO UPDATE SET qty = 5", [`a ${RE}`], []],
  ["SELECT query_to_xml('SELECT * FROM tiny', true, true, '')", [`tiny ${AS}`], []],
  ['SELECT * INTO fresh FROM a WHERE id = 1', [`a ${AS}`], []],
  ["SELECT count(*) FROM information_schema.tables WHERE table_name = 'a'", [], []],
];

/** Work under a lock that an earlier statement of the transaction took. */
const TRANSACTIONS: readonly [sql: string, isDangerous: boolean][] = [
  ['ALTER TABLE a ADD COLUMN x int; UPDATE a SET x = qty', true],
  ['ALTER TABLE a ADD COLUMN x int; UPDATE a SET x = 1 WHERE id BETWEEN 1 AND 1000', true],
  ['ALTER TABLE a ADD COLUMN x int; UPDATE a SET x = 1 WHERE id = 7', false],
  ['ALTER TABLE a ADD COLUMN x int; UPDATE a SET x = 1 WHERE id IN (1, 2, 3)', false],
  ['ALTER TABLE a ADD COLUMN x int; SELECT count(*) FROM o', true],
  ['ALTER TABLE a ADD COLUMN x int; INSERT INTO tiny VALUES (1)', false],
  ['CREATE TABLE n (a_id int REFERENCES a); INSERT INTO n SELECT id FROM a', true],
  ['CREATE TABLE n (a_id int REFERENCES a); INSERT INTO n VALUES (1), (2)', false],
  ['SAVEPOINT s; LOCK a; ROLLBACK TO SAVEPOINT s; SELECT count(*) FROM o', false],
  ['LOCK a; COMMIT; SELECT count(*) FROM o', false],
];

describe('queries', () => {
  it.each(STATEMENTS)('%s', (sql, locks, scans) => {
    const { effects, locks: taken } = interpretSql(SHOP, sql, { majorVersion: 15, isOpen: false });
    expect(taken.filter((lock) => !lock.includes('_pkey') && !lock.startsWith('i_o '))).toStrictEqual(locks);
    const read = effects.flatMap((effect) => (effect.kind === 'work' ? [effect.relation.name] : []));
    expect([...new Set(read)].toSorted()).toStrictEqual(scans);
    expect(effects.filter(({ kind }) => kind === 'opaque' || kind === 'error')).toStrictEqual([]);
  });

  it.each(TRANSACTIONS)('%s: dangerous %s', (sql, isDangerous) => {
    const { effects } = interpretSql(SHOP, sql, { majorVersion: 15, isOpen: false });
    expect(effects.some((effect) => effect.kind === 'work' && effect.under.length > 0)).toBe(isDangerous);
  });

  it('tells whole tables from parts', () => {
    const whole = (sql: string): unknown => interpretSql(SHOP, sql).effects.find(({ kind }) => kind === 'rows');
    expect(whole('DELETE FROM i WHERE true')).toMatchObject({ operation: 'delete', isWhole: true });
    expect(whole('DELETE FROM i WHERE id > 3')).toMatchObject({ isWhole: false });
    expect(whole('UPDATE i SET what = a.note FROM a')).toMatchObject({ isWhole: false });
  });

  it('fills a table from rows, not from an empty table', () => {
    const population = (sql: string): unknown => interpretSql('', `CREATE TABLE t (id int); ${sql}`).world.findRelation('t')?.population;
    expect(population('SELECT 1')).toBe('empty');
    expect(population('INSERT INTO t VALUES (1)')).toBe('populated');
    expect(population('CREATE TABLE none (id int); INSERT INTO t SELECT id FROM none')).toBe('empty');
    expect(population('INSERT INTO t SELECT 1 WHERE false')).toBe('empty');
    expect(population("COPY t FROM '/tmp/x'")).toBe('populated');
  });

  it('knows no function that nobody has shown', () => {
    expect(interpretSql('', 'SELECT create_hypertable(1)').effects).toMatchObject([{ kind: 'opaque' }]);
    expect(interpretSql('', 'SELECT now(), uuid_generate_v4(), length(NULL)').effects).toStrictEqual([]);
  });

  it('refuses a table that a closed world has not', () => {
    expect(interpretSql('', 'SELECT * FROM nope', { isOpen: false }).refused).toBe('42P01');
    expect(interpretSql('', 'SELECT * FROM nope').locks).toStrictEqual(['nope ACCESS SHARE']);
  });

  it('refuses LOCK outside a transaction', () => {
    expect(interpretSql(SHOP, 'LOCK a', { isInTransaction: false }).refused).toBe('25P01');
  });
});

describe('triggers and rules', () => {
  const TRIGGERS = `${SHOP}
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF TG_OP = ''DELETE'' THEN LOCK tiny; END IF; RETURN NEW; END';
CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN LOCK animals IN SHARE MODE; RETURN NULL; END';
CREATE TRIGGER t1 BEFORE INSERT OR DELETE ON i FOR EACH ROW EXECUTE FUNCTION f();
CREATE TRIGGER t2 AFTER UPDATE OF what ON i FOR EACH STATEMENT EXECUTE FUNCTION g();
CREATE VIEW iv AS SELECT * FROM i;
CREATE TRIGGER t3 INSTEAD OF UPDATE ON iv FOR EACH ROW EXECUTE FUNCTION g();
CREATE TABLE r (id int, t text);
CREATE RULE r1 AS ON DELETE TO r DO INSTEAD NOTHING;
CREATE RULE r2 AS ON INSERT TO r DO ALSO INSERT INTO tiny VALUES (NEW.id, NEW.t);`;

  it.each([
    ['DELETE FROM i WHERE id = 3', [`i ${RE}`, 'tiny ACCESS EXCLUSIVE']],
    ['INSERT INTO i VALUES (9000)', [`i ${RE}`]],
    ["UPDATE i SET what = 'x' WHERE id = 3", ['animals SHARE', 'cats SHARE', `i ${RE}`]],
    ['UPDATE i SET id = 90 WHERE id = 3', [`i ${RE}`]],
    ["UPDATE iv SET what = 'x' WHERE id = 3", ['animals SHARE', 'cats SHARE', `i ${AS}`, `iv ${RE}`]],
    ['DELETE FROM o WHERE id = 3', [`i ${RE}`, `o ${RE}`, 'tiny ACCESS EXCLUSIVE']],
    ['SET session_replication_role = replica; DELETE FROM i WHERE id = 3', [`i ${RE}`]],
    ['DELETE FROM r', [`r ${RE}`]],
    ["INSERT INTO r VALUES (1, 'x')", [`r ${RE}`, `tiny ${RE}`]],
  ])('%s', (sql, locks) => {
    expect(interpretSql(TRIGGERS, sql, { isOpen: false }).locks).toStrictEqual(locks);
  });

  it('fires event triggers by event and tag', () => {
    const setup = `${SHOP}
CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS 'DECLARE r record; BEGIN FOR r IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP IF r.command_tag = ''CREATE SEQUENCE'' THEN LOCK tiny; END IF; END LOOP; END';
CREATE EVENT TRIGGER et ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE SEQUENCE') EXECUTE FUNCTION ev();`;
    expect(interpretSql(setup, 'CREATE TABLE z (id int)').locks).toStrictEqual([]);
    expect(interpretSql(setup, 'CREATE TABLE z (id serial)').locks).toStrictEqual(['tiny ACCESS EXCLUSIVE']);
    expect(interpretSql(setup, 'CREATE SEQUENCE z').locks).toStrictEqual(['tiny ACCESS EXCLUSIVE']);
    expect(interpretSql(setup, 'CREATE INDEX ON i (what)').locks).not.toContain('tiny ACCESS EXCLUSIVE');
  });
});

describe('columns of a query', () => {
  it.each([
    ['SELECT id, email AS mail, qty + 1, count(*), note::varchar(5) FROM a GROUP BY 1', ['id', 'mail', '?column?', 'count', 'note']],
    ['SELECT * FROM a JOIN o USING (id)', ['id', 'email', 'qty', 'note', 'a_id', 'status']],
    ['WITH c (x, y) AS (SELECT id, note FROM a) SELECT c.* FROM c', ['x', 'y']],
    ["VALUES (1, 'x')", ['column1', 'column2']],
    ['SELECT s.n FROM generate_series(1, 3) AS s (n)', ['n']],
    ['DELETE FROM a RETURNING id', ['id']],
    ['SELECT CASE WHEN true THEN 1 END, EXISTS (SELECT 1), coalesce(1, 2), current_date', ['case', 'exists', 'coalesce', 'current_date']],
  ])('%s', (sql, names) => {
    const { world } = interpretSql(SHOP, 'SELECT 1');
    const node = parseSql(sql).stmts?.[0]?.stmt;
    const columns = node === undefined ? [] : columnsOfQuery(new Interpretation(world), node);
    expect(columns.map(({ name }) => name)).toStrictEqual(names);
  });

  it('has the types of tables and literals', () => {
    const { world } = interpretSql(SHOP, 'SELECT 1');
    const node = parseSql("SELECT email, a_id, 'x', 5 FROM a, o").stmts?.[0]?.stmt;
    const columns = node === undefined ? [] : columnsOfQuery(new Interpretation(world), node);
    expect(columns.map(({ use }) => typeText(use))).toStrictEqual(['character varying(100)', 'integer', 'text', 'integer']);
  });
});
