import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from '../../../src/syntax/parse.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const SETUP = `CREATE TABLE tiny (id int); CREATE TABLE other (id int);`;
const TINY = ['tiny ACCESS EXCLUSIVE'];
const BOTH = ['other ACCESS EXCLUSIVE', 'tiny ACCESS EXCLUSIVE'];

/** Checked against a server of 15: pg_locks after the statement. */
const BODIES: readonly [what: string, declare: string, body: string, locks: readonly string[]][] = [
  ['a counter reaches its arm', 'i int := 0;', 'LOOP i := i + 1; EXIT WHEN i > 3; CONTINUE WHEN i < 3; LOCK tiny; END LOOP;', TINY],
  ['a counter after WHILE', 'i int := 3;', 'WHILE i > 0 LOOP i := i - 1; IF i = 1 THEN LOCK tiny; END IF; END LOOP;', TINY],
  ['WHILE that never holds', 'i int := 0;', 'WHILE i > 0 LOOP LOCK tiny; END LOOP;', []],
  [
    'SQL with a counter in it',
    `i int := 0;`,
    `WHILE i < 1 LOOP EXECUTE 'LOCK ' || CASE i WHEN 0 THEN 'tiny' END; i := i + 1; END LOOP;`,
    TINY,
  ],
  [
    'the parameter of a cursor',
    'c CURSOR (n text) FOR SELECT relname FROM pg_class WHERE relname = n;',
    `FOR r IN c('tiny') LOOP EXECUTE 'LOCK ' || r.relname; END LOOP;`,
    TINY,
  ],
  ['an array written as text', `l text[] := '{tiny,other}'; t text;`, `FOREACH t IN ARRAY l LOOP EXECUTE 'LOCK ' || t; END LOOP;`, BOTH],
];

describe('loops of PL/pgSQL', () => {
  it.each(BODIES)('%s', (_, declare, body, locks) => {
    expect(interpretSql(SETUP, `DO $$ DECLARE ${declare} BEGIN ${body} END $$`).locks).toEqual(locks);
  });

  it('one turn stands for all where nothing hangs on the counter', () => {
    const body = 'WHILE i < 100000 LOOP UPDATE tiny SET id = id + 1; i := i + 1; END LOOP;';
    const { effects } = interpretSql(SETUP, `DO $$ DECLARE i int := 0; BEGIN ${body} IF i = 1 THEN LOCK other; END IF; END $$`);
    expect(effects.filter(({ kind }) => kind === 'rows')).toHaveLength(1);
    // What the counter is in the end is not known.
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'lock', mode: 'ACCESS EXCLUSIVE' }));
  });

  it('loops inside loops end', () => {
    const inner = `FOR a IN 1..100 LOOP FOR b IN 1..100 LOOP FOR c IN 1..100 LOOP IF c = 200 THEN LOCK tiny; END IF; END LOOP; END LOOP; END LOOP;`;
    expect(interpretSql(SETUP, `DO $$ BEGIN ${inner} END $$`).locks).toEqual([]);
  });
});
