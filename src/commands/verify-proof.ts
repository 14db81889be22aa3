import type { Logger } from '../model/log.ts';
import type { MigrationProof, Proof, ProofError } from '../model/verdict.ts';
import { compareStates } from '../verify/compare-states.ts';
import { worstVerdict } from '../verify/judge.ts';
import { NOTHING_LACKS, type Culprits, type Lack } from '../verify/rows/find-culprits.ts';
import { LostState, RoundTripRun, type RoundTripItem } from '../verify/round-trip.ts';
import type { SandboxDatabases } from '../verify/sandbox-databases.ts';
import type { Sandbox } from '../verify/sandbox/sandbox.ts';
import type { CommandInput } from './command.ts';
import { makeBase } from './verify-base.ts';
import { verifyBatch, type VerifyBatch } from './verify-batch.ts';
import { LoadTest } from './verify-load.ts';
import { askTarget, emptyBefore, madeRowsReport, makeRows, withRowFindings } from './verify-made-rows.ts';
import { BatchObserver } from './verify-observation.ts';
import { isPendingBatch, type VerifyChoice } from './verify-choice.ts';
import { takeSample } from './verify-sample.ts';
import type { VerifyTarget } from './verify-target.ts';
import { Measurement, type MeasureWish } from './verify-measure.ts';
import { rehearse } from './verify-rehearsal.ts';
import { QueryWatch, type WantedQueries } from './verify-queries.ts';
import { VerifyWorkbench } from './verify-workbench.ts';

const DEFAULT_DATABASE = 'flyback';
const AFTER_VERSIONED = ['afterVersioned', 'beforeRepeatables'];
const AFTER_BATCH = ['afterMigrateApplied', 'afterMigrate'];

/** What is proven, and where. */
export interface Assignment {
  readonly input: CommandInput;
  readonly choice: VerifyChoice;
  readonly target: VerifyTarget | null;
  readonly sandbox: Sandbox;
  readonly databases: SandboxDatabases;
  /** Explained before the batch and after each migration. */
  readonly queries?: WantedQueries | null;
  /** Statements are measured at two sizes. */
  readonly measure?: MeasureWish | null;
}

/** The answer where there is nothing to prove. */
export function emptyProof(elapsedMs: number): Proof {
  return {
    verdict: null,
    reasons: [],
    sandbox: null,
    base: null,
    migrations: [],
    chain: null,
    summary: { migrations: 0, proven: 0, refuted: 0, unproven: 0 },
    elapsedMs: Math.round(elapsedMs),
  };
}

/** Brings the sandbox to the state before the batch, takes the batch through its round trips, and judges. */
export async function proveBatch(assignment: Assignment): Promise<Proof> {
  const { input, choice } = assignment;
  if (choice.makesRows !== true) return proveOnce(assignment, null);
  const first = await proveOnce(assignment, NOTHING_LACKS);
  if (first.rows === undefined || first.migrations.every(({ up }) => up === 'ok')) return first;
  // Whether a batch fails on rows or without any is two different things.
  const { findings, lack } = await rehearseBatch(assignment);
  const second = await proveOnce(assignment, lack);
  return withRowFindings(second, isPendingBatch(choice) ? await askTarget(input, findings) : findings);
}

async function rehearseBatch(assignment: Assignment): Promise<Culprits> {
  const { input, choice, target, sandbox } = assignment;
  await using bench = await openBench(assignment);
  const batch = verifyBatch(choice, bench.run.sources(), target);
  await makeBase(bench, batch, { input, choice, target, hasRoles: sandbox.isOwnServer });
  return await rehearse(bench, batch, input.log);
}

/** One proof from the start. `lack`: what is not in the rows that are made; null: none are made. */
async function proveOnce(assignment: Assignment, lack: Lack | null): Promise<Proof> {
  const { input, choice, target, sandbox, databases, queries = null, measure = null } = assignment;
  await using bench = await openBench(assignment);
  const batch = verifyBatch(choice, bench.run.sources(), target);
  if (batch.items.length === 0) return emptyProof(0);
  const base = await makeBase(bench, batch, { input, choice, target, hasRoles: sandbox.isOwnServer });
  const sample = await takeSample(bench, input, choice);
  const madeRows = lack === null ? null : await makeRows(bench, batch, lack);
  const doubts = [...majorDoubts(databases, target), ...base.gaps];
  const run = new RoundTripRun(bench, { doubts });
  const callbackErrors: ProofError[] = [];
  await using observer = choice.isObserved === true ? new BatchObserver(bench, databases, input.signal) : null;
  const measurement = observer === null || measure === null ? null : new Measurement(bench, databases, input, measure);
  const watch = queries === null ? null : new QueryWatch(bench, queries);
  await watch?.before();
  const migrations = await proveEach(bench, run, batch, {
    log: input.log,
    callbackErrors,
    observer,
    watch,
    measurement,
    loadTest: choice.isLoaded === true ? new LoadTest(bench, databases, input) : null,
    isWhole: choice.isWhole,
    withdraw: async (item) => {
      if (lack !== null && madeRows !== null && (await emptyBefore(bench, item, lack))) await run.withdraw([...madeRows.rows.keys()]);
    },
  });
  const plans = await watch?.result(observer?.affected ?? null);
  const made = await finishBatch(bench, callbackErrors);
  callbackErrors.push(...(await bench.callbacks(['beforeUndo'])));
  const chain = await run.proveChain(made);
  callbackErrors.push(...(await bench.callbacks(['afterUndo'])));
  const verdicts = [...migrations, ...(chain === null ? [] : [chain])].map(({ verdict }) => verdict);
  return {
    ...emptyProof(0),
    verdict: worstVerdict([...verdicts, ...callbackErrors.map(() => 'refuted' as const)]),
    reasons: [...callbackErrors.map(({ script, message }) => `The callback ${script} fails: ${message}`), ...doubts],
    sandbox: { kind: sandbox.kind, serverVersion: databases.serverVersion, targetServerVersion: target?.serverVersion ?? null },
    base,
    migrations,
    chain,
    summary: summaryOf(migrations),
    ...plans,
    ...(sample === null ? {} : { sample }),
    ...(madeRows === null || madeRows.rows.size === 0 ? {} : { rows: madeRowsReport(madeRows) }),
  };
}

