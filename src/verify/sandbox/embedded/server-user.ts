import { readFileSync } from 'node:fs';
import { SandboxError } from '../../../model/errors.ts';

/** The operating-system user a server runs as: numeric ids; `null` means the user of this process. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null;

// PostgreSQL refuses to run as root ("root" execution of the PostgreSQL server is not permitted, main.c).
const CANDIDATES = ['postgres', 'nobody'];

/** The user for the server: `null` for ordinary users, `postgres` or `nobody` when this process is root. */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return null;
  const users = readUsers();
  for (const name of CANDIDATES) {
    const user = users.get(name);
    if (user !== undefined) return user;
  }
  throw new SandboxError('SANDBOX_UNAVAILABLE', 'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody"', {
    hint: 'Run as an ordinary user, or add a user "postgres" to the system.',
  });
}

function readUsers(): ReadonlyMap<string, { readonly uid: number; readonly gid: number }> {
  const users = new Map<string, { readonly uid: number; readonly gid: number }>();
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name !== undefined && uid !== undefined && gid !== undefined) users.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return users;
}
