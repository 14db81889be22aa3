import type { MigrationEntry } from '../model/migration-entry.ts';
import { readIdentity } from '../postgres/identity.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { TargetFacts } from '../verify/sandbox-identity.ts';
import type { CommandInput } from './command.ts';
import { CommandRun } from './command-run.ts';

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

/** Reads the target and closes its session: nothing of the round trip can reach it. */
export async function readVerifyTarget(input: CommandInput): Promise<VerifyTarget> {
  await using run = await CommandRun.open({ ...input, leavesAtOnce: false });
  const { facts } = run.target;
  const rows = await run.readHistory();
  const entries = run.entries(rows);
  const identity = await readIdentity(run.session, facts.backendPid);
  const [roles] = await run.session.query(sqlStatement('catalog/roles'));
  return {
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
}
