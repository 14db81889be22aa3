import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that mean the work was done; 0 unless given. */
  readonly exitCodes?: readonly number[];
}

export interface Measurement {
  /** From start to exit of the whole process, milliseconds. */
  readonly ms: number;
  /** Peak resident memory of the largest process, MB (10^6 bytes); NaN where it cannot be had. */
  readonly rssMb: number;
}

const LIMIT_MS = 300_000;
const SAMPLE_MS = 10;
const GNU_TIME = '/usr/bin/time';
const hasGnuTime = existsSync(GNU_TIME);
const CALM_SHARE = 0.5;
const CALM_LIMIT_MS = 3_000;

/** Runs a command to its end; a command that fails ends the benchmark, as its time means nothing. */
export async function measure(command: Command): Promise<Measurement> {
  await waitForCalm();
  const folder = mkdtempSync(join(tmpdir(), 'flyback-bench-time-'));
  const timeFile = join(folder, 'rss');
  const [program, args] = hasGnuTime
    ? [GNU_TIME, ['-q', '-o', timeFile, '-f', '%M', command.program, ...command.args]]
    : [command.program, [...command.args]];
  const start = performance.now();
  const child = spawn(program, args, { cwd: command.cwd, env: cleanEnvironment(command.env ?? {}), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-4000)));
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  let sampledKb = Number.NaN;
  const sampler = hasGnuTime ? undefined : setInterval(() => (sampledKb = peakKb(child.pid) ?? sampledKb), SAMPLE_MS);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    const ms = performance.now() - start;
    if (!(command.exitCodes ?? [0]).includes(exitCode ?? -1))
      throw new Error(`exit ${exitCode}: ${command.program} ${command.args.join(' ')}\n${output}`);
    const kb = hasGnuTime ? Number(readFileSync(timeFile, 'utf8').trim().split('\n').at(-1)) : sampledKb;
    return { ms, rssMb: (kb * 1024) / 1e6 };
  } finally {
    clearTimeout(limit);
    clearInterval(sampler);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The middle value; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

// VmHWM is the kernel's own high-water mark, so that the last sample before the end is enough.
function peakKb(pid: number | undefined): number | null {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN);
  } catch {
    return null;
  }
}

/** On a shared machine single values mean little: waits for a moment when half of it is idle, but not for ever. */
export async function waitForCalm(): Promise<void> {
  if (!existsSync('/proc/stat')) return;
  const limit = performance.now() + CALM_LIMIT_MS;
  do {
    const before = readCpu();
    await new Promise((resolve) => setTimeout(resolve, 200));
    const after = readCpu();
    if ((after.idle - before.idle) / (after.all - before.all) >= CALM_SHARE) return;
  } while (performance.now() < limit);
}

function readCpu(): { readonly idle: number; readonly all: number } {
  const ticks = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').trim().split(/\s+/).slice(1).map(Number);
  return { idle: (ticks[3] ?? 0) + (ticks[4] ?? 0), all: ticks.reduce((sum, one) => sum + one, 0) };
}

function cleanEnvironment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(FLYWAY_(?!LIB)|FLYBACK_|PG|DATABASE_URL|npm_)/.test(name));
  return { ...Object.fromEntries(kept), ...extra };
}
