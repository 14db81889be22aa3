import {
  applyInTransaction,
  applyWithoutTransaction,
  MigrationFailure,
  type ApplyOptions,
  type MigrationRun,
} from '../execute/apply-migrations.ts';
import type { PreparedScript } from '../execute/prepare-script.ts';
import { ScriptFailure } from '../execute/script-failure.ts';
import type { Step } from '../execute/step.ts';
import { StepRunner } from '../execute/step-runner.ts';
import type { ProofError } from '../model/verdict.ts';
import type { CommandRun } from './command-run.ts';

/** A procedure that is called would commit (SQLSTATE invalid_transaction_termination). */
const ENDS_TRANSACTION = '2D000';

/**
 * Runs a script as migrate and undo do. Two that only work, or only fail, by the way in which they are run are run as they are written, so that
 * the rest of them can still be judged; the answer says why that matters, null for all others.
 */
export async function applyAsWritten(
  run: CommandRun,
  migrationRun: MigrationRun,
  options: ApplyOptions,
  step: ProofError['step'],
): Promise<string | null> {
  const { prepared, migration } = migrationRun;
  if (!prepared.isTransactional) {
    await applyWithoutTransaction(run.target, migrationRun, options);
    return null;
  }
  if (step === 'undo' && leavesTransactionOpen(prepared)) {
    await runAndLeave(run, prepared, options);
    return `${migration.script} begins a transaction that it never commits: nothing of it stays where it is run as it is written. Add COMMIT, or take BEGIN out`;
  }
  try {
    await applyInTransaction(run.target, [migrationRun], options);
    return null;
  } catch (error) {
    if (!needsNoTransaction(error, prepared)) throw error;
    await applyWithoutTransaction(run.target, migrationRun, options);
    return `${migration.script} calls a procedure that ends the transaction, which fails as migrate runs it: set executeInTransaction=false in ${migration.script}.conf`;
  }
}

function leavesTransactionOpen(prepared: PreparedScript): boolean {
  if (!prepared.endsTransaction) return false;
  let isOpen = false;
  for (const { control } of prepared.statements()) {
    if (control === 'begin') isOpen = true;
    else if (control === 'commit' || control === 'rollback' || control === 'prepare-transaction') isOpen = false;
  }
  return isOpen;
}

async function runAndLeave(run: CommandRun, prepared: PreparedScript, options: ApplyOptions): Promise<void> {
  const steps = function* (): Generator<Step> {
    for (const statement of prepared.statements()) yield { kind: 'statement', script: prepared, statement };
  };
  try {
    await new StepRunner(run.session, options, 'single').run(steps());
  } finally {
    if (!run.session.isLost) await run.session.send('ROLLBACK');
  }
}

function needsNoTransaction(error: unknown, { script, statementCount }: PreparedScript): boolean {
  const isEnded =
    error instanceof MigrationFailure && error.cause instanceof ScriptFailure && error.cause.server.sqlState === ENDS_TRANSACTION;
  // With more than one statement the ones before would stay when a later one fails.
  return isEnded && statementCount === 1 && script.config.executeInTransaction === null;
}
