import { describe, expect, test } from 'vitest';
import { canKeepIndex, typeChange } from '../../../src/analyze/expressions/type-change.ts';
import type { IndexKey, Relation } from '../../../src/analyze/world/objects.ts';
import { World } from '../../../src/analyze/world/world.ts';
import { expression, table, use } from './parsed.ts';
import { CHANGES, TYPES } from './type-change-truth.ts';

const METHODS: Readonly<Record<string, string>> = { b: 'btree', h: 'hash', g: 'gin', s: 'gist', B: 'brin' };

/** The world that type-change-truth.ts speaks of. */
function world(majorVersion: number = 18): World {
  const made = new World({ majorVersion, isOpen: false });
  made.addType({ name: 'mood', schema: 'public', category: 'enum', labels: ['sad', 'happy'] });
  const pair = made.addRelation({ name: 'pair', schema: 'public', relkind: 'composite-type' });
  made.addColumn(pair, { name: 'a', use: use(made, 'int') });
  made.addColumn(pair, { name: 'b', use: use(made, 'text') });
  const domain = (name: string, base: string, isChecked: boolean, isNotNull: boolean = false): void => {
    const type = made.addType({ name, schema: 'public', category: 'domain', base: use(made, base), isNotNull });
    if (isChecked) made.addConstraint({ name: `${name}_check`, type: 'check', domain: type, expression: expression("VALUE <> ''") });
  };
  domain('free_text', 'text', false);
  domain('checked_text', 'text', true);
  domain('filled_text', 'text', false, true);
  domain('short_text', 'varchar(10)', false);
  domain('free_text_again', 'free_text', false);
  domain('checked_text_again', 'checked_text', false);
  domain('whole_number', 'int', false);
  domain('numbers', 'int[]', false);
  for (const extension of ['citext', 'hstore', 'ltree']) {
    made.addType({ name: extension, schema: 'public', category: 'base' }).isExtensionMember = true;
    made.addAttachment({ name: extension, what: 'extension' });
  }
  return made;
}

function indexOn(made: World, relation: Relation, method: string, fields: Partial<NonNullable<Relation['index']>> = {}): Relation {
  const [column] = relation.columns;
  const index: NonNullable<Relation['index']> = {
    table: relation,
    isUnique: false,
    isPrimary: false,
    isExclusion: false,
    isValid: true,
    isClustered: false,
    isReplicaIdentity: false,
    nullsNotDistinct: false,
    method,
    keys: [{ column: column ?? null, expression: null, operatorClass: null, collation: null }],
    included: [],
    predicate: null,
    parent: null,
    ...fields,
  };
  return made.addRelation({ name: `by_${method}`, schema: 'public', relkind: 'index', index });
}

