import { beforeAll, describe, expect, test } from 'vitest';
import { worldFromCatalog } from '../../../src/analyze/world/from-catalog.ts';
import type { Relation } from '../../../src/analyze/world/objects.ts';
import type { World } from '../../../src/analyze/world/world.ts';
import type { Catalog, CatalogColumn, CatalogRelation, CatalogType } from '../../../src/model/catalog.ts';
import { loadParser } from '../../../src/syntax/parse.ts';

beforeAll(loadParser);

const EMPTY: Catalog = {
  serverVersionNum: 170010,
  database: 'shop',
  currentUser: 'ann',
  isSuperuser: false,
  databaseTablespace: 'pg_default',
  settings: { search_path: '"$user", public', TimeZone: 'UTC' },
  searchPath: ['public'],
  schemas: [{ oid: 2200, name: 'public', owner: 'postgres' }],
  relations: [],
  indexes: [],
  constraints: [],
  types: [],
  functions: [],
  triggers: [],
  eventTriggers: [],
  attachments: [],
  casts: [],
  defaults: [],
  dependencies: [],
  builtinTypes: { 23: 'int4', 25: 'text' },
  unreadable: [],
};

const TABLE: CatalogRelation = {
  oid: 20000,
  schema: 'public',
  name: 't',
  kind: 'r',
  persistence: 'p',
  owner: 'ann',
  rows: -1,
  bytes: 0,
  pages: 0,
  hasToast: false,
  tablespace: null,
  accessMethod: 'heap',
  ofType: null,
  columns: [],
  options: [],
  replicaIdentity: 'd',
  isPopulated: true,
  hasRowSecurity: false,
  partitionKey: null,
  partitionBound: null,
  parents: [],
  isDetachPending: false,
  definition: null,
  activity: null,
};

const COLUMN: CatalogColumn = {
  number: 1,
  name: 'a',
  typeOid: 23,
  typeModifier: -1,
  collation: null,
  isNotNull: false,
  identity: '',
  generated: '',
  defaultExpression: null,
  isLocal: true,
  inheritedTimes: 0,
};

const TYPE: CatalogType = {
  oid: 21000,
  schema: 'public',
  name: 'mood',
  type: 'e',
  owner: 'ann',
  baseType: 0,
  baseTypeModifier: -1,
  isNotNull: false,
  defaultExpression: null,
  elementType: 0,
  arrayType: 0,
  relation: 0,
  enumLabels: [],
  subtype: 0,
};

function worldWith(parts: Partial<Catalog>): World {
  return worldFromCatalog({ ...EMPTY, ...parts });
}

function only(world: World, name: string = 't'): Relation {
  const found = world.findRelation(name, 'public');
  if (found === null) throw new Error(`${name} is not in the world`);
  return found;
}

test('the world is closed and of the version of the server', () => {
  const world = worldWith({});
  expect([world.isOpen, world.majorVersion, world.session.user]).toEqual([false, 17, 'ann']);
  expect(world.relation({ relname: 'nowhere' })).toBeNull();
});

describe('search_path is read as the server reads it', () => {
  test.each([
    ['"$user", public', ['ann', 'public']],
    ['App,PUBLIC', ['app', 'public']],
    ['"My ""Schema""", b', ['My "Schema"', 'b']],
    ['""', []],
  ])('%s', (setting, path) => {
    expect(worldWith({ settings: { search_path: setting } }).session.searchPath).toEqual(path);
  });
});

test('a database without the schema public has none in its world', () => {
  const world = worldWith({ schemas: [{ oid: 20001, name: 'app', owner: 'ann' }] });
  expect([world.schemas.has('public'), world.schemas.get('app')?.owner]).toEqual([false, 'ann']);
});

