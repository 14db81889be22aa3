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

function byGrantee(acl: string, owner: string | null): ReadonlyMap<string, string> {
  const lines = new Map<string, string[]>();
  for (const item of acl.split('\n')) {
    const [, grantee, letters = '', grantor = ''] = ITEM.exec(item) ?? [];
    if (grantee === undefined) continue;
    const by = unquoted(grantor) === owner ? '' : ` granted by ${grantor}`;
    const words = [...letters.matchAll(/([a-zA-Z])(\*?)/g)].map(([, letter = '', star]) => {
      const option = star === '' ? '' : ' with grant option';
      return `${PRIVILEGES[letter] ?? letter}${option}${by}`;
    });
    lines.set(grantee, [...(lines.get(grantee) ?? []), ...words]);
  }
  return new Map([...lines].map(([grantee, all]) => [grantee, all.toSorted().join('\n')]));
}

function unquoted(role: string): string {
  return role.startsWith('"') ? role.slice(1, -1).replaceAll('""', '"') : role;
}
