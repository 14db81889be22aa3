import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const SETUP = `
CREATE TABLE a (id int PRIMARY KEY, qty int);
INSERT INTO a SELECT g, 1 FROM generate_series(1, 5000) g;
CREATE TABLE o (id int PRIMARY KEY, a_id int CONSTRAINT o_a_fkey REFERENCES a);
CREATE TABLE tiny (id int);
CREATE TABLE other (id int);
CREATE INDEX o_a ON o (a_id);
CREATE TYPE mood AS ENUM ('ok');
CREATE FUNCTION dyn(t text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE format(''LOCK TABLE %I'', t); END';
CREATE FUNCTION many(VARIADIC l text[]) RETURNS void LANGUAGE plpgsql AS 'DECLARE t text; BEGIN FOREACH t IN ARRAY l LOOP EXECUTE ''LOCK TABLE '' || t; END LOOP; END';
CREATE FUNCTION down(n int) RETURNS int LANGUAGE plpgsql AS 'BEGIN IF n <= 1 THEN LOCK tiny; RETURN 1; END IF; RETURN down(n - 1); END';
CREATE FUNCTION plain(x int) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM o WHERE a_id = x';
CREATE FUNCTION atomic() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM o; END;
CREATE PROCEDURE inner_p() LANGUAGE plpgsql AS 'BEGIN LOCK tiny; END';
CREATE PROCEDURE outer_p() LANGUAGE plpgsql AS 'BEGIN CALL inner_p(); END';
CREATE PROCEDURE commits() LANGUAGE plpgsql AS 'BEGIN LOCK tiny; COMMIT; PERFORM count(*) FROM a; END';
`;

const TINY = ['tiny ACCESS EXCLUSIVE'];
const body = (text: string, declare = ''): string => `DO $do$ ${declare === '' ? '' : `DECLARE ${declare}`} BEGIN ${text} END $do$`;
const ifThen = (condition: string): string => body(`IF ${condition} THEN LOCK tiny; ELSE LOCK other IN SHARE MODE; END IF;`);

/** Checked against a server of 15: pg_locks after the statement. */
const BODIES: readonly [what: string, sql: string, locks: readonly string[]][] = [
  ['a type that exists', ifThen("NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood')"), ['other SHARE']],
  [
    'joined catalogs',
    ifThen("EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relname = 'a' AND nspname = 'public')"),
    TINY,
  ],
  [
    'a missing column',
    ifThen("EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'nope')"),
    ['other SHARE'],
  ],
  [
    'its type',
    ifThen("(SELECT data_type FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'qty') = 'integer'"),
    TINY,
  ],
  [
    'a constraint by regclass',
    ifThen("EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'o_a_fkey' AND conrelid = 'o'::regclass)"),
    TINY,
  ],
  ['a count', ifThen("(SELECT count(*) FROM pg_indexes WHERE indexname = 'o_a') = 0"), ['other SHARE']],
  ['to_regclass', ifThen("to_regclass('public.a') IS NOT NULL"), TINY],
  ['the version', ifThen("current_setting('server_version_num')::int >= 130000"), TINY],
  ['FOUND', body("PERFORM 1 FROM pg_extension WHERE extname = 'x'; IF NOT FOUND THEN LOCK tiny; END IF;"), TINY],
  ['CASE', body("CASE (SELECT count(*) FROM pg_class WHERE relname = 'a') WHEN 0 THEN LOCK other; WHEN 1 THEN LOCK tiny; END CASE;"), TINY],
  ['both ways where data decides', ifThen('(SELECT qty FROM a WHERE id = 1) = 3'), ['a ACCESS SHARE', 'other SHARE', ...TINY]],
  [
    'text put together',
    body("EXECUTE 'LOCK TABLE ' || quote_ident(t) || ' IN ' || m || ' MODE';", "t text := 'tiny'; m text := 'SHARE';"),
    ['tiny SHARE'],
  ],
  ['format with positions', body("EXECUTE format('LOCK TABLE %2$I IN %1$s MODE', 'SHARE', 'tiny');"), ['tiny SHARE']],
  [
    'an array',
    body("FOREACH t IN ARRAY ARRAY['tiny', 'other'] LOOP EXECUTE 'LOCK ' || t; END LOOP;", 't text;'),
    ['other ACCESS EXCLUSIVE', ...TINY],
  ],
  ['unnest', body("FOR t IN SELECT unnest(ARRAY['tiny']) LOOP EXECUTE 'LOCK ' || t; END LOOP;", 't text;'), TINY],
  [
    'VALUES',
    body("FOR r IN VALUES ('tiny', 'SHARE') LOOP EXECUTE format('LOCK %I IN %s MODE', r.column1, r.column2); END LOOP;", 'r record;'),
    ['tiny SHARE'],
  ],
  [
    'a loop over the catalog',
    body("FOR r IN SELECT tablename FROM pg_tables WHERE tablename LIKE 'ti%' LOOP EXECUTE 'LOCK ' || r.tablename; END LOOP;", 'r record;'),
    TINY,
  ],
  [
    'a name from the catalog',
    body("SELECT relname INTO n FROM pg_class WHERE oid = 'tiny'::regclass; EXECUTE 'LOCK ' || n;", 'n text;'),
    TINY,
  ],
  [
    'string_agg',
    body("EXECUTE (SELECT string_agg('LOCK ' || tablename, ';') FROM pg_tables WHERE tablename IN ('tiny', 'other'));"),
    ['other ACCESS EXCLUSIVE', ...TINY],
  ],
  ['an integer loop', body("FOR i IN 1..2 LOOP EXECUTE 'CREATE TABLE p' || i || ' ()'; END LOOP; EXECUTE 'LOCK tiny';"), TINY],
  ['RETURN ends it', body('LOCK tiny; RETURN; LOCK other;'), TINY],
  ['CONTINUE and EXIT by label', body('<<l>> FOR i IN 1..2 LOOP CONTINUE l WHEN i = 1; LOCK tiny; EXIT l; LOCK other; END LOOP;'), TINY],
  [
    'a caught failure of the body',
    body("BEGIN PERFORM 1; RAISE EXCEPTION 'no'; LOCK other; EXCEPTION WHEN raise_exception THEN LOCK tiny; END;"),
    TINY,
  ],
  ['a row variable', body('SELECT * INTO r FROM tiny; r.id := 5; UPDATE tiny SET id = r.id;', 'r tiny%ROWTYPE;'), ['tiny ROW EXCLUSIVE']],
  ['a type variable', body('UPDATE a SET qty = 1 WHERE id = v;', 'v a.id%TYPE := 3;'), ['a ROW EXCLUSIVE']],
  ['a cursor', body('FOR r IN c LOOP NULL; END LOOP;', 'c CURSOR FOR SELECT * FROM tiny;'), ['tiny ACCESS SHARE']],
  ['a function', "SELECT dyn('tiny')", TINY],
  ['VARIADIC', "SELECT many('tiny', 'other')", ['other ACCESS EXCLUSIVE', ...TINY]],
  ['recursion', 'SELECT down(3)', TINY],
  ['a SQL function', 'SELECT plain(3)', ['o ACCESS SHARE']],
  ['BEGIN ATOMIC', 'SELECT atomic()', ['o ACCESS SHARE']],
  ['a function that is not reached', "SELECT dyn('tiny') WHERE false", []],
  ['a procedure in a procedure', 'CALL outer_p()', TINY],
];