describe('a table is empty as long as its file is', () => {
  test.each([
    [{ bytes: 0, pages: 0, rows: -1 }, 'empty'],
    [{ bytes: 8192, pages: 0, rows: -1 }, 'populated'],
    // Its rows were deleted, and nothing has cut the file yet: a scan still reads it.
    [{ bytes: 8192, pages: 1, rows: 0 }, 'populated'],
    // Locked by another session: the last VACUUM has to do.
    [{ bytes: null, pages: 7, rows: 90 }, 'populated'],
    [{ bytes: null, pages: 0, rows: -1 }, 'unknown'],
  ])('%o: %s', (facts, population) => {
    expect(only(worldWith({ relations: [{ ...TABLE, ...facts }] })).population).toBe(population);
  });

  test('a partitioned table is what its partitions are', () => {
    const root = { ...TABLE, kind: 'p' };
    const leaf = { ...TABLE, oid: 20002, name: 'leaf', parents: [20000] };
    expect(only(worldWith({ relations: [root, leaf] })).population).toBe('empty');
    expect(only(worldWith({ relations: [root, { ...leaf, bytes: 8192 }] })).population).toBe('populated');
    expect(only(worldWith({ relations: [root] })).population).toBe('empty');
  });
});

test('children stand in the order of their OIDs, in which the server locks them', () => {
  const child = (oid: number, name: string): CatalogRelation => ({ ...TABLE, oid, name, parents: [20000] });
  const world = worldWith({ relations: [TABLE, child(20003, 'z'), child(20004, 'a')] });
  expect(only(world).children.map(({ name }) => name)).toEqual(['z', 'a']);
});

describe('texts are parsed when they are asked for', () => {
  const broken: CatalogRelation = { ...TABLE, columns: [{ ...COLUMN, defaultExpression: 'not ( SQL' }] };

  test('a text that cannot be parsed harms only who looks at it', () => {
    const world = worldWith({ relations: [broken] });
    expect(() => only(world).columns[0]?.defaultExpression).toThrow(/syntax error/);
  });

  test('what an interpreter sets stays', () => {
    const [column] = only(worldWith({ relations: [broken] })).columns;
    if (column === undefined) throw new Error('no column');
    column.defaultExpression = null;
    expect(column.defaultExpression).toBeNull();
  });

  test('bounds and keys with their expressions', () => {
    const root: CatalogRelation = {
      ...TABLE,
      kind: 'p',
      columns: [COLUMN],
      partitionKey: { table: 20000, strategy: 'r', columns: [0, 1, 0], expressions: 'lower(x), (a + 1)' },
    };
    const leaf = { ...TABLE, oid: 20002, name: 'leaf', parents: [20000], partitionBound: 'DEFAULT' };
    const world = worldWith({ relations: [root, leaf] });
    const keys = only(world).partitionKey?.keys ?? [];
    expect(keys.map(({ column, expression }) => column?.name ?? Object.keys(expression ?? {})[0])).toEqual(['FuncCall', 'a', 'A_Expr']);
    expect(only(world, 'leaf').partitionBound?.is_default).toBe(true);
  });
});

test('types are made with what they stand on, whatever their order', () => {
  const world = worldWith({
    types: [
      { ...TYPE, oid: 21000, name: 'outer', type: 'd', baseType: 21001 },
      { ...TYPE, oid: 21001, name: 'inner', type: 'd', baseType: 21003, isNotNull: true },
      { ...TYPE, oid: 21002, name: 'mood', enumLabels: ['sad', 'ok'], arrayType: 21003 },
      { ...TYPE, oid: 21003, name: '_mood', type: 'b', elementType: 21002 },
    ],
  });
  const outer = world.findType('outer');
  expect([outer?.base?.type.name, outer?.base?.type.base?.type.category]).toEqual(['inner', 'array']);
  expect(outer?.base?.type.base?.type.element?.labels).toEqual(['sad', 'ok']);
});

test("a type of PostgreSQL's own is known by its name", () => {
  const [column] = only(worldWith({ relations: [{ ...TABLE, columns: [{ ...COLUMN, typeOid: 25 }] }] })).columns;
  expect(column?.use.type).toMatchObject({ schema: 'pg_catalog', name: 'text', category: 'base' });
});

