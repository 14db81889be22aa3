import { differenceInWords } from '../model/difference-words.ts';
import type { Drift, DriftDifference } from '../model/drift.ts';
import type { ObjectDifference } from '../model/fingerprint.ts';
import { KEPT_SCHEMA } from '../model/kept.ts';
import { readSchema } from '../postgres/read-schema.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { DRIFT_FORMATS } from '../report/formats/index.ts';
import type { Schema } from '../schema/schema.ts';
import { shownIdentifier } from '../syntax/shown-identifier.ts';
import { fingerprintOptions, readSchemaImage, type ImageOptions, type SchemaImage } from '../verify/copy/schema-image.ts';
import type { CommandInput, Outcome } from './command.ts';
import type { CommandRun } from './command-run.ts';
import { driftDifferences, driftVerdict } from './drift-differences.ts';
import { driftFiles, writeDriftFiles } from './drift-files.ts';
import { migratingRoles, replayHistory } from './drift-replay.ts';
import { CONTROL_SCHEMA } from './drift-scope.ts';
import { driftScripts } from './drift-scripts.ts';
import { deliver } from './format-output.ts';
import { inSandbox, type RunningSandbox } from './in-sandbox.ts';
import { majorDoubts, openBench } from './verify-proof.ts';
import { readVerifyTarget, type VerifyTarget } from './verify-target.ts';

const PENDING = { isAll: false, from: null, to: null };
const NO_ROLES = 'Owners and privileges are not compared: the shadow server has roles of its own';
const NO_HISTORY = 'The target has no history: nothing says what it should hold';
const NO_SCRIPTS = { adopt: null, revert: null };
const OWNER = /^ALTER .* OWNER TO [^ ]+$/u;
const EXIT_CODES: Readonly<Record<Drift['verdict'], number>> = { none: 0, drift: 6, unknown: 11 };

/** What drift reads of the target besides its history, before the sandbox starts. */
interface DriftTarget {
  readonly target: VerifyTarget;
  readonly image: SchemaImage;
  /** The same without owners and privileges, where the sandbox may have roles of its own. */
  readonly imageWithoutRoles: SchemaImage | null;
  readonly scope: Omit<ImageOptions, 'hasRoles'>;
  readonly schemas: readonly string[];
  /** Who owns the history table; null: there is none. */
  readonly owner: string | null;
}

/** Runs drift: the target against what its history says, replayed in a sandbox. Reads the target only. */
export async function runDrift(input: CommandInput): Promise<Outcome<Drift>> {
  const started = performance.now();
  const files = driftFiles(input);
  const seen = await readDriftTarget(input);
  const found = await inSandbox(input, seen.target, (running) => compareWithReplay(input, seen, running));
  const drift = writeDriftFiles({ ...found, elapsedMs: Math.round(performance.now() - started) }, files, input);
  await deliver(drift, DRIFT_FORMATS, input);
  return { result: drift, json: () => drift as unknown as JsonObject, exitCode: EXIT_CODES[drift.verdict] };
}

async function readDriftTarget(input: CommandInput): Promise<DriftTarget> {
  const { target, seen } = await readVerifyTarget(input, async (run) => {
    const { history, schemas } = run.target;
    const scope = { withoutSchemas: [CONTROL_SCHEMA, KEPT_SCHEMA], withoutRelations: [history] };
    const image = await readSchemaImage(run.session, { ...scope, hasRoles: true });
    const mayLackRoles = input.config.flyback.shadow !== null;
    const imageWithoutRoles = mayLackRoles ? await readSchemaImage(run.session, { ...scope, hasRoles: false }) : null;
    return { image, imageWithoutRoles, scope, schemas, owner: await historyOwner(run) };
  });
  return { target, ...seen };
}

async function historyOwner({ session, target: { history, hasHistoryTable } }: CommandRun): Promise<string | null> {
  if (!hasHistoryTable) return null;
  const [result] = await session.query(sqlStatement('catalog/table-owner', { schema: history.schema, name: history.name }));
  return result?.rows[0]?.[0] ?? null;
}

async function compareWithReplay(input: CommandInput, seen: DriftTarget, { sandbox, databases }: RunningSandbox): Promise<Drift> {
  const { target, owner } = seen;
  const imageOptions = { ...seen.scope, hasRoles: sandbox.isOwnServer };
  const image = imageOptions.hasRoles ? seen.image : (seen.imageWithoutRoles ?? seen.image);
  const options = fingerprintOptions(imageOptions);
  await databases.createRoles(target.roles, migratingRoles(target, owner));
  await using bench = await openBench({ input, choice: PENDING, target: { ...target, role: owner ?? target.role }, sandbox, databases });
  const replay = await replayHistory(bench, target, owner, { ...options, log: input.log });
  const rules = { configured: seen.schemas, ignore: input.config.flyback.driftIgnore, created: createdSchemas(target) };
  const { isInScope, differences, ...aside } = driftDifferences(replay, image.fingerprint, rules);
  const gaps = [...(owner === null ? [NO_HISTORY] : []), ...replay.gaps];
  const verdict = driftVerdict(gaps, differences);
  const schema = differences.length === 0 ? image.schema : await readSchema(bench.run.session, options);
  const replayed = { fingerprint: replay.fingerprint, schema };
  const doubts = majorDoubts(databases, target);
  const scene = { bench, databases, image, imageOptions, replayed, isInScope, doubts };
  const facts = { database: target.database, sandboxVersion: databases.serverVersion };
  const scripts = verdict === 'drift' ? await driftScripts({ ...scene, ...facts }) : NO_SCRIPTS;
  return {
    verdict,
    database: target.database,
    sandbox: { kind: sandbox.kind, serverVersion: databases.serverVersion, targetServerVersion: target.serverVersion },
    replay: { applied: replay.applied, version: replay.version, gaps },
    pending: target.pending.length,
    notes: [...replay.notes, ...(imageOptions.hasRoles ? [] : [NO_ROLES]), ...doubts],
    ...aside,
    differences: differences.map((difference) => told(difference, image.schema, schema)),
    ...scripts,
    summary: summaryOf(differences),
    elapsedMs: 0,
  };
}

/** A difference with its words, and with what makes an object that is on one side alone. */
function told(difference: ObjectDifference, target: Schema, replayed: Schema): DriftDifference {
  const { kind, identity, change } = difference;
  const schema = change === 'added' ? target : change === 'removed' ? replayed : null;
  const create = schema?.objects.get(`${kind} ${identity}`)?.create.filter((sql) => !OWNER.test(sql)) ?? [];
  return { ...difference, words: differenceInWords(difference), sql: create.length === 0 ? null : `${create.join(';\n')};` };
}

/** Schemas that the history says that it has made, as names are printed. */
function createdSchemas({ applied }: VerifyTarget): ReadonlySet<string> {
  const markers = applied.filter(({ type }) => type === 'SCHEMA');
  return new Set(
    markers.flatMap(({ script }) =>
      [...script.matchAll(/"((?:[^"]|"")*)"/gu)].map(([, name = '']) => shownIdentifier(name.replaceAll('""', '"'))),
    ),
  );
}

function summaryOf(differences: readonly ObjectDifference[]): Drift['summary'] {
  const count = (change: ObjectDifference['change']): number => differences.filter((one) => one.change === change).length;
  return { added: count('added'), removed: count('removed'), changed: count('changed'), moved: count('moved') };
}
