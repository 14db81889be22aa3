import { typeText } from '../../expressions/resolve-type.ts';
import type { Constraint, Relation, TypeObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { relationValue } from './built-in-functions.ts';
import { NULL, scalar, UNKNOWN } from './values.ts';
import type { Value } from './values.ts';

/** A row of a catalog table; a column that is missing is not known to us. */
export type Row = Readonly<Record<string, Value>>;

/**
 * What a catalog table or view says of the world, without the system's own rows; null for one that we do not know. In an open world rows may be
 * missing.
 */
export function catalogRows(world: World, schema: string | undefined, name: string): readonly Row[] | null {
  if (schema === 'information_schema') return INFORMATION_SCHEMA.get(name)?.(world) ?? null;
  return schema === undefined || schema === 'pg_catalog' ? (PG_CATALOG.get(name)?.(world) ?? null) : null;
}

const RELKINDS: Readonly<Record<Relation['relkind'], string>> = {
  table: 'r',
  'partitioned-table': 'p',
  view: 'v',
  'materialized-view': 'm',
  index: 'i',
  'partitioned-index': 'I',
  sequence: 'S',
  'foreign-table': 'f',
  'composite-type': 'c',
};

const CONTYPES: Readonly<Record<Constraint['type'], string>> = {
  check: 'c',
  'foreign-key': 'f',
  'primary-key': 'p',
  unique: 'u',
  exclusion: 'x',
  'not-null': 'n',
  trigger: 't',
};

const TYPTYPES: Readonly<Record<TypeObject['category'], string>> = {
  base: 'b',
  array: 'b',
  unknown: 'b',
  enum: 'e',
  domain: 'd',
  composite: 'c',
  range: 'r',
  multirange: 'm',
  pseudo: 'p',
};

const CONSTRAINT_TYPES: Readonly<Record<string, string>> = { c: 'CHECK', f: 'FOREIGN KEY', p: 'PRIMARY KEY', u: 'UNIQUE', n: 'CHECK' };

function relationsOf(world: World, ...kinds: readonly Relation['relkind'][]): readonly Relation[] {
  return world.allRelations().filter(({ relkind }) => kinds.includes(relkind));
}

function tablesOf(world: World): readonly Relation[] {
  return relationsOf(world, 'table', 'partitioned-table');
}

function namespace(world: World, schema: string): Value {
  const found = world.schemas.get(schema);
  return found === undefined ? UNKNOWN : { kind: 'object', id: found.id, text: found.name };
}

/** PostgreSQL 18 lists NOT NULL among the constraints; before, there is no row for it. */
function constraintsOf(world: World): readonly Constraint[] {
  return [...world.allRelations(), ...world.allTypes()]
    .flatMap(({ constraints }) => constraints)
    .filter(({ type }) => type !== 'not-null' || world.majorVersion >= 18);
}

const PG_CATALOG: ReadonlyMap<string, (world: World) => readonly Row[]> = new Map<string, (world: World) => readonly Row[]>([
  [
    'pg_class',
    (world) =>
      world.allRelations().map((relation) => ({
        oid: relationValue(world, relation),
        relname: scalar(relation.name),
        relnamespace: namespace(world, relation.schema),
        relkind: scalar(RELKINDS[relation.relkind]),
        relpersistence: scalar({ permanent: 'p', unlogged: 'u', temporary: 't' }[relation.persistence]),
        relispartition: scalar(relation.partitionBound !== null),
        relrowsecurity: scalar(relation.hasRowSecurity),
      })),
  ],
  [
    'pg_namespace',
    (world) => [...world.schemas.values()].map(({ id, name }) => ({ oid: { kind: 'object', id, text: name }, nspname: scalar(name) })),
  ],
  [
    'pg_tables',
    (world) =>
      tablesOf(world).map((table) => ({
        schemaname: scalar(table.schema),
        tablename: scalar(table.name),
        tableowner: scalar(table.owner),
        rowsecurity: scalar(table.hasRowSecurity),
        hasindexes: scalar(table.indexes.length > 0),
      })),
  ],
  [
    'pg_indexes',
    (world) =>
      relationsOf(world, 'index', 'partitioned-index').map((index) => ({
        schemaname: scalar(index.schema),
        tablename: scalar(index.index?.table.name ?? null),
        indexname: scalar(index.name),
      })),
  ],
  ['pg_views', (world) => relationsOf(world, 'view').map(({ schema, name }) => ({ schemaname: scalar(schema), viewname: scalar(name) }))],
  [
    'pg_matviews',
    (world) =>
      relationsOf(world, 'materialized-view').map(({ schema, name }) => ({ schemaname: scalar(schema), matviewname: scalar(name) })),
  ],
  [
    'pg_sequences',
    (world) => relationsOf(world, 'sequence').map(({ schema, name }) => ({ schemaname: scalar(schema), sequencename: scalar(name) })),
  ],
  ['pg_stat_user_tables', (world) => statistics(world)],
  ['pg_stat_all_tables', (world) => statistics(world)],
  [
    'pg_index',
    (world) =>
      relationsOf(world, 'index', 'partitioned-index').flatMap((relation) => {
        if (relation.index === null) return [];
        const { table, isValid, isUnique, isPrimary, isExclusion, isClustered, isReplicaIdentity } = relation.index;
        return {
          indexrelid: relationValue(world, relation),
          indrelid: relationValue(world, table),
          indisvalid: scalar(isValid),
          indisready: scalar(isValid),
          indisunique: scalar(isUnique),
          indisprimary: scalar(isPrimary),
          indisexclusion: scalar(isExclusion),
          indisclustered: scalar(isClustered),
          indisreplident: scalar(isReplicaIdentity),
        };
      }),
  ],
  [
    'pg_type',
    (world) =>
      world.allTypes().map((type) => ({
        oid: { kind: 'object', id: type.id, text: type.name },
        typname: scalar(type.name),
        typnamespace: namespace(world, type.schema),
        typtype: scalar(TYPTYPES[type.category]),
        typnotnull: scalar(type.isNotNull),
      })),
  ],
  [
    'pg_enum',
    (world) =>
      world
        .allTypes()
        .flatMap(({ id, name, labels }) =>
          labels.map((label) => ({ enumtypid: { kind: 'object', id, text: name }, enumlabel: scalar(label) }) as const),
        ),
  ],
  [
    'pg_constraint',
    (world) =>
      constraintsOf(world).map(({ id, name, type, relation, domain, referenced, isValid, isDeferrable, index }) => ({
        oid: { kind: 'object', id, text: name },
        conname: scalar(name),
        contype: scalar(CONTYPES[type]),
        conrelid: relation === null ? scalar(0) : relationValue(world, relation),
        contypid: domain === null ? scalar(0) : { kind: 'object', id: domain.id, text: domain.name },
        confrelid: referenced === null ? scalar(0) : relationValue(world, referenced),
        conindid: index === null ? UNKNOWN : relationValue(world, index),
        connamespace: namespace(world, relation?.schema ?? domain?.schema ?? ''),
        convalidated: scalar(isValid),
        condeferrable: scalar(isDeferrable),
      })),
  ],
  [
    'pg_attribute',
    (world) =>
      world.allRelations().flatMap((relation) =>
        relation.columns.map((column) => ({
          attrelid: relationValue(world, relation),
          attname: scalar(column.name),
          attnotnull: scalar(column.isNotNull),
          attisdropped: scalar(false),
          attidentity: scalar({ '': '', always: 'a', 'by-default': 'd' }[column.identity]),
          attgenerated: scalar({ '': '', stored: 's', virtual: 'v' }[column.generated]),
          atthasdef: scalar(column.defaultExpression !== null),
          atttypid: { kind: 'object', id: column.use.type.id, text: typeText(column.use) },
          atttypmod: scalar(column.use.modifier),
        })),
      ),
  ],
  [
    'pg_proc',
    (world) =>
      world.allFunctions().map(({ id, name, schema, prokind }) => ({
        oid: { kind: 'object', id, text: name },
        proname: scalar(name),
        pronamespace: namespace(world, schema),
        prokind: scalar(prokind[0] ?? 'f'),
      })),
  ],
  ['pg_extension', (world) => attachments(world, 'extension', 'extname')],
  ['pg_publication', (world) => world.publications.map(({ name }) => ({ pubname: scalar(name) }))],
  ['pg_event_trigger', (world) => world.eventTriggers.map(({ name, event }) => ({ evtname: scalar(name), evtevent: scalar(event) }))],
  [
    'pg_trigger',
    (world) =>
      world.allRelations().flatMap((relation) =>
        relation.triggers.map(({ id, name, enabled }) => ({
          oid: { kind: 'object', id, text: name },
          tgname: scalar(name),
          tgrelid: relationValue(world, relation),
          tgisinternal: scalar(false),
          tgenabled: scalar({ origin: 'O', disabled: 'D', replica: 'R', always: 'A' }[enabled]),
        })),
      ),
  ],
  [
    'pg_policies',
    (world) =>
      world
        .allRelations()
        .flatMap(({ schema, name, policies }) =>
          policies.map((policy) => ({ schemaname: scalar(schema), tablename: scalar(name), policyname: scalar(policy.name) })),
        ),
  ],
  [
    'pg_policy',
    (world) =>
      world
        .allRelations()
        .flatMap((relation) =>
          relation.policies.map((policy) => ({ polname: scalar(policy.name), polrelid: relationValue(world, relation) })),
        ),
  ],
  [
    'pg_inherits',
    (world) =>
      world
        .allRelations()
        .flatMap((relation) =>
          relation.parents.map((parent) => ({ inhrelid: relationValue(world, relation), inhparent: relationValue(world, parent) })),
        ),
  ],
]);

function statistics(world: World): readonly Row[] {
  return tablesOf(world).map((table) => ({
    relid: relationValue(world, table),
    schemaname: scalar(table.schema),
    relname: scalar(table.name),
  }));
}

function attachments(world: World, what: string, column: string): readonly Row[] {
  return world.others.filter((one) => one.what === what).map(({ name }) => ({ [column]: scalar(name) }));
}

const INFORMATION_SCHEMA: ReadonlyMap<string, (world: World) => readonly Row[]> = new Map<string, (world: World) => readonly Row[]>([
  [
    'tables',
    (world) =>
      relationsOf(world, 'table', 'partitioned-table', 'view', 'foreign-table').map(({ schema, name, relkind, persistence }) => ({
        table_schema: scalar(schema),
        table_name: scalar(name),
        table_type: scalar(tableType(relkind, persistence)),
      })),
  ],
  [
    'columns',
    (world) =>
      relationsOf(world, 'table', 'partitioned-table', 'view', 'foreign-table').flatMap((relation) =>
        relation.columns.map((column, at) => ({
          table_schema: scalar(relation.schema),
          table_name: scalar(relation.name),
          column_name: scalar(column.name),
          ordinal_position: scalar(at + 1),
          is_nullable: scalar(column.isNotNull ? 'NO' : 'YES'),
          is_identity: scalar(column.identity === '' ? 'NO' : 'YES'),
          is_generated: scalar(column.generated === '' ? 'NEVER' : 'ALWAYS'),
          column_default: column.defaultExpression === null ? NULL : UNKNOWN,
          ...dataType(column.use),
        })),
      ),
  ],
  ['schemata', (world) => [...world.schemas.keys()].map((name) => ({ schema_name: scalar(name) }))],
  ['views', (world) => relationsOf(world, 'view').map(({ schema, name }) => ({ table_schema: scalar(schema), table_name: scalar(name) }))],
  [
    'sequences',
    (world) => relationsOf(world, 'sequence').map(({ schema, name }) => ({ sequence_schema: scalar(schema), sequence_name: scalar(name) })),
  ],
  [
    'routines',
    (world) =>
      world.allFunctions().map(({ schema, name, prokind }) => ({
        routine_schema: scalar(schema),
        routine_name: scalar(name),
        specific_schema: scalar(schema),
        routine_type: scalar(prokind.toUpperCase()),
      })),
  ],
  [
    'triggers',
    (world) =>
      world.allRelations().flatMap(({ schema, name, triggers }) =>
        triggers.map((trigger) => ({
          trigger_schema: scalar(schema),
          trigger_name: scalar(trigger.name),
          event_object_schema: scalar(schema),
          event_object_table: scalar(name),
        })),
      ),
  ],
  [
    'table_constraints',
    (world) =>
      constraintsOf(world).flatMap(({ name, type, relation }) => {
        const shown = CONSTRAINT_TYPES[CONTYPES[type]];
        if (relation === null || shown === undefined) return [];
        return {
          constraint_schema: scalar(relation.schema),
          constraint_name: scalar(name),
          table_schema: scalar(relation.schema),
          table_name: scalar(relation.name),
          constraint_type: scalar(shown),
        };
      }),
  ],
  [
    'key_column_usage',
    (world) =>
      constraintsOf(world).flatMap(({ name, type, relation, columns }) => {
        if (relation === null || !['foreign-key', 'primary-key', 'unique'].includes(type)) return [];
        return columns.map((column) => ({
          constraint_schema: scalar(relation.schema),
          constraint_name: scalar(name),
          table_schema: scalar(relation.schema),
          table_name: scalar(relation.name),
          column_name: scalar(column.name),
        }));
      }),
  ],
  [
    'constraint_column_usage',
    (world) =>
      constraintsOf(world).flatMap(({ name, type, relation, columns, referenced, referencedColumns }) => {
        const [table, used] = type === 'foreign-key' ? [referenced, referencedColumns] : [relation, columns];
        if (table === null) return [];
        return used.map((column) => ({
          constraint_name: scalar(name),
          table_schema: scalar(table.schema),
          table_name: scalar(table.name),
          column_name: scalar(column.name),
        }));
      }),
  ],
]);

function tableType(relkind: Relation['relkind'], persistence: Relation['persistence']): string {
  if (relkind === 'view') return 'VIEW';
  if (relkind === 'foreign-table') return 'FOREIGN';
  return persistence === 'temporary' ? 'LOCAL TEMPORARY' : 'BASE TABLE';
}

/** `data_type` is the type without its modifier, `udt_name` its name in pg_type. */
function dataType(use: Relation['columns'][number]['use']): Row {
  const { type } = use.type.category === 'domain' && use.type.base !== null ? use.type.base : use;
  const isUserDefined = type.category !== 'array' && type.schema !== 'pg_catalog';
  const shown = isUserDefined ? 'USER-DEFINED' : typeText({ type, modifier: -1 });
  const length = /\((\d+)\)$/u.exec(typeText(use))?.[1];
  const isText = type.name === 'varchar' || type.name === 'bpchar';
  return {
    data_type: type.category === 'unknown' ? UNKNOWN : scalar(type.category === 'array' ? 'ARRAY' : shown),
    udt_name: type.category === 'unknown' ? UNKNOWN : scalar(type.name),
    character_maximum_length: isText ? scalar(length === undefined ? null : Number(length)) : NULL,
  };
}
