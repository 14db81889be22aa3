import type { DropOwnedStmt, DropRoleStmt, DropStmt, DropTableSpaceStmt, DropUserMappingStmt, DropdbStmt } from 'libpg-query';
import type { WorldObject } from '../world/objects.ts';
import { dropObjects } from './drop-objects.ts';
import { findNamedObject } from './drop/named-objects.ts';
import { ownedObjects, policiesOnlyFor, roleNames } from './drop/owned-objects.ts';
import { dropRelations, isRelationType } from './drop/relations.ts';
import { findAttachment } from './objects/find-object.ts';
import type { Interpretation } from './interpretation.ts';
import type { Interpreters } from './interpreters.ts';

/** DROP, DROP OWNED. */
export const DROP_INTERPRETERS: Interpreters = {
  DropStmt: drop,
  DropOwnedStmt: dropOwned,
  DropRoleStmt: dropRoles,
  DropdbStmt: dropDatabase,
  DropTableSpaceStmt: dropTablespace,
  DropUserMappingStmt: dropUserMapping,
  DropSubscriptionStmt: dropSubscription,
};

/** RemoveRelations (tablecmds.c) and RemoveObjects (dropcmds.c). */
function drop(context: Interpretation, statement: DropStmt): void {
  const behavior = behaviorOf(statement);
  if (isRelationType(statement.removeType)) {
    dropRelations(context, statement, behavior);
    return;
  }
  const objects = (statement.objects ?? []).map((node) => findNamedObject(context, statement, node)).filter((object) => object !== null);
  dropObjects(context, unique(objects), behavior);
}

/** shdepDropOwned (pg_shdepend.c): what the roles own; their privileges go too, which locks nothing. */
function dropOwned(context: Interpretation, statement: DropOwnedStmt): void {
  const roles = roleNames(context.world, statement.roles);
  dropObjects(context, [...ownedObjects(context.world, roles), ...policiesOnlyFor(context.world, roles)], behaviorOf(statement));
}

function dropRoles(context: Interpretation, { roles }: DropRoleStmt): void {
  const { world } = context;
  const names = roleNames(world, roles);
  const owned = ownedObjects(world, names);
  if (owned.length > 0) context.refuse('2BP01', `role "${names.join('", "')}" cannot be dropped because some objects depend on it`);
  for (const name of names) forgetAttachment(context, 'role', name);
}

function dropDatabase(context: Interpretation, { dbname = '' }: DropdbStmt): void {
  if (context.isInTransaction) context.refuse('25001', 'DROP DATABASE cannot run inside a transaction block');
  context.destroy({ what: 'database', relation: null, name: dbname, isCascade: false });
  forgetAttachment(context, 'database', dbname);
}

function dropTablespace(context: Interpretation, { tablespacename = '' }: DropTableSpaceStmt): void {
  if (context.isInTransaction) context.refuse('25001', 'DROP TABLESPACE cannot run inside a transaction block');
  forgetAttachment(context, 'tablespace', tablespacename);
}

function dropUserMapping(context: Interpretation, { user, servername = '' }: DropUserMappingStmt): void {
  forgetAttachment(context, 'user-mapping', `${user?.rolename ?? 'public'}@${servername}`);
}

function dropSubscription(context: Interpretation, { subname = '' }: { readonly subname?: string }): void {
  forgetAttachment(context, 'subscription', subname);
}

function forgetAttachment({ world }: Interpretation, what: string, name: string): void {
  const found = findAttachment(world, what, { name, schema: null });
  if (found !== null) world.forget(found);
}

function behaviorOf({ behavior }: { readonly behavior?: string }): 'restrict' | 'cascade' {
  return behavior === 'DROP_CASCADE' ? 'cascade' : 'restrict';
}

function unique(objects: readonly WorldObject[]): readonly WorldObject[] {
  return [...new Set(objects)];
}
