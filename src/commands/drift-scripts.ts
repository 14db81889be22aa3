import { systemTimeZone } from '../io/environment.ts';
import { differenceInWords } from '../model/difference-words.ts';
import type { DriftScript } from '../model/drift.ts';
import type { ObjectDifference } from '../model/fingerprint.ts';
import { readFingerprint } from '../postgres/read-fingerprint.ts';
import { readSchema } from '../postgres/read-schema.ts';
import { Session } from '../postgres/session.ts';
import { scriptBody, scriptFile, type ScriptFacts } from '../report/drift-script.ts';
import { conditionsOf } from '../schema/conditions.ts';
import type { SchemaState } from '../schema/difference/schema-state.ts';
import { copySchema } from '../verify/copy/copy-schema.ts';
import { fingerprintOptions, type ImageOptions, type SchemaImage } from '../verify/copy/schema-image.ts';
import { isOrderOnly } from '../verify/fingerprint.ts';
import { findWay, proveWay, type WayOptions } from '../verify/way/find-way.ts';
import type { SandboxDatabases } from '../verify/sandbox-databases.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';

const MOST_REASONS = 5;
/** Database for the copy of the target's schema. */
const COPY = 'flyback_copy';

/** What the two scripts are made of. */
export interface DriftScene {
  /** The sandbox with the replayed history. */
  readonly bench: VerifyWorkbench;
  readonly databases: SandboxDatabases;
  readonly image: SchemaImage;
  readonly imageOptions: ImageOptions;
  /** What the sandbox holds. */
  readonly replayed: SchemaState;
  readonly isInScope: (key: string) => boolean;
  readonly database: string;
  readonly sandboxVersion: string;
  /** Why nothing that the sandbox shows is a proof. */
  readonly doubts: readonly string[];
}

/** Both scripts, each tried out in the sandbox. */
export async function driftScripts(scene: DriftScene): Promise<{ readonly adopt: DriftScript; readonly revert: DriftScript }> {
  const { bench, databases, image, replayed } = scene;
  const { session } = bench.run;
  const options = wayOptions(scene);
  const adopt = await scriptOf('adopt', session, replayed, image, options, scene);
  const name = databases.nameOf(COPY);
  await databases.create(name, null);
  await using copied = await openBeside(bench, name);
  const { gaps } = await copySchema(image, copied, scene.imageOptions);
  const copy = await readState(copied, scene.imageOptions);
  const doubts = gaps.map(({ message }) => `The copy of the target in the sandbox is not exact. ${message}`);
  const revert = await scriptOf('revert', copied, copy, replayed, options, { ...scene, doubts: [...scene.doubts, ...doubts] });
  return { adopt, revert };
}

async function readState(session: Session, imageOptions: ImageOptions): Promise<SchemaState> {
  const options = fingerprintOptions(imageOptions);
  return { fingerprint: await readFingerprint(session, options), schema: await readSchema(session, options) };
}

function wayOptions({ imageOptions, isInScope, bench }: DriftScene): WayOptions {
  return { ...fingerprintOptions(imageOptions), isInScope, role: bench.run.target.facts.role };
}

async function scriptOf(
  kind: ScriptFacts['kind'],
  session: Session,
  from: SchemaState,
  to: SchemaState,
  options: WayOptions,
  { database, sandboxVersion, doubts }: DriftScene,
): Promise<DriftScript> {
  const way = await findWay(session, from, to, options);
  const needs = conditionsOf(way.statements);
  const statements = way.statements.map(({ sql, loses }, index) => ({ sql, loses, needs: needs[index] ?? null }));
  const proof = way.failed === null ? await proveWay(session, scriptBody(statements), from, to, options) : null;
  const reasons = [
    ...(way.failed === null ? [] : [`It fails in the sandbox: ${way.failed.message}, in ${way.failed.sql}`]),
    ...(proof === null || proof.failed === null ? [] : [`It fails in the sandbox: ${proof.failed}`]),
    ...(proof === null
      ? []
      : [...remainingWords(proof.remaining), ...told(proof.touched, (words) => `It also changes what it must not: ${words}`)]),
    ...doubts,
  ];
  return {
    sql: scriptFile({ kind, database, sandboxVersion, reasons }, statements),
    statements,
    isProven: reasons.length === 0,
    reasons,
    remaining: proof?.remaining ?? [],
    file: null,
  };
}

function remainingWords(remaining: readonly ObjectDifference[]): readonly string[] {
  if (isOrderOnly(remaining))
    return ['The order of columns differs afterwards, which PostgreSQL cannot change', ...told(remaining, (words) => words)];
  return told(remaining, (words) => `Afterwards ${words}`);
}

function told(differences: readonly ObjectDifference[], sentence: (words: string) => string): readonly string[] {
  const rest = differences.length - MOST_REASONS;
  return [
    ...differences.slice(0, MOST_REASONS).map((difference) => sentence(differenceInWords(difference))),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ];
}

/** A session like that of the workbench on another database of its server. */
function openBeside({ run }: VerifyWorkbench, database: string): Promise<Session> {
  const { connection } = run.config;
  if (connection === null) throw new Error('the workbench has no connection');
  const options = { connectRetries: 0, connectRetriesIntervalS: 1, timeZone: systemTimeZone(), signal: undefined };
  return Session.open({ ...connection, database }, options);
}
