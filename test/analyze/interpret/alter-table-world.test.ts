import { beforeAll, describe, expect, it } from 'vitest';
import type { Constraint, Relation } from '../../../src/analyze/world/objects.ts';
import type { World } from '../../../src/analyze/world/world.ts';
import { loadParser } from '../../../src/syntax/parse.ts';
import { outcomeOf, SETUPS } from './alter-table-outcome.ts';
import { interpretSql } from './interpret-sql.ts';

beforeAll(loadParser);

const AE = 'ACCESS EXCLUSIVE';

/** Of several statements, the last one shows whether the world followed the others; checked against servers of 15 and 18. */
const SEQUENCES: readonly [setup: string, sql: string, locks: string, work: string][] = [
  [`${SETUPS.T} ALTER TABLE t ADD CHECK (a IS NOT NULL); ALTER TABLE t RENAME a TO z`, 'ALTER TABLE t ALTER z SET NOT NULL', `t ${AE}`, ''],
  [`${SETUPS.T} ALTER TABLE t RENAME TO u`, 'ALTER TABLE u ALTER c TYPE text', `u ${AE}`, ''],
  [`${SETUPS.O} DROP TABLE o`, 'ALTER TABLE t ALTER id TYPE bigint', `t ${AE}, t_pkey ${AE}`, 'rewrite t, index-build t_pkey'],
  [`${SETUPS.O} ALTER TABLE o DROP t_id`, 'ALTER TABLE t ALTER v TYPE varchar', `t ${AE}`, ''],
  [`${SETUPS.I} ALTER TABLE q1 NO INHERIT q`, 'ALTER TABLE q ADD CHECK (a > 0)', `q ${AE}`, 'scan q'],
  [`${SETUPS.I} ALTER TABLE q1 NO INHERIT q`, 'ALTER TABLE q1 DROP a', `q1 ${AE}`, ''],
  [`${SETUPS.T} ALTER TABLE t SET UNLOGGED`, 'ALTER TABLE t SET UNLOGGED', `t ${AE}`, ''],
  [`${SETUPS.T} ALTER TABLE t SET TABLESPACE other`, 'ALTER TABLE t SET TABLESPACE pg_default', `t ${AE}`, 'copy t'],
  [`${SETUPS.T} CREATE VIEW v AS SELECT b FROM t; ALTER TABLE t RENAME b TO z`, 'ALTER TABLE t ALTER z TYPE varchar', '0A000', ''],
  [`${SETUPS.T} CREATE SCHEMA s; ALTER TABLE t SET SCHEMA s`, 'ALTER TABLE s.t ADD CHECK (a > 0)', `s.t ${AE}`, 'scan t'],
  [
    `${SETUPS.T} ALTER TABLE t ADD CONSTRAINT k CHECK (a IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT k`,
    'ALTER TABLE t ALTER a SET NOT NULL',
    `t ${AE}`,
    '',
  ],
];

describe('the world after ALTER TABLE', () => {
  it.each(SEQUENCES)('%s; %s', (setup, sql, locks, work) => {
    expect(outcomeOf(setup, sql, 18)).toEqual({ locks, work });
  });

  it('has the sequence of a serial column until the column goes', () => {
    const added = interpretSql(SETUPS.T, 'ALTER TABLE t ADD s serial').world;
    expect(added.findRelation('t_s_seq')?.ownedBy?.name).toBe('s');
    expect(interpretSql(SETUPS.T, 'ALTER TABLE t ADD s serial; ALTER TABLE t DROP s').world.findRelation('t_s_seq')).toBeNull();
  });

  it('has an index that became a constraint’s under the constraint’s name, and loses both together', () => {
    const setup = `${SETUPS.T} CREATE UNIQUE INDEX u ON t (n);`;
    const adopted = interpretSql(setup, 'ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX u').world;
    expect(adopted.findRelation('u')).toBeNull();
    expect(adopted.findRelation('k')?.relkind).toBe('index');
    const dropped = interpretSql(setup, 'ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX u; ALTER TABLE t DROP CONSTRAINT k').world;
    expect(dropped.findRelation('k')).toBeNull();
  });

  it('has a part of a foreign key on each partition of either side', () => {
    const setup = `${SETUPS.P} ALTER TABLE p ADD PRIMARY KEY (id); CREATE TABLE r (id int PRIMARY KEY);`;
    const { world } = interpretSql(setup, 'ALTER TABLE p ADD FOREIGN KEY (a) REFERENCES r; ALTER TABLE r ADD x int REFERENCES p');
    expect(keys(world, 'p21').map(({ parent }) => parent?.relation?.name)).toEqual(['p2']);
    expect(keys(world, 'r').map(({ referenced }) => referenced?.name)).toEqual(['p', 'p1', 'p2', 'p21']);
  });

  it('names constraints as PostgreSQL does', () => {
    const { world } = interpretSql(
      SETUPS.T,
      'ALTER TABLE t ADD CHECK (a > 0), ADD CHECK (a > 1), ADD CHECK (a > n), ADD FOREIGN KEY (a) REFERENCES t, ADD UNIQUE (a, n), ALTER b SET NOT NULL',
    );
    expect(table(world, 't').constraints.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        't_a_check',
        't_a_check1',
        't_a_fkey',
        't_a_n_key',
        't_b_not_null',
        't_check',
        't_id_not_null',
        't_n_not_null',
        't_pkey',
      ]),
    );
  });
});

describe('what else uses a column or a table', () => {
  const FUNCTION = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT max(a) FROM t); END';";

  it.each(['ALTER TABLE t DROP a', 'ALTER TABLE t ALTER a TYPE bigint', 'ALTER TABLE t RENAME a TO z', 'ALTER TABLE t RENAME TO u'])(
    'a function whose text names it: %s',
    (sql) => {
      const { effects } = interpretSql(SETUPS.T + FUNCTION, sql);
      expect(effects).toContainEqual({ kind: 'dependent', what: 'function', name: 'public.f', change: 'uses' });
    },
  );

  it('not a function that names another column', () => {
    const { effects } = interpretSql(SETUPS.T + FUNCTION, 'ALTER TABLE t DROP b');
    expect(effects.some(({ kind }) => kind === 'dependent')).toBe(false);
  });

  it('values that a narrower type loses are destroyed, those of a wider one are not', () => {
    const lost = (sql: string): boolean => interpretSql(SETUPS.T, sql).effects.some((effect) => effect.kind === 'destroy');
    expect(lost('ALTER TABLE t ALTER b TYPE int USING length(b)')).toBe(true);
    expect(lost('ALTER TABLE t ALTER a TYPE bigint')).toBe(false);
  });
});

describe('in an open world', () => {
  it('an unknown table counts as filled, an unknown column as nullable', () => {
    expect(outcomeOf('', 'ALTER TABLE x ALTER y SET NOT NULL', 18)).toEqual({ locks: `x ${AE}`, work: 'scan x' });
  });

  it('an unknown index serves a primary key without a scan', () => {
    const sql = 'ALTER TABLE x ADD PRIMARY KEY USING INDEX i';
    expect(outcomeOf('', sql, 18)).toEqual({ locks: `i ACCESS SHARE, x ${AE}`, work: '' });
  });
});

function table(world: World, name: string): Relation {
  const found = world.findRelation(name);
  if (found === null) throw new Error(`${name} is missing`);
  return found;
}

function keys(world: World, name: string): readonly Constraint[] {
  return table(world, name).constraints.filter(({ type }) => type === 'foreign-key');
}
