import { resolve } from 'node:path';
import { BatchAnalysis, type BatchScript } from '../analyze/analyze-batch.ts';
import { buildPlan, withUndo } from '../analyze/build-plan.ts';
import { allHazards } from '../model/plan.ts';
import type { PolicySettings } from '../analyze/rule.ts';
import { World } from '../analyze/world/world.ts';
import { isAtLeastSeverity, type Hazard } from '../model/hazard.ts';
import type { Plan, PlannedScript } from '../model/plan.ts';
import { FLYBACK_VERSION } from '../model/product.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { PLAN_FORMATS } from '../report/formats/index.ts';
import { loadParser } from '../syntax/parse.ts';
import { assumeRows, loadRules, policySettings } from './analysis-settings.ts';
import { blobIds, readBase } from './base-branch.ts';
import type { CommandInput, Outcome } from './command.ts';
import { LintSources, type LintScript } from './lint-sources.ts';
import { localDate } from './local-timestamp.ts';
import { deliver } from './format-output.ts';
import { versionHazards } from './version-clashes.ts';

const HAZARDS_FOUND = 10;

/** Runs lint: judges migration files without a database, the schema being simulated from the earlier ones. */
export async function runLint(input: CommandInput): Promise<Outcome<Plan>> {
  const plan = await lintPlan(input);
  await deliver(plan, PLAN_FORMATS, { ...input, command: 'lint' });
  const { failOn } = input.config.flyback;
  const isFailing = allHazards(plan).some(
    ({ severity, suppressedBy }) => suppressedBy === null && failOn !== 'never' && isAtLeastSeverity(severity, failOn),
  );
  return { result: plan, json: () => plan as unknown as JsonObject, exitCode: isFailing ? HAZARDS_FOUND : 0 };
}

async function lintPlan(input: CommandInput): Promise<Plan> {
  const { config, log } = input;
  const [rules] = await Promise.all([loadRules(config), loadParser()]);
  const policy = policySettings(config, rules);
  const sources = LintSources.scan(config, input.operands ?? []);
  for (const { level, text } of sources.log) log.log(level, text);
  const world = new World({ majorVersion: config.flyback.postgresVersion, isOpen: true });
  if (config.defaultSchema !== null) world.session.searchPath = [config.defaultSchema, 'public'];
  assumeRows(world, config);
  const judged = await judgedScripts(input, sources);
  const run = new LintRun(world, policy);
  for (const script of sources.scripts) await run.script(sources, script, judged);
  const clashes = await versionHazards(
    config,
    sources.scripts.flatMap(({ migration }) => migration ?? []),
    [],
  );
  const parts = {
    scripts: run.scripts,
    hazards: [...sources.hazards, ...clashes, ...run.hazards],
    notAnalysed: sources.notAnalysed,
    statements: run.statements,
  };
  return {
    id: null,
    tool: { name: 'flyback', version: FLYBACK_VERSION },
    target: null,
    history: null,
    configDigest: null,
    ...buildPlan(world, parts),
  };
}

/** Which scripts are judged, and whether they are one batch: those named, else those that differ from the base branch, else each on its own. */
interface Judged {
  readonly paths: ReadonlySet<string> | null;
}

async function judgedScripts({ config, operands = [] }: CommandInput, sources: LintSources): Promise<Judged> {
  if (operands.length > 0) return { paths: new Set(operands.map((file) => resolve(config.workingDirectory, file))) };
  const base = await readBase(config);
  if (base === null) return { paths: null };
  const paths = sources.scripts.map(({ path }) => path);
  const ids = await blobIds(config, paths);
  return { paths: new Set(paths.filter((path) => base.files.get(path) !== ids.get(path))) };
}

/** Goes through the scripts in their order; those that are not judged are followed for the world's sake. */
class LintRun {
  readonly scripts: PlannedScript[] = [];
  readonly hazards: Hazard[] = [];
  statements = 0;
  readonly #world: World;
  readonly #judging: BatchAnalysis;
  readonly #following: BatchAnalysis;

  constructor(world: World, policy: PolicySettings) {
    this.#world = world;
    const today = localDate(new Date());
    this.#judging = new BatchAnalysis(world, { policy, today });
    this.#following = new BatchAnalysis(world, { policy: { ...policy, rules: [] }, today });
  }

  async script(sources: LintSources, script: LintScript, { paths }: Judged): Promise<void> {
    const isJudged = paths === null || paths.has(script.path);
    const source = await sources.prepared(script, this.hazards);
    if (source === null) return;
    const analyzed = (isJudged ? this.#judging : this.#following).script(this.#counted(source, isJudged));
    // Named files are one batch; of a whole folder each migration is one, since the earlier ones may be live.
    if (!isJudged || paths === null) this.#judging.settle();
    this.#world.isInBatch = true;
    if (!isJudged) return;
    this.hazards.push(...analyzed.hazards);
    const kept = analyzed.script.statements.filter(
      ({ hazards, opaque, error }) => hazards.length > 0 || opaque.length > 0 || error !== null,
    );
    this.scripts.push(withUndo({ ...analyzed, script: { ...analyzed.script, statements: kept } }, null));
  }

  #counted(source: BatchScript, isJudged: boolean): BatchScript {
    if (!isJudged) return source;
    const counted = function* (run: LintRun): Generator<typeof source.statements extends Iterable<infer S> ? S : never> {
      for (const statement of source.statements) {
        run.statements++;
        yield statement;
      }
    };
    return { ...source, statements: counted(this) };
  }
}
