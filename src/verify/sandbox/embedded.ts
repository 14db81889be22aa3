import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SandboxError } from '../../model/errors.ts';
import { cacheDirectory, cachedTree, copyTree, sweepDead } from './embedded/cached-tree.ts';
import { findServerBinaries } from './embedded/server-binaries.ts';
import type { ServerBinaries } from './embedded/server-binaries.ts';
import { serverUser } from './embedded/server-user.ts';
import type { ServerUser } from './embedded/server-user.ts';
import { startWatchedProcess } from './embedded/watched-process.ts';
import type { WatchedProcess } from './embedded/watched-process.ts';

export interface EmbeddedServerOptions {
  /** Major version wanted, 14 to 18; left out: what is found first. */
  readonly major?: number;
  /** An installed PostgreSQL (the folder with `bin/` in it) instead of the embedded binaries. */
  readonly directory?: string;
  /** Left out: a free one. */
  readonly port?: number;
  /** On disk, with every commit synced as a production server does; slower, for measurements. */
  readonly isDurable?: boolean;
  /** What will be written besides an empty database, about: there must be so much more room in memory, else it is on disk. */
  readonly roomBytes?: number | undefined;
  /** Further server settings (`postgres -c name=value`). */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A PostgreSQL server for this process alone: loopback and socket, user `postgres`, no password, gone after `stop`. */
export interface EmbeddedServer extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly major: number;
  readonly socketDirectory: string;
  /** Ends the server and removes its files; a second call does nothing more. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const USER = 'postgres';
const MARK = 'flyback-pg-';
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;
const POLL_MS = 5;
const PORT_ATTEMPTS = 5;
const MEMORY_DIRECTORY = '/dev/shm';
const MEMORY_NEEDED_BYTES = 1024 ** 3;
const DURABLE = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_level: 'replica',
  autovacuum: 'on',
  checkpoint_timeout: '5min',
};
const INITDB_ARGS = ['-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--wal-segsize=1'];

/** Starts a throw-away server on a fresh data directory, in memory where there is room (Linux and macOS). */
export async function startEmbeddedServer(options: EmbeddedServerOptions = {}): Promise<EmbeddedServer> {
  if (process.platform === 'win32') {
    throw new SandboxError('SANDBOX_UNAVAILABLE', 'The embedded PostgreSQL server needs Linux or macOS', {
      hint: 'Name a server by its URL instead.',
    });
  }
  const user = serverUser();
  const cache = cacheDirectory();
  sweepDead(cache, '.draft-');
  const { major = null, directory = null } = options;
  const binaries = await findServerBinaries({ major, directory, user, cache });
  const template = await cachedTree(cache, `data-${binaries.key}`, (path) => initialise(binaries, path, user));
  return startOnFreePort(binaries, template, user, options);
}

async function initialise(binaries: ServerBinaries, path: string, user: ServerUser): Promise<void> {
  mkdirSync(path, { mode: 0o700 });
  if (user !== null) chownSync(path, user.uid, user.gid);
  const args = [...INITDB_ARGS, ...(binaries.major >= 18 ? ['--no-data-checksums'] : []), '-D', path];
  try {
    await promisify(execFile)(join(binaries.bin, 'initdb'), args, { cwd: '/', env: { ...process.env, LC_ALL: 'C', LANG: 'C' }, ...user });
  } catch (error) {
    throw new SandboxError('SANDBOX_START', `initdb failed: ${(error as Error).message}`, { cause: error });
  }
}

async function startOnFreePort(
  binaries: ServerBinaries,
  template: string,
  user: ServerUser,
  options: EmbeddedServerOptions,
): Promise<EmbeddedServer> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const isDurable = options.isDurable ?? false;
    const directory = makeRunDirectory(template, user, !isDurable && hasMemoryRoom(options.roomBytes ?? 0) ? MEMORY_DIRECTORY : tmpdir());
    const server = startServer(binaries, directory, port, user, { ...(isDurable ? DURABLE : {}), ...options.settings });
    if (await isReady(server, join(directory, 'data'))) return describe(server, directory, port, binaries.major);
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
    const isTaken = server.log().includes('Address already in use');
    if (isTaken && options.port === undefined && attempt < PORT_ATTEMPTS) continue;
    throw new SandboxError('SANDBOX_START', `PostgreSQL did not start on port ${port}:\n${server.log().trim()}`, {
      hint: isTaken ? 'Another program uses this port: choose another one, or none.' : undefined,
    });
  }
}

function makeRunDirectory(template: string, user: ServerUser, parent: string): string {
  sweepDead(parent, MARK);
  const directory = join(parent, `${MARK}${process.pid}-${randomBytes(4).toString('hex')}`);
  mkdirSync(directory, { mode: 0o700 });
  try {
    copyTree(template, join(directory, 'data'), { isLinked: false, owner: user });
    mkdirSync(join(directory, 'socket'), { mode: 0o700 });
    if (user !== null) for (const path of [join(directory, 'socket'), directory]) chownSync(path, user.uid, user.gid);
    return directory;
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw new SandboxError('SANDBOX_START', `No data directory in ${parent}: ${(error as Error).message}`, {
      cause: error,
      hint: 'A server needs about 50 MB there. TMPDIR names another place.',
    });
  }
}

function hasMemoryRoom(wantedBytes: number): boolean {
  if (!existsSync(MEMORY_DIRECTORY)) return false;
  const room = statfsSync(MEMORY_DIRECTORY);
  return room.bavail * room.bsize >= MEMORY_NEEDED_BYTES + wantedBytes;
}

function startServer(
  binaries: ServerBinaries,
  directory: string,
  port: number,
  user: ServerUser,
  settings: Readonly<Record<string, string>>,
): WatchedProcess {
  const all = { ...serverSettings(binaries.major), ...settings };
  const args = ['-D', join(directory, 'data'), '-p', String(port), '-k', join(directory, 'socket')];
  for (const [name, value] of Object.entries(all)) args.push('-c', `${name}=${value}`);
  return startWatchedProcess({ program: join(binaries.bin, 'postgres'), args, directory, user, stopLimitMs: STOP_LIMIT_MS });
}

function serverSettings(major: number): Record<string, string> {
  return {
    listen_addresses: HOST,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    shared_buffers: '64MB',
    // Stays below the data directory: POSIX segments would be left in /dev/shm after a SIGKILL.
    dynamic_shared_memory_type: 'mmap',
    autovacuum: 'off',
    jit: 'off',
    checkpoint_timeout: '1d',
    lc_messages: 'C',
    timezone: 'UTC',
    ...(major >= 18 ? { io_method: 'sync' } : {}),
  };
}

// Line 8 of postmaster.pid says when connections are taken (PM_STATUS_READY, src/include/utils/pidfile.h, since 10).
async function isReady(server: WatchedProcess, data: string): Promise<boolean> {
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit && !server.hasExited()) {
    if (readStatus(join(data, 'postmaster.pid')) === 'ready') return true;
    await sleep(POLL_MS);
  }
  return false;
}

function readStatus(file: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n')[7]?.trim() ?? '';
  } catch {
    return '';
  }
}

function describe(server: WatchedProcess, directory: string, port: number, major: number): EmbeddedServer {
  let stopping: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopping ??= server.stop().then(() => rmSync(directory, { recursive: true, force: true }));
    return stopping;
  };
  return {
    url: `postgres://${USER}@${HOST}:${port}/postgres`,
    host: HOST,
    port,
    user: USER,
    major,
    socketDirectory: join(directory, 'socket'),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, HOST, resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
