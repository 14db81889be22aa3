import { createHash } from 'node:crypto';
import { BatchAnalysis, type AnalyzedScript } from '../analyze/analyze-batch.ts';
import { buildPlan, withUndo } from '../analyze/build-plan.ts';
import { worldFromCatalog } from '../analyze/world/from-catalog.ts';
import type { World } from '../analyze/world/world.ts';
import type { Hazard } from '../model/hazard.ts';
import type { HistoryRow } from '../model/history.ts';
import type { MigrationEntry } from '../model/migration-entry.ts';
import type { Migration } from '../model/migration.ts';
import type { Plan, PlanHistory, PlanTarget, PlannedScript, PlannedUndo } from '../model/plan.ts';
import { FLYBACK_VERSION } from '../model/product.ts';
import { digestOf, planId } from '../plan/plan-id.ts';
import { readIdentity } from '../postgres/identity.ts';
import { readCatalog } from '../postgres/read-catalog.ts';
import { loadDeparser } from '../syntax/deparse.ts';
import { loadParser } from '../syntax/parse.ts';
import { assumeRows, loadRules, policySettings } from './analysis-settings.ts';
import { batchCallback, batchMigration } from './batch-scripts.ts';
import type { CommandRun } from './command-run.ts';
import { configDigest } from './config-digest.ts';
import { localDate } from './local-timestamp.ts';
import { versionHazards } from './version-clashes.ts';

const BEFORE = ['beforeMigrate', 'beforeVersioned', 'beforeEachMigrate'];
const AFTER = ['afterEachMigrate', 'afterVersioned', 'beforeRepeatables', 'afterMigrateApplied', 'afterMigrate'];

/** What the pending batch would do to the target of a run. Reads only. */
export async function planOf(run: CommandRun): Promise<Plan> {
  const { config } = run;
  const [rules] = await Promise.all([loadRules(config), loadParser(), loadDeparser()]);
  const policy = policySettings(config, rules);
  const rows = await run.readHistory();
  const pending = run.entries(rows).pending();
  // Names are looked up as migrate does it: with its search path and role.
  await run.session.query(run.target.resetStatements().join(';\n'));
  const catalog = await readCatalog(run.session);
  const world = worldFromCatalog(catalog);
  assumeRows(world, config);
  const analysis = new BatchAnalysis(world, { policy, today: localDate(new Date()), invertsStatements: true });
  const { scripts, hazards } = await analyzed(run, analysis, pending);
  const clashes = await versionHazards(run.config, run.sources().migrations, rows);
  const notAnalysed = catalog.unreadable.map((what) => `${what} could not be read`);
  return finished(run, rows, world, { scripts, hazards: [...clashes, ...hazards], notAnalysed });
}

async function finished(run: CommandRun, rows: readonly HistoryRow[], world: World, parts: Parameters<typeof buildPlan>[1]): Promise<Plan> {
  const plan: Omit<Plan, 'id'> = {
    tool: { name: 'flyback', version: FLYBACK_VERSION },
    target: await planTarget(run),
    history: planHistory(run, rows),
    configDigest: configDigest(run.config),
    ...buildPlan(world, parts),
  };
  return { id: planId(plan), ...plan };
}

/** Follows callbacks and migrations in the order in which migrate runs them; callbacks around each migration once. */
async function analyzed(
  run: CommandRun,
  analysis: BatchAnalysis,
  pending: readonly MigrationEntry[],
): Promise<{ readonly scripts: readonly PlannedScript[]; readonly hazards: readonly Hazard[] }> {
  const scripts: PlannedScript[] = [];
  const hazards: Hazard[] = [];
  const take = (result: AnalyzedScript, undo: PlannedUndo | null): void => {
    scripts.push(withUndo(result, undo));
    hazards.push(...result.hazards);
  };
  const callbacks = async (events: readonly string[]): Promise<void> => {
    for (const event of events) {
      for (const { callback, prepared } of await run.callbacks(event)) take(analysis.script(batchCallback(callback, prepared)), null);
    }
  };
  if (pending.length > 0) await callbacks(BEFORE);
  for (const entry of pending) {
    const migration = entry.resolved as Migration;
    const prepared = await run.prepare(migration);
    const facts = { isOutOfOrder: entry.isOutOfOrder, hasUndo: entry.undoScript !== null };
    const result = analysis.script(batchMigration(migration, prepared, facts));
    take(result, await plannedUndo(run, entry, result));
    run.forget(migration);
  }
  if (pending.length > 0) await callbacks(AFTER);
  return { scripts, hazards };
}

/** The U file beside a migration, else the inverse of its statements: a draft until a round trip has proven it. */
async function plannedUndo(run: CommandRun, { undoScript, resolved }: MigrationEntry, result: AnalyzedScript): Promise<PlannedUndo | null> {
  if (resolved?.kind !== 'versioned') return null;
  if (undoScript === null) return result.generatedUndo;
  const { bytes, fileBytes } = await run.prepare(undoScript);
  run.forget(undoScript);
  return {
    source: 'file',
    script: undoScript.script,
    sql: bytes.toString('utf8'),
    sha256: createHash('sha256').update(fileBytes).digest('hex'),
    irreversible: [],
  };
}

async function planTarget(run: CommandRun): Promise<PlanTarget> {
  const { facts } = run.target;
  const identity = await readIdentity(run.session, facts.backendPid);
  if (identity.isPooled)
    run.log.log(
      'warn',
      'A pooler stands between here and the server. Planning works through it; migrate needs a direct connection, since settings and locks of a session end with each transaction there.',
    );
  const [place] = run.config.connection?.hosts ?? [];
  return {
    systemIdentifier: identity.systemIdentifier,
    database: facts.database,
    databaseOid: identity.databaseOid,
    host: place?.host ?? 'connection of the program',
    port: place?.port ?? identity.port,
    serverVersionNum: facts.serverVersionNum,
    role: facts.role,
    searchPath: [facts.searchPath],
    isPooled: identity.isPooled,
  };
}

function planHistory(run: CommandRun, rows: readonly HistoryRow[]): PlanHistory {
  const { schema, name } = run.target.history;
  const head = rows.at(-1);
  return {
    table: `${schema}.${name}`,
    headRank: head?.installedRank ?? null,
    headVersion: run.entries(rows).current()?.version?.text ?? null,
    digest: digestOf(
      rows.map(({ installedRank, version, type, script, checksum, success }) => [
        installedRank,
        version?.text ?? null,
        type,
        script,
        checksum,
        success,
      ]),
    ),
  };
}
