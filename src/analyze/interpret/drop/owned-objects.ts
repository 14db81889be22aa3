import type { Node, RoleSpec } from 'libpg-query';
import type { WorldObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';

/** Names of roles; CURRENT_USER and SESSION_USER are the session's. */
export function roleNames(world: World, roles: readonly Node[] | undefined): readonly string[] {
  return (roles ?? []).flatMap((node) => ('RoleSpec' in node ? [roleName(world, node.RoleSpec)] : []));
}

/** The name of one role. */
export function roleName(world: World, { roletype, rolename = '' }: RoleSpec): string {
  if (roletype === 'ROLESPEC_CSTRING') return rolename;
  return roletype === 'ROLESPEC_PUBLIC' ? 'public' : world.session.user;
}

/** Objects that roles own by themselves (pg_shdepend); parts of a table have no owner of their own. */
export function ownedObjects(world: World, roles: readonly string[]): readonly WorldObject[] {
  const isOwned = ({ owner }: WorldObject): boolean => owner !== null && roles.includes(owner);
  return [
    ...world.allRelations().filter(({ index, relkind }) => index === null && relkind !== 'composite-type'),
    ...world
      .allTypes()
      .filter(({ category, relation, schema }) => isOwnedType(category) && isStandalone(relation?.relkind) && schema !== 'pg_catalog'),
    ...world.allFunctions(),
    ...world.eventTriggers,
    ...[...world.schemas.values()].filter(({ name }) => !['pg_catalog', 'information_schema', 'public'].includes(name)),
    ...world.others.filter(({ what }) => OWNED_ATTACHMENTS.has(what)),
  ].filter(isOwned);
}

/** Policies that name no other role: they go with it (RemoveRoleFromObjectPolicy, policy.c). */
export function policiesOnlyFor(world: World, roles: readonly string[]): readonly WorldObject[] {
  return world.others.filter(({ what, definition }) => {
    if (what !== 'policy' || definition === null || !('CreatePolicyStmt' in definition)) return false;
    const named = roleNames(world, definition.CreatePolicyStmt.roles);
    return named.length > 0 && named.every((name) => roles.includes(name));
  });
}

const OWNED_ATTACHMENTS: ReadonlySet<string> = new Set([
  'collation',
  'conversion',
  'extension',
  'foreign-data-wrapper',
  'language',
  'operator',
  'operator-class',
  'operator-family',
  'publication',
  'server',
  'statistics',
  'text-search-configuration',
  'text-search-dictionary',
]);

function isOwnedType(category: string): boolean {
  return category !== 'array' && category !== 'multirange' && category !== 'unknown';
}

function isStandalone(relkind: string | undefined): boolean {
  return relkind === undefined || relkind === 'composite-type';
}
