import type { Catalog } from '../../model/catalog.ts';
import { addAttachments, addCasts } from './catalog/attachments.ts';
import { CatalogObjects } from './catalog/catalog-objects.ts';
import { addConstraints } from './catalog/constraints.ts';
import { addDefaults, addDependencies } from './catalog/dependencies.ts';
import { addFunctions, addTriggers } from './catalog/functions.ts';
import { addIndexes } from './catalog/indexes.ts';
import { addColumns, addInheritance, addRelations } from './catalog/relations.ts';
import type { SessionState } from './world.ts';
import { World } from './world.ts';

/** The closed world of a target: what is not in its catalog does not exist. Needs `loadParser`. */
export function worldFromCatalog(catalog: Catalog): World {
  const world = new World({ majorVersion: Math.floor(catalog.serverVersionNum / 10_000), isOpen: false, session: sessionOf(catalog) });
  const objects = new CatalogObjects(world, catalog);
  addSchemas(objects);
  addRelations(objects);
  for (const { oid } of catalog.types) objects.type(oid);
  addColumns(objects);
  addInheritance(objects);
  addIndexes(objects);
  addConstraints(objects);
  addFunctions(objects);
  addTriggers(objects);
  addAttachments(objects);
  addCasts(objects);
  addDefaults(objects);
  addDependencies(objects);
  return world;
}

function addSchemas(objects: CatalogObjects): void {
  const { world, catalog } = objects;
  const names = new Set(catalog.schemas.map(({ name }) => name));
  for (const [name, schema] of world.schemas) if (name === 'public' && !names.has(name)) world.forget(schema);
  for (const { oid, name, owner } of catalog.schemas)
    objects.note('pg_namespace', oid, world.schemas.get(name) ?? world.addSchema(name), owner);
}

function sessionOf({ settings, currentUser }: Catalog): Partial<SessionState> {
  const role = settings['session_replication_role'];
  return {
    timeZone: settings['TimeZone'] ?? 'UTC',
    searchPath: searchPathOf(settings['search_path'] ?? 'public', currentUser),
    user: currentUser,
    replicationRole: role === 'replica' || role === 'local' ? role : 'origin',
    defaultTableAccessMethod: settings['default_table_access_method'] ?? 'heap',
    defaultTablespace: settings['default_tablespace'] ?? '',
  };
}

const PATH_ITEM = /"((?:[^"]|"")*)"|([^",\s]+)/gu;

// Schemas that do not exist stay in it: a migration may make them.
function searchPathOf(setting: string, user: string): string[] {
  return [...setting.matchAll(PATH_ITEM)]
    .map(([, quoted, plain]) => (quoted === undefined ? (plain ?? '').toLowerCase() : quoted.replaceAll('""', '"')))
    .map((name) => (name === '$user' ? user : name))
    .filter((name) => name !== '');
}
