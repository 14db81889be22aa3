import { FlybackError, SandboxError } from '../model/errors.ts';
import type { Fingerprint } from '../model/fingerprint.ts';
import { KEPT_SCHEMA } from '../model/kept.ts';
import type { MigrationEntry } from '../model/migration-entry.ts';
import { readFingerprint } from '../postgres/read-fingerprint.ts';
import { readIdentity } from '../postgres/identity.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import { reading } from '../verify/copy/schema-image.ts';
import type { TargetFacts } from '../verify/sandbox-identity.ts';
import type { CommandInput } from './command.ts';
import { CommandRun } from './command-run.ts';
import { isPendingBatch, type VerifyChoice } from './verify-choice.ts';

/** Schemas that are ours: what stops and journals runs on the target, which nothing in the sandbox does. */
export const NOT_COPIED: readonly string[] = ['flyback', KEPT_SCHEMA];

/** What is known of the target before the sandbox starts. */
export interface VerifyTarget extends TargetFacts {
  readonly serverVersion: string;
  readonly major: number;
  readonly role: string;
  readonly searchPath: string;
  /** Names of all roles. */
  readonly roles: readonly string[];
  readonly superusers: readonly string[];
  readonly tablespaces: readonly string[];
  /** Null: there is none yet. */
  readonly history: { readonly schema: string; readonly name: string } | null;
  /** Its schema without the history table, where the sandbox is compared with it. */
  readonly fingerprint?: Fingerprint | null;
  /** Files and history rows together. */
  readonly applied: readonly MigrationEntry[];
  readonly pending: readonly MigrationEntry[];
}

/** Reads the target and closes its session: nothing of the round trip can reach it. `look` reads what is wanted besides. */
export async function readVerifyTarget<T>(
  input: CommandInput,
  look: (run: CommandRun, target: VerifyTarget) => Promise<T>,
): Promise<{ readonly target: VerifyTarget; readonly seen: T }> {
  await using run = await CommandRun.open({ ...input, leavesAtOnce: false });
  const { facts } = run.target;
  const rows = await run.readHistory();
  const entries = run.entries(rows);
  const identity = await readIdentity(run.session, facts.backendPid);
  const [roles, tablespaces] = await run.session.query(`${sqlStatement('catalog/roles')};\n${sqlStatement('catalog/tablespaces')}`);
  const target: VerifyTarget = {
    identity,
    database: facts.database,
    serverVersion: facts.serverVersion,
    major: Math.floor(facts.serverVersionNum / 10_000),
    role: facts.role,
    searchPath: facts.searchPath,
    roles: (roles?.rows ?? []).map(([name]) => name ?? ''),
    superusers: (roles?.rows ?? []).filter(([, isSuperuser]) => isSuperuser === 't').map(([name]) => name ?? ''),
    tablespaces: (tablespaces?.rows ?? []).map(([name]) => name ?? ''),
    history: run.target.hasHistoryTable ? run.target.history : null,
    applied: entries.applied(),
    pending: entries.pending(),
  };
  return { target, seen: await look(run, target) };
}

/** What the sandbox is compared with before the batch; null: with nothing. */
async function comparedFingerprint(
  { config, session, target: { history } }: CommandRun,
  { pending }: VerifyTarget,
): Promise<Fingerprint | null> {
  if (config.flyback.verifyBase !== 'auto' || pending.length === 0) return null;
  return reading(session, () => readFingerprint(session, { withoutSchemas: NOT_COPIED, withoutRelations: [history] }));
}

async function targetAlone(input: CommandInput): Promise<VerifyTarget> {
  return (await readVerifyTarget(input, () => Promise.resolve(null))).target;
}

/** The target, where one is configured; for files alone one that cannot be reached is no obstacle. */
export async function targetOf(input: CommandInput, choice: VerifyChoice): Promise<VerifyTarget | null> {
  if (isPendingBatch(choice)) {
    const { target, seen } = await readVerifyTarget(input, comparedFingerprint);
    return { ...target, fingerprint: seen };
  }
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
