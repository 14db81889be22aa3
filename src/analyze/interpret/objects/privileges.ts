import type { GrantStmt } from 'libpg-query';
import type { RelationKind } from '../../../model/effect.ts';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';

/** GRANT and REVOKE of privileges and of roles. */
export const PRIVILEGE_INTERPRETERS: Interpreters = {
  GrantStmt: grant,
  GrantRoleStmt: () => {},
  AlterDefaultPrivilegesStmt: () => {},
};

/** objectNamesToOids (aclchk.c) finds tables without a lock until 17, from 18 on with ACCESS SHARE; ALL ... IN SCHEMA never locks. */
function grant(context: Interpretation, { targtype, objtype, objects = [] }: GrantStmt): void {
  if (targtype !== 'ACL_TARGET_OBJECT' || (objtype !== 'OBJECT_TABLE' && objtype !== 'OBJECT_SEQUENCE')) return;
  const assumed: RelationKind = objtype === 'OBJECT_TABLE' ? 'table' : 'sequence';
  for (const node of objects) {
    if (!('RangeVar' in node)) continue;
    const relation = context.world.relation(node.RangeVar, assumed);
    if (relation === null) context.refuseIfKnown('42P01', `relation "${node.RangeVar.relname ?? ''}" does not exist`);
    else if (context.majorVersion >= 18) context.lock(relation, 'ACCESS SHARE');
  }
}
