import type { CatalogAttachment, CatalogCast } from '../../../model/catalog.ts';
import { lazily } from './lazily.ts';
import { volatilityFrom } from './functions.ts';
import { parseStatement } from './parse-text.ts';
import type { CatalogObjects } from './catalog-objects.ts';
import type { World } from '../world.ts';

type Cast = World['casts'] extends Map<string, infer T> ? T : never;

const KINDS: Readonly<Record<string, string>> = {
  pg_policy: 'policy',
  pg_rewrite: 'rule',
  pg_statistic_ext: 'statistics',
  pg_publication: 'publication',
  pg_publication_rel: 'publication-table',
  pg_publication_namespace: 'publication-schema',
  pg_subscription: 'subscription',
  pg_extension: 'extension',
  pg_language: 'language',
  pg_foreign_data_wrapper: 'foreign-data-wrapper',
  pg_foreign_server: 'server',
  pg_am: 'access-method',
  pg_authid: 'role',
  pg_tablespace: 'tablespace',
  pg_database: 'database',
  pg_operator: 'operator',
  pg_opclass: 'operator-class',
  pg_opfamily: 'operator-family',
  pg_collation: 'collation',
  pg_conversion: 'conversion',
  pg_ts_config: 'text-search-configuration',
  pg_ts_dict: 'text-search-dictionary',
  pg_ts_parser: 'text-search-parser',
  pg_ts_template: 'text-search-template',
};
const CAST_METHODS: Readonly<Record<string, Cast['method']>> = { b: 'binary', f: 'function', i: 'inout' };
const CAST_CONTEXTS: Readonly<Record<string, Cast['context']>> = { i: 'implicit', a: 'assignment', e: 'explicit' };

/** Puts policies, rules, statistics objects, publications and the other objects that have no list of their own into the world. */
export function addAttachments(objects: CatalogObjects): void {
  for (const row of objects.catalog.attachments) {
    const relation = objects.relation(row.table);
    // The rule of a view is the view: what it needs, the view needs.
    if (row.catalog === 'pg_rewrite' && row.name === '_RETURN') {
      if (relation !== null) objects.note('pg_rewrite', row.oid, relation, relation.owner);
    } else if (row.table === 0 || relation !== null) addAttachment(objects, row);
  }
}

function addAttachment(objects: CatalogObjects, row: CatalogAttachment): void {
  const relation = objects.relation(row.table);
  const made = objects.world.addAttachment({
    name: row.name,
    what: KINDS[row.catalog] ?? row.catalog,
    schema: row.schema,
    relation,
    columns: objects.columns(row.table, row.columns),
  });
  objects.note(row.catalog, row.oid, made, row.owner ?? relation?.owner ?? null);
  const { definition } = row;
  if (definition !== null) lazily(made, 'definition', () => parseStatement(definition));
}

/** Puts the casts of users and extensions into the world. */
export function addCasts(objects: CatalogObjects): void {
  for (const row of objects.catalog.casts) addCast(objects, row);
}

function addCast(objects: CatalogObjects, row: CatalogCast): void {
  const { world } = objects;
  const source = objects.type(row.source);
  const target = objects.type(row.target);
  world.casts.set(`${source.id}>${target.id}`, {
    method: CAST_METHODS[row.method] ?? 'function',
    // A cast by text calls the types' own functions; without a function nothing is called.
    volatility: row.function === 0 ? (row.method === 'i' ? 'stable' : 'immutable') : volatilityFrom(row.volatility),
    context: CAST_CONTEXTS[row.context] ?? 'explicit',
    function: objects.function(row.function),
  });
  objects.note('pg_cast', row.oid, world.addAttachment({ name: `${source.name} as ${target.name}`, what: 'cast' }));
}
