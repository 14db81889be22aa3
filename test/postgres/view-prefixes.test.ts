import { expect, test } from 'vitest';
import { withoutPrefixes } from '../../src/postgres/view-prefixes.ts';

// Left as PostgreSQL 15 prints them, right as 16 does.
test.each([
  ['one table', 'SELECT t.id,\n    t.b\n   FROM public.t\n  WHERE (t.id > 1);', 'SELECT id,\n    b\n   FROM public.t\n  WHERE (id > 1);'],
  ['with another name', 'SELECT x.id\n   FROM public.t x\n  ORDER BY x.id;', 'SELECT id\n   FROM public.t x\n  ORDER BY id;'],
  ['two tables', 'SELECT t.id\n   FROM public.t,\n    public.u;', null],
  ['a join', 'SELECT t.id\n   FROM (public.t\n     JOIN public.u ON ((u.id = t.id)));', null],
  ['a join without parentheses', 'SELECT t.id\n   FROM public.t JOIN public.u ON ((u.id = t.id));', null],
  ['a union', 'SELECT t.id\n   FROM public.t\nUNION\n SELECT u.id\n   FROM public.u;', null],
  [
    'a query inside',
    'SELECT t.id\n   FROM public.t\n  WHERE (EXISTS ( SELECT 1\n           FROM public.u\n          WHERE (u.id = t.id)));',
    'SELECT id\n   FROM public.t\n  WHERE (EXISTS ( SELECT 1\n           FROM public.u\n          WHERE (u.id = t.id)));',
  ],
  [
    'a query as the table',
    'SELECT s.id\n   FROM ( SELECT t.id\n           FROM public.t) s;',
    'SELECT id\n   FROM ( SELECT t.id\n           FROM public.t) s;',
  ],
  [
    'a query with a name',
    ' WITH q AS (\n         SELECT t.id\n           FROM public.t\n        )\n SELECT q.id\n   FROM q;',
    ' WITH q AS (\n         SELECT t.id\n           FROM public.t\n        )\n SELECT id\n   FROM q;',
  ],
  ['a function', 'SELECT g.n\n   FROM generate_series(1, 3) g(n);', 'SELECT n\n   FROM generate_series(1, 3) g(n);'],
  ['a sample', 'SELECT t.id\n   FROM public.t TABLESAMPLE system (10);', 'SELECT id\n   FROM public.t TABLESAMPLE system (10);'],
  ['strings', "SELECT (t.b || ' t.id '::text) AS s\n   FROM public.t;", "SELECT (b || ' t.id '::text) AS s\n   FROM public.t;"],
  ['quoted names', 'SELECT "O t".id AS "t.id"\n   FROM public.t "O t";', 'SELECT id AS "t.id"\n   FROM public.t "O t";'],
  ['a whole row', 'SELECT t.*::text AS whole\n   FROM public.t;', null],
  ['EXTRACT', 'SELECT EXTRACT(year FROM t.at) AS y\n   FROM public.t;', 'SELECT EXTRACT(year FROM at) AS y\n   FROM public.t;'],
  ['no table', ' SELECT 1 AS one;', null],
])('%s', (_name, before, after) => {
  expect(withoutPrefixes(before)).toBe(after ?? before);
});