describe('ALTER COLUMN TYPE between each two of many types, as real servers do it', () => {
  test.each(
    CHANGES.trim()
      .split('\n')
      .map((line) => line.split('|') as [string, string, string]),
  )('%s from %s', (form, source, results) => {
    const made = world();
    const relation = table(made, 't', { c: source });
    const [column] = relation.columns;
    if (column === undefined) throw new Error('no column');
    const indexes = Object.entries(METHODS).map(([letter, method]) => ({ letter, index: indexOn(made, relation, method) }));
    const wrong: string[] = [];
    for (const [at, truth] of results.split(' ').entries()) {
      const target = TYPES[at] ?? '';
      if (truth === '-') continue;
      const to = use(made, target);
      const using = form === 'written' ? expression(`c::${target}`) : null;
      const { work } = typeChange(made, column, to, using);
      if (work !== (truth.startsWith('k') ? 'keep' : 'rewrite')) wrong.push(`${target}: ${work}, is ${truth}`);
      if (work !== 'keep' || truth === 'k!') continue;
      for (const { letter, index } of indexes) {
        // An access method that has nothing for the old type has no index to keep.
        const keeps = canKeepIndex(made, index, column, to, null);
        if (keeps !== truth.slice(1).includes(letter)) wrong.push(`${target} ${letter}: ${keeps}, is ${truth}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** The work for a table whose column `c` has a type, and whether an index on it is kept. */
function change(made: World, source: string, target: string, using: string | null = null): ReturnType<typeof typeChange> {
  const [column] = table(made, 't', { c: source, other: 'text' }).columns;
  if (column === undefined) throw new Error('no column');
  return typeChange(made, column, use(made, target), using === null ? null : expression(using));
}

describe('what the session, the version and USING change', () => {
  test.each([
    ['UTC', 'keep'],
    ['Etc/UTC', 'keep'],
    ['gmt', 'keep'],
    ['GMT+0', 'keep'],
    ['Etc/GMT-0', 'keep'],
    ['Zulu', 'keep'],
    ['Universal', 'keep'],
    ['Factory', 'keep'],
    ['0', 'keep'],
    ['+00:00', 'keep'],
    ['<+00>-00', 'keep'],
    ['FOO0', 'keep'],
    ['UTC00:00:00', 'keep'],
    ['Europe/London', 'rewrite'],
    ['Africa/Abidjan', 'rewrite'],
    ['Atlantic/Reykjavik', 'rewrite'],
    ['WET', 'rewrite'],
    ['EST5', 'rewrite'],
    ['FOO0BAR', 'rewrite'],
    ['1', 'rewrite'],
    ['Etc/GMT+1', 'rewrite'],
  ])('timestamp to timestamptz under %s: %s', (timeZone, work) => {
    const made = world();
    made.session.timeZone = timeZone;
    expect(change(made, 'timestamp', 'timestamptz').work).toBe(work);
    expect(change(made, 'timestamptz', 'timestamp').work).toBe(work);
  });

  test.each([
    ['varchar(10)', 'text', 'c', 'keep'],
    ['varchar(10)', 'text', '(c)', 'keep'],
    ['varchar(10)', 'text', 'c::text', 'keep'],
    ['varchar(10)', 'varchar(20)', 'c::varchar(15)', 'keep'],
    ['varchar(10)', 'varchar(20)', 'c::varchar(5)', 'rewrite'],
    ['varchar(10)', 'text', 'c COLLATE "C"', 'keep'],
    ['varchar(10)', 'text', 'CAST(c AS free_text)', 'keep'],
    ['text', 'text', 'lower(c)', 'rewrite'],
    ['text', 'text', 'other', 'rewrite'],
    ['text', 'text', "coalesce(c, '')", 'rewrite'],
    ['text', 'text', 'same(c)', 'keep'],
    ['text', 'citext', 'c::text::citext', 'keep'],
    ['timestamp', 'timestamptz', "c AT TIME ZONE 'UTC'", 'rewrite'],
    ['int', 'int', 'c + 0', 'rewrite'],
    ['int', 'regclass', 'c::oid', 'keep'],
    ['text', 'token', null, 'keep'],
    ['text', 'json', 'c::json', 'rewrite'],
  ])('%s to %s using %s: %s', (source, target, using, work) => {
    const made = world();
    made.addFunction({
      name: 'same',
      schema: 'public',
      body: 'SELECT $1',
      arguments: [use(made, 'text').type],
      returns: use(made, 'text').type,
    });
    const token = made.addType({ name: 'token', schema: 'public', category: 'base' });
    made.casts.set(`${use(made, 'text').type.id}>${token.id}`, { method: 'binary', volatility: 'immutable', context: 'assignment' });
    expect(change(made, source, target, using).work).toBe(work);
  });

  test('"char" is no string since PostgreSQL 15', () => {
    expect(change(world(14), 'int', '"char"').work).toBe('rewrite');
    expect(change(world(15), 'int', '"char"').reason).toBe('there is no cast to the new type');
  });

  test('nothing is known of an unknown type', () => {
    const made = new World({ majorVersion: 18, isOpen: true });
    expect(change(made, 'geometry', 'geometry(Point,4326)')).toMatchObject({ work: 'rewrite', reason: 'the types are not known' });
  });

  test('a virtual column has no rows', () => {
    const made = world();
    const [column] = table(made, 't', { c: 'int' }).columns;
    if (column === undefined) throw new Error('no column');
    column.generated = 'virtual';
    expect(typeChange(made, column, use(made, 'bigint'), null).work).toBe('keep');
  });
});

describe('what can fail, and what is lost', () => {
  test.each([
    ['int', 'bigint', null, ''],
    ['bigint', 'int', null, 'fails'],
    ['int', 'text', null, ''],
    ['text', 'int', 'c::int', 'fails'],
    ['varchar(10)', 'varchar(20)', null, ''],
    ['varchar(20)', 'varchar(10)', null, 'fails'],
    ['varchar(20)', 'varchar(10)', 'c::varchar(10)', 'loses'],
    ['text', 'varchar(10)', null, 'fails'],
    ['char(5)', 'char(10)', null, ''],
    ['numeric(10,2)', 'numeric(12,2)', null, ''],
    ['numeric(10,2)', 'numeric(10,4)', null, 'fails'],
    ['numeric(10,2)', 'numeric(12,4)', null, ''],
    ['numeric(10,2)', 'numeric(10,1)', null, 'fails loses'],
    ['timestamptz', 'timestamp', null, 'loses'],
    ['timestamp', 'timestamptz', null, ''],
    ['timestamptz', 'date', null, 'loses'],
    ['timestamptz(6)', 'timestamptz(3)', null, 'loses'],
    ['timestamptz(3)', 'timestamptz(6)', null, ''],
    ['interval', 'interval day', null, 'loses'],
    ['text', 'checked_text', null, 'fails'],
    ['text', 'free_text', null, ''],
    ['int[]', 'bigint[]', null, ''],
    ['bigint[]', 'int[]', null, 'fails'],
    ['json', 'jsonb', null, 'fails'],
    ['float8', 'int', null, 'fails loses'],
    ['int', 'int', 'c + 1', 'fails loses'],
  ])('%s to %s using %s: %s', (source, target, using, expected) => {
    const { canFail, losesData } = change(world(), source, target, using);
    expect([...(canFail ? ['fails'] : []), ...(losesData ? ['loses'] : [])].join(' ')).toBe(expected);
  });
});

describe('indexes that are built anew although the table is kept', () => {
  const widened = (fields: (relation: Relation) => Partial<NonNullable<Relation['index']>>, collation: string | null = null): boolean => {
    const made = world();
    const relation = table(made, 't', { c: 'varchar(10)', other: 'text' });
    const [column] = relation.columns;
    if (column === undefined) throw new Error('no column');
    return canKeepIndex(made, indexOn(made, relation, 'btree', fields(relation)), column, use(made, 'text'), collation);
  };
  const key = (relation: Relation, at: number, more: Partial<IndexKey> = {}): IndexKey => ({
    column: relation.columns[at] ?? null,
    expression: null,
    operatorClass: null,
    collation: null,
    ...more,
  });

  test('a plain one is kept', () => expect(widened(() => ({}))).toBe(true));
  test('so is a unique one with another column', () =>
    expect(widened((t) => ({ isUnique: true, keys: [key(t, 1), key(t, 0)] }))).toBe(true));
  test('so is one that includes the column', () =>
    expect(widened((t) => ({ keys: [key(t, 1)], included: t.columns.slice(0, 1) }))).toBe(true));
  test('one that does not use it is left alone', () => {
    expect(widened((t) => ({ keys: [key(t, 1)], predicate: expression("other <> ''") }))).toBe(true);
  });
  test('an expression', () => {
    expect(widened(() => ({ keys: [{ column: null, expression: expression('lower(c)'), operatorClass: null, collation: null }] }))).toBe(
      false,
    );
  });
  test('a predicate on the column', () => expect(widened((t) => ({ keys: [key(t, 1)], predicate: expression("c <> ''") }))).toBe(false));
  test('a predicate on another one', () => expect(widened(() => ({ predicate: expression("other <> ''") }))).toBe(false));
  test('an invalid one', () => expect(widened(() => ({ isValid: false }))).toBe(false));
  test('another collation', () => expect(widened(() => ({}), 'C')).toBe(false));
  test('a collation of its own stays', () => expect(widened((t) => ({ keys: [key(t, 0, { collation: 'C' })] }))).toBe(true));
  test('an operator class of its own stays', () => {
    expect(widened((t) => ({ keys: [key(t, 0, { operatorClass: 'text_pattern_ops' })] }))).toBe(true);
    expect(widened((t) => ({ keys: [key(t, 0, { operatorClass: 'public.gin_trgm_ops' })], method: 'gin' }))).toBe(false);
  });
});

describe('methods, operator classes and collations of indexes, as real servers (15, 18) keep them', () => {
  test.each([
    ['varchar(10)', 'text', 'btree', 'text_pattern_ops', true],
    ['varchar(10)', 'text', 'btree', 'varchar_pattern_ops', true],
    ['varchar(10)', 'text', 'btree', 'varchar_ops', true],
    ['varchar(10)', 'text', 'gin', 'gin_trgm_ops', true],
    ['varchar(10)', 'text', 'gist', 'gist_trgm_ops', true],
    ['varchar(10)', 'text', 'gist', null, true],
    ['varchar(10)', 'text', 'brin', 'text_bloom_ops', true],
    ['varchar(10)', 'text', 'spgist', null, true],
    ['cidr', 'inet', 'btree', null, true],
    ['cidr', 'inet', 'gist', 'inet_ops', true],
    ['jsonb', 'jsonb', 'gin', 'jsonb_path_ops', true],
    ['int', 'int', 'gist', null, true],
    ['int4range', 'int4range', 'spgist', null, true],
    ['int', 'oid', 'btree', null, false],
  ] as const)('%s to %s, %s %s: %s', (source, target, method, operatorClass, isKept) => {
    const made = world();
    for (const extension of ['pg_trgm', 'btree_gist']) made.addAttachment({ name: extension, what: 'extension' });
    const relation = table(made, 't', { c: source });
    const [column] = relation.columns;
    if (column === undefined) throw new Error('no column');
    const index = indexOn(made, relation, method, { keys: [{ column, expression: null, operatorClass, collation: null }] });
    expect(canKeepIndex(made, index, column, use(made, target), null)).toBe(isKept);
  });

  test.each([
    [null, null, 'C', false],
    [null, 'C', null, true],
    ['C', 'C', null, false],
    ['C', null, null, false],
    ['C', 'default', null, true],
    [null, null, null, true],
  ])('column %s, key %s, new column %s: %s', (own, ofKey, fresh, isKept) => {
    const made = world();
    const relation = table(made, 't', { c: 'varchar(10)' });
    const [column] = relation.columns;
    if (column === undefined) throw new Error('no column');
    column.collation = own;
    const index = indexOn(made, relation, 'btree', { keys: [{ column, expression: null, operatorClass: null, collation: ofKey }] });
    expect(canKeepIndex(made, index, column, use(made, 'text'), fresh)).toBe(isKept);
  });
});
