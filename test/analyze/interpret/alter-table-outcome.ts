import { interpretSql } from './interpret-sql.ts';

/** Tables with rows: T plain, O with a foreign key, P partitioned twice, I inherited. */
export const SETUPS = {
  T: `CREATE TABLE t (id int PRIMARY KEY, a int, b text, c varchar(10), n int NOT NULL); INSERT INTO t SELECT g, g, 'b', 'c', g FROM generate_series(1, 20000) g;`,
  O: `CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT g FROM generate_series(1, 20000) g; CREATE TABLE o (id int PRIMARY KEY, t_id int REFERENCES t, x int); INSERT INTO o SELECT g, g, g FROM generate_series(1, 20000) g;`,
  P: `CREATE TABLE p (id int NOT NULL, a int, b text, c varchar(10)) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100); CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200) PARTITION BY RANGE (id); CREATE TABLE p21 PARTITION OF p2 DEFAULT; INSERT INTO p SELECT g % 200, g, 'b', 'c' FROM generate_series(1, 20000) g;`,
  I: `CREATE TABLE q (id int, a int, c varchar(10)); CREATE TABLE q1 (z int) INHERITS (q); INSERT INTO q SELECT g, g, 'c' FROM generate_series(1, 20000) g; INSERT INTO q1 SELECT * FROM q;`,
  K: `CREATE TABLE r (k varchar(5) PRIMARY KEY); INSERT INTO r SELECT g FROM generate_series(1, 20000) g; CREATE TABLE s (k varchar(5) REFERENCES r, x int); INSERT INTO s SELECT g, g FROM generate_series(1, 20000) g;`,
} as const;

/** Strongest locks on what existed, or the SQLSTATE of the refusal; and the work on it, as `rewrite t, index-build t_pkey`. */
export function outcomeOf(setup: string, sql: string, majorVersion: number): { readonly locks: string; readonly work: string } {
  const { effects, locks, refused } = interpretSql(setup, sql, { majorVersion });
  if (refused !== null) return { locks: refused, work: '' };
  const work = effects.flatMap((effect) =>
    effect.kind === 'work' && effect.relation.isPreExisting ? [`${effect.work} ${effect.index?.name ?? effect.relation.name}`] : [],
  );
  return { locks: locks.join(', '), work: [...new Set(work)].join(', ') };
}
