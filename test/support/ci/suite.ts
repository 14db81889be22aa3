import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** How many tests of a suite ended how. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly limitMs: number;
}

export interface CommandResult {
  readonly exitCode: number | null;
  /** stdout and stderr, as they came. */
  readonly output: string;
}

/** Runs a command, shows what it prints, and answers it; a command over its limit is killed. */
export function runCommand(command: readonly [string, ...string[]], options: CommandOptions): Promise<CommandResult> {
  const [program, ...args] = command;
  console.log(`$ ${command.join(' ')}`);
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      process.stdout.write(text);
    });
  }
  const limit = setTimeout(() => {
    console.log(`killed after ${options.limitMs / 1000} s: ${command.join(' ')}`);
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, options.limitMs);
  return new Promise<CommandResult>((resolve) => {
    child.once('error', (error) => resolve({ exitCode: null, output: `${output}${error.message}` }));
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  }).finally(() => clearTimeout(limit));
}

/** One test: did it hold? */
export function countOf(isPassed: boolean): Count {
  return isPassed ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

/** Sum of counts. */
export function addCounts(counts: readonly Count[]): Count {
  const sum = (key: keyof Count): number => counts.reduce((total, count) => total + count[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** `3 passed, 0 failed`, with `, 1 skipped` only where something was. */
export function countText(count: Count): string {
  return `${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`;
}

/** Checks one claim after the other, prints it, and counts. */
export function countClaims(claims: Readonly<Record<string, boolean>>): Count {
  for (const [claim, holds] of Object.entries(claims)) console.log(`${holds ? 'ok  ' : 'FAIL'} ${claim}`);
  return addCounts(Object.values(claims).map(countOf));
}

/** Counts of vitest's JSON report; a run that failed beside its tests (a hook, no tests at all) counts as one failure. */
export function readVitestReport(file: string, exitCode: number | null): Count {
  if (!existsSync(file)) return countOf(false);
  const report: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const number = (key: string): number => {
    const value = (report as Record<string, unknown>)[key];
    return typeof value === 'number' ? value : 0;
  };
  const count = {
    passed: number('numPassedTests'),
    failed: number('numFailedTests'),
    skipped: number('numPendingTests') + number('numTodoTests'),
  };
  return exitCode !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

/** Counts of a closing line `N passed, N failed`; none, or a failure that it does not show, counts as one failure. */
export function readClosingLine(result: CommandResult): Count {
  const found = [...result.output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  if (found === undefined) return countOf(false);
  const count = { passed: Number(found[1]), failed: Number(found[2]), skipped: 0 };
  return result.exitCode !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}