/** The workbench of an assignment: the sandbox as the target is, as far as roles and settings go. */
export async function openBench({ input, choice, target, sandbox, databases }: Assignment): Promise<VerifyWorkbench> {
  if (target !== null) {
    await databases.createRoles(target.roles, [target.role, ...target.superusers]);
    await databases.createTablespaces(target.tablespaces);
  }
  return VerifyWorkbench.open({
    input: { ...input, session: undefined, log: quietLog, leavesAtOnce: false },
    sandbox,
    databases,
    database: target?.database ?? DEFAULT_DATABASE,
    role: sandbox.isOwnServer ? (target?.role ?? null) : null,
    searchPath: target?.searchPath ?? null,
    plantsProbes: choice.plantsProbes === true,
  });
}

interface ProveOptions {
  readonly log: Logger;
  readonly callbackErrors: ProofError[];
  readonly observer: BatchObserver | null;
  readonly watch: QueryWatch | null;
  readonly measurement: Measurement | null;
  readonly loadTest: LoadTest | null;
  /** Takes away the made rows that are in the way of a migration. */
  readonly withdraw: (item: RoundTripItem) => Promise<void>;
  readonly isWhole: boolean | undefined;
}

async function proveEach(
  bench: VerifyWorkbench,
  run: RoundTripRun,
  { items }: VerifyBatch,
  { log, callbackErrors, observer, watch, measurement, loadTest, isWhole, withdraw }: ProveOptions,
): Promise<MigrationProof[]> {
  const proofs: MigrationProof[] = [];
  let isVersioned = true;
  for (const item of items) {
    if (isVersioned && item.migration.version === null) {
      isVersioned = false;
      callbackErrors.push(...(await bench.callbacks(AFTER_VERSIONED)));
      run.forgetState();
      observer?.forgetState();
    }
    await withdraw(item);
    log.progress?.({ kind: 'migration-start', text: scriptOf(item) });
    if (isWhole === true) {
      const wrong = await run.apply(item);
      await watch?.after(scriptOf(item));
      if (wrong === null) continue;
      proofs.push(wrong);
      break;
    }
    const load = (await loadTest?.run(item)) ?? null;
    await measurement?.before();
    const observation = (await observer?.observe(item)) ?? null;
    const judged = await run.prove(item);
    const seen = observation === null ? null : await observation(judged);
    const observed = seen === null ? null : ((await measurement?.measured(item, seen)) ?? seen);
    const proof = { ...judged, ...(observed === null ? {} : { observed }), ...(load === null ? {} : { load }) };
    await watch?.after(scriptOf(item));
    log.progress?.({ kind: 'migration-end', text: scriptOf(item), elapsedMs: proof.upMs + (proof.undoMs ?? 0) + (proof.reupMs ?? 0) });
    proofs.push(proof);
  }
  if (isVersioned) callbackErrors.push(...(await bench.callbacks(AFTER_VERSIONED.slice(0, 1))));
  return proofs;
}

/** Runs what migrate runs after its last migration; answers the objects that it changed, by kind and name. */
async function finishBatch(bench: VerifyWorkbench, callbackErrors: ProofError[]): Promise<ReadonlySet<string>> {
  if (!AFTER_BATCH.some((event) => bench.run.hasCallbacks(event))) return new Set();
  const before = await bench.readState();
  callbackErrors.push(...(await bench.callbacks(AFTER_BATCH)));
  const after = await bench.readState();
  if (before === null || after === null) throw new LostState('its session is gone');
  return new Set(compareStates(before, after).objects.map(({ kind, identity }) => `${kind} ${identity}`));
}

/** Why what another major version shows is no proof. */
export function majorDoubts(databases: Pick<SandboxDatabases, 'serverVersion'>, target: VerifyTarget | null): readonly string[] {
  const major = Number.parseInt(databases.serverVersion, 10);
  if (target === null || major === target.major) return [];
  return [`The sandbox is PostgreSQL ${databases.serverVersion}, the target ${target.serverVersion}: what holds here need not hold there`];
}

function summaryOf(migrations: readonly MigrationProof[]): Proof['summary'] {
  const count = (verdict: MigrationProof['verdict']): number => migrations.filter((one) => one.verdict === verdict).length;
  return { migrations: migrations.length, proven: count('proven'), refuted: count('refuted'), unproven: count('unproven') };
}

function scriptOf({ migration }: RoundTripItem): string {
  return migration.script;
}

/** What happens in the sandbox is told by the verdict. */
const quietLog: Logger = { log: () => undefined };
