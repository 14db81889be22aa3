import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';

/** What surrounds this process, as one value that can be replaced in a test. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
}

/** The environment variables, current folder and home of this process. (`process` is the global: importing it would open stdin, too.) */
export function surroundings(): Surroundings {
  return { env: process.env, cwd: process.cwd(), home: process.env['HOME'] ?? homedir() };
}

/** The name of this machine. */
export function hostName(): string {
  return hostname();
}

/** The name of the operating-system user, `null` where there is none (containers with a bare user id). */
export function systemUser(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}

/** What stands at a path: a file with its permission bits, a folder, or nothing. */
export function lookAt(path: string): { readonly kind: 'file' | 'folder' | 'other'; readonly mode: number } | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  return { kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other', mode: stats.mode & 0o777 };
}

/** The bytes of a file, `null` when it cannot be read for whatever reason. */
export function readOptionalFile(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** The names in a folder, empty when it cannot be read. */
export function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** The time zone of this machine: TZ, else the link of /etc/localtime, else what the runtime knows (which costs 20 ms to ask). */
export function systemTimeZone(): string {
  const { TZ } = process.env;
  if (TZ !== undefined && TZ !== '') return TZ.replace(/^:/, '');
  try {
    const zone = /zoneinfo\/(?:posix\/)?(.+)$/.exec(readlinkSync('/etc/localtime'))?.[1];
    if (zone !== undefined) return zone;
  } catch {
    // No such link: Alpine and Windows have none.
  }
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
