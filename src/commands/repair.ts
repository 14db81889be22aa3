import { targetEnvironment } from '../config/target-environment.ts';
import { executeOwn, type OwnStatement } from '../execute/own-statements.ts';
import { planRepair, type RepairPlan } from '../history/repair.ts';
import type { HistoryRow } from '../model/history.ts';
import type { Version } from '../model/version.ts';
import { deleteFailedSql, insertRowSql, updateRowSql } from '../history/write-history.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { repairJson } from '../report/formats/flyway-json/repair.ts';
import * as messages from '../report/formats/text/messages.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';
import { Locking } from './history-lock.ts';
import { tableName } from './prepare-schemas.ts';

/** Runs repair in one transaction under the lock (Flyway takes none). */
export async function runRepair(input: CommandInput): Promise<Outcome<RepairPlan>> {
  await using run = await CommandRun.open(input, { dryRun: 'refused' });
  await run.runCallbacks('beforeRepair');
  const started = performance.now();
  let plan: RepairPlan;
  try {
    plan = await repairUnderLock(run);
  } catch (error) {
    await run.runErrorCallbacks('afterRepairError');
    throw error;
  }
  run.log.log('info', messages.repaired(tableName(run), run.elapsedMs(started)));
  if (plan.deleted.length > 0) run.log.log('info', messages.CLEAN_UP_DELETED);
  await run.runCallbacks('afterRepair');
  await run.runCallbacks('afterRepairOperationFinish');
  const json = (): JsonObject =>
    repairJson({
      ...run.facts(),
      removed: plan.removed,
      deleted: plan.deleted.map(({ entry }) => entry),
      aligned: plan.aligned.map(({ entry }) => entry),
      warnings: [],
    });
  return { result: plan, json, exitCode: 0 };
}

async function repairUnderLock(run: CommandRun): Promise<RepairPlan> {
  await using locking = new Locking(run);
  const { target, config } = run;
  const { hasHistoryTable } = target;
  let rows = hasHistoryTable ? await locking.acquire() : [];
  if (rows.every(({ success }) => success)) run.log.log('info', messages.nothingToRemove(tableName(run), hasHistoryTable));
  if (!hasHistoryTable) rows = await run.readHistory();
  const { migrations, undo } = run.sources();
  const plan = planRepair({
    migrations,
    undo,
    rows,
    ignorePatterns: config.ignoreMigrationPatterns,
    cherryPick: config.cherryPick,
    undoSqlMigrationPrefix: config.undoSqlMigrationPrefix,
  });
  announce(run, plan);
  await executeOwn(run.session, null, repairStatements(run, plan, rows));
  if (plan.removed.length > 0 && targetEnvironment(config) !== 'development') await dropIndexesLeft(run, plan);
  return plan;
}

/** What failed scripts have left INVALID goes with their rows; Flyway leaves it, and on development so do we until it is built again. */
async function dropIndexesLeft(run: CommandRun, { removed }: RepairPlan): Promise<void> {
  const { migrations, undo } = run.sources();
  const scripts = [...migrations, ...undo].filter(({ script }) => removed.some((row) => row.script === script));
  if (scripts.length === 0) return;
  const { dropIndexesOf } = await import('../execute/outside/indexes-left.ts');
  for (const script of scripts) {
    // One that cannot run any more is no reason to leave the history unrepaired.
    const prepared = await run.prepare(script).catch(() => null);
    if (prepared === null || prepared.isTransactional) continue;
    for (const text of run.target.resetStatements()) await run.session.query(text);
    for (const name of await dropIndexesOf(run.session, prepared))
      run.log.log('info', `Dropped the INVALID index ${name}, which ${script.script} had left`);
  }
}

function announce(run: CommandRun, plan: RepairPlan): void {
  const { log } = run;
  for (const tombstone of plan.deleted) log.log('info', messages.markingDeleted(tombstone));
  for (const alignment of plan.aligned) log.log('info', messages.aligning(alignment));
}

function repairStatements(run: CommandRun, plan: RepairPlan, rows: readonly HistoryRow[]): OwnStatement[] {
  const { history, installedBy } = run.target;
  const title = `Unable to repair Schema History table ${history.quoted}`;
  const forVersion = (version: Version | null): string => `${title} for version ${version?.text ?? null}`;
  const failed = new Map(plan.removed.map((row) => [row.version === null ? `R ${row.description}` : `V ${row.version.text}`, row]));
  const gone = new Set(plan.removed);
  // A new row gets the rank after the last that stays (SchemaHistory.calculateInstalledRank, 12.4).
  const lastRank = rows.findLast((row) => !gone.has(row))?.installedRank ?? 0;
  return [
    ...[...failed.values()].map((row) => ({
      label: title,
      text: deleteFailedSql(history, { version: row.version?.text ?? null, description: row.description }),
    })),
    ...plan.deleted.map(({ version, description, script, checksum, success }, index) => ({
      label: forVersion(version),
      text: insertRowSql(history, {
        installedRank: lastRank + 1 + index,
        version: version?.text ?? null,
        description,
        type: 'DELETE',
        script,
        checksum,
        installedBy,
        executionTime: 0,
        success,
      }),
    })),
    ...plan.aligned.map((alignment) => ({ label: forVersion(alignment.version), text: updateRowSql(history, alignment) })),
  ];
}
