import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SandboxError } from '../../../model/errors.ts';
import type { ServerUser } from './server-user.ts';

const ENTRIES = 'entries';
const CACHE_NAMES = 10;

export interface CopyOptions {
  /** Share the files by hard links where the file system allows it. */
  readonly isLinked: boolean;
  /** New owner; `null` leaves the user of this process. */
  readonly owner: ServerUser;
}

/** Copies a directory with its modes; answers how many entries it has. */
export function copyTree(from: string, to: string, options: CopyOptions): number {
  mkdirSync(to);
  let entries = 0;
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    entries += 1;
    if (entry.isDirectory()) entries += copyTree(source, target, options);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else copyFile(source, target, options.isLinked);
    if (options.owner !== null && !entry.isDirectory()) lchownSync(target, options.owner.uid, options.owner.gid);
  }
  chmodSync(to, lstatSync(from).mode & 0o777);
  if (options.owner !== null) lchownSync(to, options.owner.uid, options.owner.gid);
  return entries;
}

function copyFile(source: string, target: string, isLinked: boolean): void {
  if (isLinked) {
    try {
      linkSync(source, target);
      return;
    } catch {
      // Another file system, or one without hard links: a copy does as well.
    }
  }
  copyFileSync(source, target);
}

/** Directory of this user for what is expensive to make again. */
export function cacheDirectory(): string {
  const uid = process.getuid?.() ?? 0;
  for (let attempt = 0; attempt < CACHE_NAMES; attempt++) {
    const directory = join(tmpdir(), `flyback-cache-${uid}${attempt === 0 ? '' : `-${attempt}`}`);
    if (!existsSync(directory)) makeOpenDirectory(directory);
    const found = lstatSync(directory);
    // Anyone may make names in /tmp: binaries and data of a foreign directory must not be run.
    if (found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0) return directory;
  }
  throw new SandboxError(
    'SANDBOX_UNAVAILABLE',
    `No directory for a cache in ${tmpdir()}: the names flyback-cache-${uid}* belong to others`,
    {
      hint: 'Remove them, or set TMPDIR to a directory of your own.',
    },
  );
}

// The server's user must be able to enter, whatever the umask.
function makeOpenDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o755);
}

/**
 * A tree that is built once and then taken from the cache: `build` fills the path it gets. Safe when several processes
 * build at once (the first to finish wins), and built anew when entries are missing (cleaners of /tmp remove single files).
 */
export async function cachedTree(cache: string, name: string, build: (path: string) => void | Promise<void>): Promise<string> {
  const target = join(cache, name);
  const tree = join(target, 'tree');
  if (isWhole(target)) return tree;
  const draft = join(cache, `${name}.draft-${process.pid}-${randomBytes(4).toString('hex')}`);
  makeOpenDirectory(draft);
  try {
    await build(join(draft, 'tree'));
    writeFileSync(join(draft, ENTRIES), String(countEntries(join(draft, 'tree'))));
    if (!isWhole(target)) {
      rmSync(target, { recursive: true, force: true });
      renameSync(draft, target);
    }
  } catch (error) {
    // Somebody else was faster: a rename onto a filled directory fails.
    if (!isWhole(target)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return tree;
}

function isWhole(target: string): boolean {
  if (!existsSync(join(target, ENTRIES))) return false;
  return Number(readFileSync(join(target, ENTRIES), 'utf8')) === countEntries(join(target, 'tree'));
}

function countEntries(directory: string): number {
  return existsSync(directory) ? readdirSync(directory, { recursive: true }).length : 0;
}

/** Removes what dead processes left in a directory: entries whose name ends in `<mark><pid>-<random>`. */
export function sweepDead(directory: string, mark: string): void {
  for (const name of readdirSync(directory)) {
    const at = name.indexOf(mark);
    const pid = at < 0 ? Number.NaN : Number.parseInt(name.slice(at + mark.length), 10);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    try {
      rmSync(join(directory, name), { recursive: true, force: true });
    } catch {
      // Another user's: not ours to remove.
    }
  }
}

/** Whether a process of this machine runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