describe('pg_depend', () => {
  const view: CatalogRelation = { ...TABLE, oid: 20010, name: 'v', kind: 'v', columns: [COLUMN] };
  const table: CatalogRelation = { ...TABLE, columns: [{ ...COLUMN, defaultExpression: "nextval('s'::regclass)" }] };
  const sequence: CatalogRelation = { ...TABLE, oid: 20020, name: 's', kind: 'S' };
  const world = (): World =>
    worldWith({
      relations: [table, view, sequence],
      attachments: [
        { catalog: 'pg_rewrite', oid: 20011, name: '_RETURN', schema: null, table: 20010, columns: [], owner: null, definition: null },
        { catalog: 'pg_extension', oid: 20030, name: 'x', schema: 'public', table: 0, columns: [], owner: 'ann', definition: null },
      ],
      defaults: [{ oid: 20021, table: 20000, column: 1 }],
      dependencies: [
        { object: { catalog: 'pg_rewrite', oid: 20011, sub: 0 }, referenced: { catalog: 'pg_class', oid: 20010, sub: 0 }, type: 'i' },
        { object: { catalog: 'pg_rewrite', oid: 20011, sub: 0 }, referenced: { catalog: 'pg_class', oid: 20000, sub: 1 }, type: 'n' },
        { object: { catalog: 'pg_attrdef', oid: 20021, sub: 0 }, referenced: { catalog: 'pg_class', oid: 20000, sub: 1 }, type: 'a' },
        { object: { catalog: 'pg_attrdef', oid: 20021, sub: 0 }, referenced: { catalog: 'pg_class', oid: 20020, sub: 0 }, type: 'n' },
        { object: { catalog: 'pg_class', oid: 20020, sub: 0 }, referenced: { catalog: 'pg_class', oid: 20000, sub: 1 }, type: 'a' },
        { object: { catalog: 'pg_class', oid: 20010, sub: 0 }, referenced: { catalog: 'pg_extension', oid: 20030, sub: 0 }, type: 'e' },
        { object: { catalog: 'pg_proc', oid: 29999, sub: 0 }, referenced: { catalog: 'pg_class', oid: 20000, sub: 0 }, type: 'n' },
      ],
    });

  test('what the rule of a view needs, the view needs', () => {
    const made = world();
    const [column] = only(made).columns;
    if (column === undefined) throw new Error('no column');
    const dependents = made.dependents(column).map(({ dependent, type }) => `${type} ${dependent.kind} ${dependent.name}`);
    expect(dependents).toContain('normal relation v');
    expect(made.references(only(made, 'v')).map(({ on }) => on.name)).not.toContain('v');
  });

  test('a default that needs a sequence is an object between the two', () => {
    const made = world();
    const [{ dependent } = { dependent: null }] = made.dependents(only(made, 's'));
    expect(dependent).toMatchObject({ kind: 'attachment', what: 'default', name: 'a' });
  });

  test('a sequence knows the column that owns it, a member its extension', () => {
    const made = world();
    expect(only(made, 's').ownedBy?.name).toBe('a');
    expect(only(made, 'v').isExtensionMember).toBe(true);
  });
});

test('a NOT NULL that is not valid proves nothing, though attnotnull is set (18)', () => {
  const world = worldWith({
    serverVersionNum: 180004,
    relations: [{ ...TABLE, columns: [{ ...COLUMN, isNotNull: true }] }],
    constraints: [
      {
        oid: 22000,
        name: 't_a_not_null',
        type: 'n',
        table: 20000,
        domain: 0,
        isValid: false,
        isEnforced: true,
        isNoInherit: false,
        isLocal: true,
        inheritedTimes: 0,
        parent: 0,
        index: 0,
        referencedTable: 0,
        columns: [1],
        referencedColumns: [],
        onDelete: ' ',
        onUpdate: ' ',
        isDeferrable: false,
        expression: null,
        definition: 'NOT NULL a NOT VALID',
      },
    ],
  });
  expect(only(world).columns[0]?.isNotNull).toBe(false);
});
