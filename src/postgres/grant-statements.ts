import { shownIdentifier } from '../syntax/shown-identifier.ts';
import { aclItems, type AclItem } from './privileges.ts';

/** What privileges are granted on, as GRANT names it. */
export interface GrantObject {
  /** What stands before GRANT and REVOKE: `ALTER DEFAULT PRIVILEGES ... `. */
  readonly before: string;
  readonly target: string;
  /** ` (total)` after the privilege, where it is one on a column. */
  readonly columns: string;
}

/** The privileges of a role on an object, and those that it has by default, as ACLs with an item a line. */
export interface GrantFacts {
  readonly acl: string;
  readonly defaultAcl: string;
  readonly owner: string | null;
  /** As an ACL writes it; `public` for all. */
  readonly grantee: string;
}

/** The statements that give a role the privileges that it has, from those that it has by default, and back. `grantors`: who else gave them. */
export interface GrantStatements {
  readonly create: readonly string[];
  readonly drop: readonly string[];
  readonly grantors: readonly string[];
}

/** Makes the statements for the privileges of one role. */
export function grantStatements(on: GrantObject, { acl, defaultAcl, owner, grantee }: GrantFacts): GrantStatements {
  const ofGrantee = (items: readonly AclItem[]): readonly AclItem[] => items.filter((item) => (item.grantee || 'public') === grantee);
  const present = ofGrantee(aclItems(acl));
  const byDefault = ofGrantee(aclItems(defaultAcl));
  const role = grantee === 'public' ? 'PUBLIC' : shownIdentifier(unquoted(grantee));
  const revoke = (has: boolean): readonly string[] => (has ? [`${on.before}REVOKE ALL${on.columns} ON ${on.target} FROM ${role}`] : []);
  const others = present.map(({ grantor }) => grantor).filter((grantor) => unquoted(grantor) !== owner && grantor !== grantee);
  return {
    create: [...revoke(byDefault.length > 0), ...grants(present, on, role, owner)],
    drop: [...revoke(present.length > 0), ...grants(byDefault, on, role, owner)],
    grantors: [...new Set(others)],
  };
}

function grants(items: readonly AclItem[], on: GrantObject, role: string, owner: string | null): readonly string[] {
  return items.flatMap(({ privileges, grantor }) => {
    const statements = [false, true].flatMap((isGrantable) => {
      const names = privileges.filter((privilege) => privilege.isGrantable === isGrantable).map(({ name }) => `${name}${on.columns}`);
      const option = isGrantable ? ' WITH GRANT OPTION' : '';
      return names.length === 0 ? [] : [`${on.before}GRANT ${names.join(', ')} ON ${on.target} TO ${role}${option}`];
    });
    const by = unquoted(grantor);
    return by === owner || statements.length === 0 ? statements : [`SET ROLE ${shownIdentifier(by)}`, ...statements, 'RESET ROLE'];
  });
}

function unquoted(role: string): string {
  return role.startsWith('"') ? role.slice(1, -1).replaceAll('""', '"') : role;
}
