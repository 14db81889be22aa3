import type { AlterOwnerStmt, ReassignOwnedStmt } from 'libpg-query';
import type { WorldObject } from '../../world/objects.ts';
import { changeOwner, roleName } from '../alter-table/owner.ts';
import { ownedObjects, roleNames } from '../drop/owned-objects.ts';
import type { Interpretation } from '../interpretation.ts';
import { findObject } from './find-object.ts';

/** ALTER ... OWNER TO of what is no relation; those come as ALTER TABLE (ExecAlterOwnerStmt, commands/alter.c). */
export function alterOwner(context: Interpretation, { objectType, object, newowner }: AlterOwnerStmt): void {
  const found = findObject(context, objectType ?? '', object);
  if (found !== null) give(context, found, roleName(context.world, newowner));
}

/** REASSIGN OWNED: each object by itself, tables with their indexes and sequences (shdepReassignOwned, pg_shdepend.c). */
export function reassignOwned(context: Interpretation, { roles, newrole }: ReassignOwnedStmt): void {
  const { world } = context;
  const owned = ownedObjects(world, roleNames(world, roles));
  for (const object of owned) give(context, object, roleName(world, newrole));
  if (world.isOpen && owned.length === 0) context.opaque('which objects the roles own is not known from the text');
}

function give(context: Interpretation, object: WorldObject, owner: string): void {
  const relation = object.kind === 'relation' ? object : object.kind === 'type' ? object.relation : null;
  if (relation !== null) {
    context.lock(relation, 'ACCESS EXCLUSIVE', 'owner');
    changeOwner(context, relation, owner);
  }
  object.owner = owner;
}
