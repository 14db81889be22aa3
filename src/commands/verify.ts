import { FlybackError, SandboxError } from '../model/errors.ts';
import type { Proof } from '../model/verdict.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { verifyText } from '../report/formats/verify-text/verify-text.ts';
import { LostState } from '../verify/round-trip.ts';
import { SandboxDatabases } from '../verify/sandbox-databases.ts';
import { startSandbox } from '../verify/sandbox/index.ts';
import type { CommandInput, Outcome } from './command.ts';
import { isPendingBatch, verifyChoice, type VerifyChoice } from './verify-batch.ts';
import { emptyProof, proveBatch } from './verify-proof.ts';
import { readVerifyTarget, type VerifyTarget } from './verify-target.ts';

const NOT_PROVEN = 11;
const CANCELLED = 130;
const DEFAULT_WIDTH = 120;

/** Runs verify: up, undo and up again in a sandbox, for each migration of the batch and for the batch as a whole. Changes nothing on the target. */
export async function runVerify(input: CommandInput): Promise<Outcome<Proof>> {
  const proof = await prove(input);
  if (input.cli.outputType !== 'json')
    input.log.log('output', verifyText(proof, { color: input.hasColor ?? false, width: input.width ?? DEFAULT_WIDTH }).trimEnd());
  const isProven = proof.verdict === null || proof.verdict === 'proven';
  return { result: proof, json: () => proof as unknown as JsonObject, exitCode: isProven ? 0 : NOT_PROVEN };
}

async function prove(input: CommandInput): Promise<Proof> {
  const started = performance.now();
  const choice = verifyChoice(input);
  const target = await targetOf(input, choice);
  if (target !== null && isPendingBatch(choice) && target.pending.length === 0) return emptyProof(performance.now() - started);
  const { sandbox: wanted, shadow, sandboxMajor } = input.config.flyback;
  try {
    await using sandbox = await startSandbox(wanted, { major: target?.major ?? sandboxMajor, shadow });
    await using databases = await SandboxDatabases.open(sandbox, target, input.signal);
    const proof = await proveBatch({ input, choice, target, sandbox, databases });
    return { ...proof, elapsedMs: Math.round(performance.now() - started) };
  } catch (error) {
    if (input.signal?.aborted !== true) throw asUnproven(error);
    throw new FlybackError('EXECUTE_CANCELLED', 'Cancelled: nothing is proven. The sandbox is gone.', { exitCode: CANCELLED, cause: error });
  }
}

/** The target, where one is configured; for files alone one that cannot be reached is no obstacle. */
export async function targetOf(input: CommandInput, choice: VerifyChoice): Promise<VerifyTarget | null> {
  if (isPendingBatch(choice)) return readVerifyTarget(input);
  if (input.config.connection === null && input.session === undefined) return null;
  try {
    return await readVerifyTarget(input);
  } catch (error) {
    if (!(error instanceof FlybackError) || error.code !== 'ERR_DB_UNREACHABLE') throw error;
    refuseSameAddress(input);
    input.log.log('warn', 'The target cannot be reached: its version, roles and search path are not known to the sandbox.');
    return null;
  }
}

/** Who the target is cannot be asked, so that addresses must do. */
function refuseSameAddress({ config }: CommandInput): void {
  const { shadow } = config.flyback;
  const hosts = new Set(config.connection?.hosts.map(({ host, port }) => `${host}:${port}`));
  if (shadow?.hosts.some(({ host, port }) => hosts.has(`${host}:${port}`)) !== true) return;
  throw new SandboxError('SANDBOX_IS_TARGET', 'flyback.shadowUrl names the server of the target. Nothing was written.', {
    exitCode: 2,
    hint: 'Name another server, or leave flyback.shadowUrl out: then flyback starts one of its own.',
  });
}

/** Without a sandbox nothing is proven, which the exit code says. */
export function asUnproven(error: unknown): unknown {
  if (error instanceof LostState || (error instanceof FlybackError && error.code === 'ERR_DB_LOST'))
    return new SandboxError('SANDBOX_LOST', `The sandbox ended while migrations were tried out: ${error.message}`, {
      exitCode: NOT_PROVEN,
      cause: error,
      hint: 'Nothing is proven. Look for memory and disk space, and run the command again.',
    });
  if (!(error instanceof SandboxError) || error.exitCode !== 1) return error;
  const code = error.code === 'ERR_SANDBOX_START' ? 'SANDBOX_START' : 'SANDBOX_UNAVAILABLE';
  return new SandboxError(code, error.message, { exitCode: NOT_PROVEN, hint: error.hint, cause: error });
}
