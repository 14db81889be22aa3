import { FlybackError, SandboxError } from '../model/errors.ts';
import type { MigrationEntry } from '../model/migration-entry.ts';
import { readIdentity } from '../postgres/identity.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { TargetFacts } from '../verify/sandbox-identity.ts';
import type { CommandInput } from './command.ts';
import { CommandRun } from './command-run.ts';
import { isPendingBatch, type VerifyChoice } from './verify-choice.ts';

/** What is known of the target before the sandbox starts. */
export interface VerifyTarget extends TargetFacts {
  readonly serverVersion: string;
  readonly major: number;
  readonly role: string;
  readonly searchPath: string;
  /** Names of all roles. */
  readonly roles: readonly string[];
  /** Files and history rows together. */
  readonly applied: readonly MigrationEntry[];
  readonly pending: readonly MigrationEntry[];
}

/** Reads the target and closes its session: nothing of the round trip can reach it. `look` reads what is wanted besides. */
export async function readVerifyTarget<T>(
  input: CommandInput,
  look: (run: CommandRun) => Promise<T>,
): Promise<{ readonly target: VerifyTarget; readonly seen: T }> {
  await using run = await CommandRun.open({ ...input, leavesAtOnce: false });
  const { facts } = run.target;
  const rows = await run.readHistory();
  const entries = run.entries(rows);
  const identity = await readIdentity(run.session, facts.backendPid);
  const [roles] = await run.session.query(sqlStatement('catalog/roles'));
  const target = {
    identity,
    database: facts.database,
    serverVersion: facts.serverVersion,
    major: Math.floor(facts.serverVersionNum / 10_000),
    role: facts.role,
    searchPath: facts.searchPath,
    roles: (roles?.rows ?? []).map(([name]) => name ?? ''),
    applied: entries.applied(),
    pending: entries.pending(),
  };
  return { target, seen: await look(run) };
}

async function targetAlone(input: CommandInput): Promise<VerifyTarget> {
  return (await readVerifyTarget(input, () => Promise.resolve(null))).target;
}

/** The target, where one is configured; for files alone one that cannot be reached is no obstacle. */
export async function targetOf(input: CommandInput, choice: VerifyChoice): Promise<VerifyTarget | null> {
  if (isPendingBatch(choice)) return targetAlone(input);
  if (input.config.connection === null && input.session === undefined) return null;
  try {
    return await targetAlone(input);
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
