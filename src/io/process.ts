import { execFile } from 'node:child_process';

/** How a program ended. */
export interface ProgramResult {
  /** null: it could not be started, or was ended by us or a signal. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it could not run or was ended; null: it ran to its end. */
  readonly failure: string | null;
}

const MAX_OUTPUT_BYTES = 64_000_000;

/** Runs a program without a shell, with a time limit; never throws. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly timeoutMs: number },
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { cwd: options.cwd, timeout: options.timeoutMs, maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true },
      (error, stdout, stderr) => {
        if (error === null) resolve({ exitCode: 0, stdout, stderr, failure: null });
        else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout, stderr, failure: null });
        else
          resolve({
            exitCode: null,
            stdout,
            stderr,
            failure: error.killed === true ? `no answer within ${options.timeoutMs} ms` : error.message,
          });
      },
    );
  });
}
