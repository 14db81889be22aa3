import { describe, expect, it, test } from 'vitest';
import type { FingerprintObject } from '../../src/model/fingerprint.ts';
import { keepsValues, usingClause } from '../../src/schema/alter/type-conversion.ts';
import { conditionsOf } from '../../src/schema/conditions.ts';
import { renames } from '../../src/schema/difference/renames.ts';
import { addressOf, nameParts, splitName, splitOn } from '../../src/schema/identity.ts';
import { Properties } from '../../src/schema/properties.ts';
import { keeping } from '../../src/schema/schema-statement.ts';

describe('a column gets another type', () => {
  it.each([
    ['integer', 'bigint', true, ''],
    ['bigint', 'integer', false, ''],
    ['numeric(10,2)', 'numeric(11,4)', false, ''],
    ['numeric(10,2)', 'numeric(14,4)', true, ''],
    ['character varying(50)', 'character varying(80)', true, ''],
    ['character varying(50)', 'text', true, ''],
    ['text', 'character varying(50)', false, ''],
    ['date', 'timestamp without time zone', true, ''],
    ['text', 'integer', false, ' USING c::integer'],
    ['integer', 'timestamp with time zone', false, ' USING to_timestamp(c)'],
    ['timestamp with time zone', 'bigint', false, ' USING extract(epoch FROM c)::bigint'],
    ['bigint', 'boolean', false, ' USING c <> 0'],
    ['app.mood', 'app.light', false, ' USING c::text::app.light'],
    ['text', 'text[]', false, ' USING ARRAY[c]'],
    ['integer[]', 'bigint[]', false, ' USING c::text::bigint[]'],
  ])('%s becomes %s', (from, to, isKept, using) => {
    expect([keepsValues(from, to), usingClause('c', from, to)]).toEqual([isKept, using]);
  });
});

test('what statements need of rows, and that new tables have none', () => {
  const needs = (...statements: string[]): readonly (string | null)[] => conditionsOf(statements.map((sql) => keeping(sql)));
  expect(
    needs(
      'ALTER TABLE app."Ord er" ADD COLUMN x integer NOT NULL',
      'ALTER TABLE a.b ADD COLUMN x integer DEFAULT 0 NOT NULL',
      'ALTER TABLE ONLY a.b ALTER COLUMN x SET NOT NULL',
      'CREATE TABLE a.n (\n    x int\n)',
      'ALTER TABLE a.n ADD CONSTRAINT n_pkey PRIMARY KEY (x)',
      'ALTER TABLE a.b ADD CONSTRAINT c CHECK (x > 0) NOT VALID',
      'ALTER TABLE a.b ADD CONSTRAINT c CHECK (x > 0)',
      'CREATE UNIQUE INDEX i ON a.b USING btree (x)',
      'ALTER TABLE a.b ALTER COLUMN x TYPE integer USING x::integer',
      'ALTER TABLE a.b ATTACH PARTITION a.c FOR VALUES FROM (1) TO (2)',
    ),
  ).toEqual([
    'no rows in app."Ord er"',
    null,
    'no NULL in a.b.x',
    null,
    null,
    null,
    'rows of a.b that fulfil c',
    'no duplicates in a.b (i)',
    'values of a.b.x that can be converted',
    'rows of a.c that belong into a.b',
  ]);
});

test('names are taken apart outside of quotes', () => {
  expect(nameParts('app."Order.s"."a""b"')).toEqual(['app', '"Order.s"', '"a""b"']);
  expect(splitName('app."Order.s".id')).toEqual(['app."Order.s"', 'id']);
  expect(splitOn('"a on b" on app.orders')).toEqual(['"a on b"', 'app.orders']);
  const address = (kind: string, identity: string, isOnDomain = false): string => addressOf({ kind, identity }, isOnDomain);
  expect([
    address('constraint', 'c on app.amount', true),
    address('operator family', 'app.pairs using hash'),
    address('user mapping', 'for reader server away'),
    address('aggregate', 'app.total(integer)'),
  ]).toEqual([
    'CONSTRAINT c ON DOMAIN app.amount',
    'OPERATOR FAMILY app.pairs USING hash',
    'USER MAPPING FOR reader SERVER away',
    'ROUTINE app.total(integer)',
  ]);
});

test('a property that has several lines is one, and the longest name wins', () => {
  const properties = Properties.of("type text\nnot null\ndefault 'a\ntype b'\nnot null constraint x", [
    'type',
    'not null',
    'default',
    'not null constraint',
  ]);
  expect([properties.get('type'), properties.get('not null'), properties.get('default'), properties.get('not null constraint')]).toEqual([
    'text',
    '',
    "'a\ntype b'",
    'x',
  ]);
});

describe('what has another name is renamed, and keeps its rows', () => {
  const objects = (...columns: readonly (readonly [string, string, number])[]): ReadonlyMap<string, FingerprintObject> => {
    const all = columns.flatMap(([identity, definition, position]): FingerprintObject[] => {
      const table = splitName(identity)[0];
      const parent = `table ${table}`;
      return [
        { kind: 'table', identity: table, definition: 'owner a', detail: null, position: null, parent: null },
        { kind: 'column', identity, definition, detail: null, position, parent },
      ];
    });
    return new Map(all.map((object) => [`${object.kind} ${object.identity}`, object]));
  };
  const found = (before: ReturnType<typeof objects>, after: ReturnType<typeof objects>): readonly string[] =>
    renames(before, after, () => true).map(({ sql }) => sql);

  it('a column at the same place with the same definition', () => {
    const before = objects(['s.t.a', 'type text', 1], ['s.t.b', 'type text', 2]);
    expect(found(before, objects(['s.t.a', 'type text', 1], ['s.t.c', 'type text', 2]))).toEqual(['ALTER TABLE s.t RENAME COLUMN b TO c']);
    expect(found(before, objects(['s.t.a', 'type text', 1], ['s.t.c', 'type integer', 2]))).toEqual([]);
    expect(found(before, objects(['s.t.b', 'type text', 1], ['s.t.c', 'type text', 2]))).toEqual([]);
  });

  it('a table with the same columns, unless two could be meant', () => {
    const columns = (table: string): readonly (readonly [string, string, number])[] => [
      [`${table}.a`, 'type text', 1],
      [`${table}.b`, 'type text', 2],
    ];
    expect(found(objects(...columns('s.t')), objects(...columns('r."T 2"')))).toEqual([
      'ALTER TABLE s.t RENAME TO "T 2"',
      'ALTER TABLE s."T 2" SET SCHEMA r',
    ]);
    expect(found(objects(...columns('s.t')), objects(...columns('s.u'), ...columns('s.v')))).toEqual([]);
  });
});
