const ITEM = /^("(?:[^"]|"")*"|[^=]*)=([a-zA-Z*]*)\/(.*)$/s;

/** Letters of privileges (manual, table 5.1). */
const PRIVILEGES: Readonly<Record<string, string>> = {
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
  D: 'TRUNCATE',
  x: 'REFERENCES',
  t: 'TRIGGER',
  m: 'MAINTAIN',
  X: 'EXECUTE',
  U: 'USAGE',
  C: 'CREATE',
  c: 'CONNECT',
  T: 'TEMPORARY',
  s: 'SET',
  A: 'ALTER SYSTEM',
};

/** What a role, or `public`, may do with an object. */
export interface Grant {
  readonly grantee: string;
  /** A privilege a line, with the option to grant it and who gave it. */
  readonly text: string;
}

/**
 * The grantees of an ACL whose privileges are others than by default, sorted; who has lost all of them by default is told with `nothing`.
 * Both ACLs are items of `aclitem` (manual 5.8), one a line.
 */
export function grantsBeyond(acl: string, defaultAcl: string, owner: string | null): readonly Grant[] {
  const given = byGrantee(acl, owner);
  const byDefault = byGrantee(defaultAcl, owner);
  const grantees = [...new Set([...given.keys(), ...byDefault.keys()])].toSorted();
  return grantees
    .filter((grantee) => given.get(grantee) !== byDefault.get(grantee))
    .map((grantee) => ({ grantee: grantee === '' ? 'public' : grantee, text: given.get(grantee) ?? 'nothing' }));
}

/** An item of an ACL; roles as it writes them, in double quotes where it must. The grantee of what everybody may do is empty. */
export interface AclItem {
  readonly grantee: string;
  readonly grantor: string;
  readonly privileges: readonly { readonly name: string; readonly isGrantable: boolean }[];
}

/** The items of an ACL, one a line. */
export function aclItems(acl: string): readonly AclItem[] {
  return acl.split('\n').flatMap((item) => {
    const [, grantee, letters = '', grantor = ''] = ITEM.exec(item) ?? [];
    if (grantee === undefined) return [];
    const privileges = [...letters.matchAll(/([a-zA-Z])(\*?)/g)].map(([, letter = '', star]) => ({
      name: PRIVILEGES[letter] ?? letter,
      isGrantable: star === '*',
    }));
    return [{ grantee, grantor, privileges }];
  });
}

function byGrantee(acl: string, owner: string | null): ReadonlyMap<string, string> {
  const lines = new Map<string, string[]>();
  for (const { grantee, grantor, privileges } of aclItems(acl)) {
    const by = unquoted(grantor) === owner ? '' : ` granted by ${grantor}`;
    const words = privileges.map(({ name, isGrantable }) => `${name}${isGrantable ? ' with grant option' : ''}${by}`);
    lines.set(grantee, [...(lines.get(grantee) ?? []), ...words]);
  }
  return new Map([...lines].map(([grantee, all]) => [grantee, all.toSorted().join('\n')]));
}

function unquoted(role: string): string {
  return role.startsWith('"') ? role.slice(1, -1).replaceAll('""', '"') : role;
}
