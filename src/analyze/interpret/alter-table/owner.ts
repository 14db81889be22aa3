import type { RoleSpec } from 'libpg-query';
import type { Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import type { Interpretation } from '../interpretation.ts';
import { ownedSequences } from './storage.ts';

/** The role that a statement names. */
export function roleName(world: World, role: RoleSpec | undefined): string {
  return role?.rolename ?? world.session.user;
}

/** OWNER TO: the indexes and the sequences of the table change with it, if the owner does (ATExecChangeOwner, tablecmds.c). */
export function changeOwner(context: Interpretation, relation: Relation, owner: string): void {
  if (relation.owner === owner && !relation.isAssumed) return;
  relation.owner = owner;
  for (const index of relation.indexes) {
    context.lock(index, 'ACCESS EXCLUSIVE', 'index');
    index.owner = owner;
  }
  for (const sequence of ownedSequences(context, relation)) {
    context.lock(sequence, 'ACCESS EXCLUSIVE', 'sequence');
    sequence.owner = owner;
  }
}
