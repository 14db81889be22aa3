import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ServerUser } from './server-user.ts';

const LOG_LIMIT = 64 * 1024;

/** A program that ends, together with its directory, no later than this process does. */
export interface WatchedProcess {
  /** The last 64 KiB that it wrote. */
  readonly log: () => string;
  readonly hasExited: () => boolean;
  /** Ends the program and removes its directory. */
  readonly stop: () => Promise<void>;
}

export interface WatchedProcessOptions {
  readonly program: string;
  readonly args: readonly string[];
  /** Removed after the end. */
  readonly directory: string;
  readonly user: ServerUser;
  readonly stopLimitMs: number;
}

// The shell sees the end of its input when this process is gone, however it went (exit, Ctrl-C, SIGKILL): no handlers for
// exit and signals are needed, and nothing stays behind. QUIT is PostgreSQL's immediate shutdown: the data is thrown away.
const WATCHER = `
trap '' INT TERM HUP
exec 3<&0
directory=$1
shift
"$@" </dev/null 3<&- &
server=$!
{ read -r line <&3; kill -QUIT "$server"; } >/dev/null 2>&1 &
reader=$!
wait "$server"
status=$?
kill -KILL "$reader" 2>/dev/null
rm -rf "$directory"
exit "$status"
`;

/** Starts a program under a watcher, in a session of its own, so that a Ctrl-C for us does not hit it. */
export function startWatchedProcess(options: WatchedProcessOptions): WatchedProcess {
  const child = spawn('/bin/sh', ['-c', WATCHER, 'flyback-watcher', options.directory, options.program, ...options.args], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', LANG: 'C' },
    ...options.user,
  });
  let log = '';
  let hasExited = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-LOG_LIMIT)));
  child.stdin.on('error', () => undefined);
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      log += error.message;
      resolve();
    });
    child.once('exit', () => resolve());
  }).then(() => {
    hasExited = true;
  });
  setReferenced(child, false);
  return { log: () => log, hasExited: () => hasExited, stop: () => stop(child, exited, options.stopLimitMs) };
}

async function stop(child: WatchedChild, exited: Promise<void>, limitMs: number): Promise<void> {
  setReferenced(child, true);
  child.stdin.end();
  const limit = setTimeout(() => killGroup(child.pid), limitMs);
  await exited;
  clearTimeout(limit);
  child.stderr.destroy();
}

type WatchedChild = ChildProcessByStdio<Writable, null, Readable>;

// An unfinished server must not keep the program alive that forgot to stop it.
function setReferenced(child: WatchedChild, isReferenced: boolean): void {
  for (const one of [child, child.stdin, child.stderr] as { ref?: () => void; unref?: () => void }[]) {
    if (isReferenced) one.ref?.();
    else one.unref?.();
  }
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
