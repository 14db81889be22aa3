import { FlybackError } from '../model/errors.ts';
import { SandboxDatabases } from '../verify/sandbox-databases.ts';
import { startSandbox } from '../verify/sandbox/index.ts';
import type { Sandbox } from '../verify/sandbox/sandbox.ts';
import type { CommandInput } from './command.ts';
import { asUnproven, lostSandbox } from './verify-errors.ts';
import type { VerifyTarget } from './verify-target.ts';

const CANCELLED = 130;

/** A sandbox that runs, and its databases. */
export interface RunningSandbox {
  readonly sandbox: Sandbox;
  readonly databases: SandboxDatabases;
}

/**
 * Does something in a sandbox that ends with it, of the target's major version where it can be had. `roomBytes`: what will be written there, if it is much.
 * @throws SandboxError with exit code 11 where there is none, or where it ended before the work did; FlybackError EXECUTE_CANCELLED
 */
export async function inSandbox<T>(
  input: CommandInput,
  target: VerifyTarget | null,
  work: (running: RunningSandbox) => Promise<T>,
  roomBytes?: number,
): Promise<T> {
  const { sandbox: wanted, shadow, sandboxMajor } = input.config.flyback;
  try {
    await using sandbox = await startSandbox(wanted, { major: target?.major ?? sandboxMajor, shadow, roomBytes });
    await using databases = await SandboxDatabases.open(sandbox, target, input.signal);
    try {
      return await work({ sandbox, databases });
    } catch (error) {
      // A server that is going down, its files with it, fails in many ways before its connections break.
      throw input.signal?.aborted !== true && !(await databases.isServerThere()) ? lostSandbox(error) : error;
    }
  } catch (error) {
    if (input.signal?.aborted !== true) throw asUnproven(error);
    throw new FlybackError('EXECUTE_CANCELLED', 'Cancelled: nothing is proven. The sandbox is gone.', {
      exitCode: CANCELLED,
      cause: error,
    });
  }
}
