import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command-line program. */
export const FLYBACK_PROGRAM: string = fileURLToPath(new URL('../../bin/flyback.js', import.meta.url));

export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's environment, from which FLYWAY_*, FLYBACK_* and PG* are taken out; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Another program in place of `node bin/flyback.js`. */
  readonly command?: readonly [string, ...string[]];
}

export interface RunResult {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly hasTimedOut: boolean;
}

export interface StartedRun {
  readonly child: ChildProcess;
  readonly result: Promise<RunResult>;
  /** Resolves as soon as stdout and stderr together match. */
  readonly seen: (pattern: RegExp) => Promise<void>;
}

const TIMEOUT_MS = 60_000;

/** Runs flyback to its end; a run that takes longer than `timeoutMs` (60 s) is killed. */
export function runFlyback(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return startFlyback(args, options).result;
}

/** Starts flyback and hands out the process, for tests that interrupt it. */
export function startFlyback(args: readonly string[], options: RunOptions = {}): StartedRun {
  const [program, ...first] = options.command ?? [process.execPath, FLYBACK_PROGRAM];
  const child = spawn(program, [...first, ...args], { cwd: options.cwd, env: makeEnvironment(options.env ?? {}), stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  let hasTimedOut = false;
  let waiting: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  const wake = (): void => {
    for (const one of waiting) if (one.pattern.test(stdout + stderr)) one.resolve();
    waiting = waiting.filter((one) => !one.pattern.test(stdout + stderr));
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    wake();
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const limit = setTimeout(() => {
    hasTimedOut = true;
    child.kill('SIGKILL');
  }, options.timeoutMs ?? TIMEOUT_MS);
  const result = new Promise<RunResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr, hasTimedOut }));
  }).finally(() => clearTimeout(limit));
  const seen = (pattern: RegExp): Promise<void> =>
    Promise.race([
      new Promise<void>((resolve) => {
        waiting.push({ pattern, resolve });
        wake();
      }),
      result.then((ended) => {
        if (!pattern.test(ended.stdout + ended.stderr)) throw new Error(`ended without ${pattern}:\n${ended.stdout}${ended.stderr}`);
      }),
    ]);
  return { child, result, seen };
}

function makeEnvironment(extra: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) if (!/^(FLYWAY_|FLYBACK_|PG)/.test(name)) env[name] = value;
  for (const [name, value] of Object.entries(extra)) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  return env;
}