describe('PL/pgSQL', () => {
  it.each(BODIES)('%s', (_, sql, locks) => {
    const { effects, locks: taken } = interpretSql(SETUP, sql, { majorVersion: 15, isOpen: false });
    expect(effects.filter(({ kind }) => kind === 'opaque' || kind === 'error')).toStrictEqual([]);
    expect(taken).toStrictEqual(locks);
  });

  it.each([
    ['RAISE', body("RAISE EXCEPTION 'no';"), 'P0001'],
    ['RAISE with a code', body("RAISE EXCEPTION 'no' USING ERRCODE = '22023';"), '22023'],
    ['COMMIT in a transaction block', body('COMMIT;'), '2D000'],
    ['COMMIT in a procedure', 'CALL commits()', '2D000'],
    ['CONCURRENTLY in a body', body('CREATE INDEX CONCURRENTLY x ON a (qty);'), '25001'],
    ['EXECUTE of no SQL', body("EXECUTE 'LOK tiny';"), '42601'],
  ])('refuses %s', (_, sql, sqlState) => {
    expect(interpretSql(SETUP, sql, { isOpen: false }).refused).toBe(sqlState);
  });

  it('gives locks back at COMMIT outside a transaction block', () => {
    const { effects, refused } = interpretSql(SETUP, 'CALL commits()', { isOpen: false, isInTransaction: false });
    expect(refused).toBeNull();
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'work', work: 'scan', under: [] }));
  });

  it('gives locks of a caught failure back, the handler runs without them', () => {
    const caught = body("BEGIN LOCK a; RAISE EXCEPTION 'no'; EXCEPTION WHEN OTHERS THEN PERFORM count(*) FROM a; END;");
    expect(interpretSql(SETUP, caught, { isOpen: false }).effects).toContainEqual(expect.objectContaining({ kind: 'work', under: [] }));
  });

  it('marks what may not happen', () => {
    const certainty = (text: string): readonly boolean[] =>
      interpretSql(SETUP, body(text), { isOpen: false }).effects.flatMap((effect) => (effect.kind === 'work' ? [effect.isCertain] : []));
    expect(certainty('PERFORM count(*) FROM a;')).toStrictEqual([true]);
    expect(certainty('IF random() > 0.5 THEN PERFORM count(*) FROM a; END IF;')).toStrictEqual([false]);
    expect(certainty('IF random() > 0.5 THEN RETURN; END IF; PERFORM count(*) FROM a;')).toStrictEqual([false]);
  });

  it('judges SQL with gaps by its shape, as work on a table of unknown size', () => {
    const { effects, world } = interpretSql(
      SETUP,
      body("EXECUTE 'ALTER TABLE ' || current_query() || ' ADD COLUMN g uuid DEFAULT gen_random_uuid()';"),
    );
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'opaque' }));
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'work', work: 'rewrite', isCertain: false }));
    expect(world.allRelations().map(({ name }) => name)).not.toContain('known_at_run_time');
  });

  it('is opaque where nothing can be told', () => {
    for (const sql of [
      body('EXECUTE current_query();'),
      'DO LANGUAGE plpython3u $$ pass $$',
      body('LOOK tiny;'),
      'CALL unknown_procedure()',
    ])
      expect(interpretSql(SETUP, sql).effects).toContainEqual(expect.objectContaining({ kind: 'opaque' }));
  });

  it('leaves what an open world cannot know open, and knows what was made before our eyes', () => {
    const locks = (condition: string): readonly string[] => interpretSql(SETUP, ifThen(condition)).locks;
    expect(locks("EXISTS (SELECT 1 FROM pg_class WHERE relname = 'nope')")).toStrictEqual(['other SHARE', ...TINY]);
    expect(locks("EXISTS (SELECT 1 FROM pg_class WHERE relname = 'a')")).toStrictEqual(TINY);
    expect(locks("EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a' AND column_name = 'nope')")).toStrictEqual([
      'other SHARE',
    ]);
  });
});
