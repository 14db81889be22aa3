import type { CatalogDependency } from '../../../model/catalog.ts';
import type { DependencyType, WorldObject } from '../objects.ts';
import type { CatalogObjects } from './catalog-objects.ts';

const TYPES: Readonly<Record<string, DependencyType>> = {
  n: 'normal',
  a: 'auto',
  i: 'internal',
  P: 'partition',
  S: 'partition',
  e: 'extension',
  // A function that DEPENDS ON EXTENSION goes with it, but does not belong to it.
  x: 'auto',
};

/** Defaults that need more than their column (a sequence, a function) are objects of their own, as interpret/column-default.ts makes them. */
export function addDefaults(objects: CatalogObjects): void {
  const places = new Map(objects.catalog.defaults.map((row) => [row.oid, row]));
  for (const { object, referenced } of objects.catalog.dependencies) {
    if (object.catalog !== 'pg_attrdef' || objects.find(object) !== null) continue;
    const place = places.get(object.oid);
    if (place === undefined || (referenced.catalog === 'pg_class' && referenced.oid === place.table)) continue;
    const column = objects.column(place.table, place.column);
    if (column === null) continue;
    const made = objects.world.addAttachment({ name: column.name, what: 'default', relation: column.relation, columns: [column] });
    objects.note('pg_attrdef', object.oid, made, column.owner);
  }
}

/** Takes over pg_depend, as far as both ends are in the world. */
export function addDependencies(objects: CatalogObjects): void {
  for (const row of objects.catalog.dependencies) {
    const dependent = objects.find(row.object);
    const on = objects.find(row.referenced);
    if (dependent !== null && on !== null) addDependency(objects, row, dependent, on);
  }
}

function addDependency(objects: CatalogObjects, { object, type }: CatalogDependency, dependent: WorldObject, on: WorldObject): void {
  // A view's rule needs the view: the world has one object for both.
  if (object.catalog === 'pg_rewrite' && (on === dependent || (on.kind === 'column' && on.relation === dependent))) return;
  objects.world.depend(dependent, on, TYPES[type] ?? 'normal');
  if (type === 'e') dependent.isExtensionMember = true;
  if (dependent.kind === 'relation' && dependent.relkind === 'sequence' && on.kind === 'column' && (type === 'a' || type === 'i'))
    dependent.ownedBy = on;
}
