import { differenceInWords } from '../../model/difference-words.ts';
import type { ObjectDifference } from '../../model/fingerprint.ts';
import { readFingerprint } from '../../postgres/read-fingerprint.ts';
import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';
import { creationSteps, type SchemaStep } from '../../schema/order.ts';
import type { Schema, SchemaPhase } from '../../schema/schema.ts';
import { quoteLiteral } from '../../syntax/names.ts';
import { compareFingerprints } from '../fingerprint.ts';
import { CopyGaps, type CopyGap, type CopyStatement } from './copy-gaps.ts';
import { runStatements } from './run-statements.ts';
import { fingerprintOptions, type ImageOptions, type SchemaImage } from './schema-image.ts';

/** What a copy lacks. */
export interface SchemaCopy {
  readonly gaps: readonly CopyGap[];
  /** What is never copied: subscriptions, options that may be secrets. */
  readonly leftOut: readonly CopyGap[];
}

// What every new database has, and some have lost.
const STANDARD: readonly { readonly key: string; readonly statement: string }[] = [
  { key: 'extension plpgsql', statement: 'DROP EXTENSION IF EXISTS plpgsql' },
  { key: 'schema public', statement: 'DROP SCHEMA IF EXISTS public' },
];
const VERSION = / VERSION ('(?:[^']|'')*')$/u;

/** Brings rows into the tables of a copy, before there are keys and triggers; answers what it could not bring, in words. */
export type LoadRows = (session: Session) => Promise<readonly string[]>;

/** Makes a schema in a new database. What cannot be made is a gap, and so is all that differs from the original afterwards. */
export async function copySchema(image: SchemaImage, session: Session, options: ImageOptions, loadRows?: LoadRows): Promise<SchemaCopy> {
  const { schema } = image;
  const gaps = new CopyGaps(schema);
  const isThere = await availableVersions(session, schema);
  const lost = STANDARD.filter(({ key }) => !schema.objects.has(key)).map((standard) => ({ ...standard, isFirst: false }));
  const steps = creationSteps(schema.objects.values());
  const run = (statements: readonly CopyStatement[]): Promise<void> =>
    runStatements(session, statements, gaps.add.bind(gaps), ({ key }) => gaps.isBlocked(key));
  const ofPhase = (wanted: SchemaPhase): readonly CopyStatement[] =>
    steps.filter(({ phase }) => phase === wanted).flatMap((step) => statementsOf(step, isThere));
  await run([...lost, ...ofPhase('before-data'), ...historyRows(image)]);
  for (const message of (await loadRows?.(session)) ?? []) gaps.tell(`rows ${message}`, `Rows that do not fit: ${message}`);
  await run([...ofPhase('after-data'), ...sequenceStates(image), ...catalogWrites(image, session)]);
  const copy = await readFingerprint(session, fingerprintOptions(options));
  for (const difference of compareFingerprints(image.fingerprint, copy)) if (!isLeftOut(schema, difference)) tell(gaps, difference);
  return { gaps: gaps.all, leftOut: leftOutOf(schema) };
}

function statementsOf({ key, statements }: SchemaStep, isThere: (statement: string) => boolean): readonly CopyStatement[] {
  return statements.map((statement, at) => ({
    key,
    statement: key.startsWith('extension ') && !isThere(statement) ? statement.replace(VERSION, '') : statement,
    isFirst: at === 0,
  }));
}

/** Tells whether CREATE EXTENSION names a version that the server has: else that is taken which it has, and the difference is told. */
async function availableVersions(session: Session, { objects }: Schema): Promise<(statement: string) => boolean> {
  if (![...objects.keys()].some((key) => key.startsWith('extension ') && key !== 'extension plpgsql')) return () => true;
  const [result] = await session.query(sqlStatement('schema/available-extensions'));
  const known = new Set((result?.rows ?? []).map(([name, version]) => `${name} ${version}`));
  return (statement) => {
    const name = /EXISTS (\S+|"(?:[^"]|"")*") SCHEMA /u.exec(statement)?.[1];
    return known.has(`${name} ${VERSION.exec(statement)?.[1]}`);
  };
}

function historyRows({ history }: SchemaImage): readonly CopyStatement[] {
  if (history === null) return [];
  const { schema, name, rows } = history;
  return [{ key: `table ${schema}.${name}`, isFirst: false, statement: sqlStatement('schema/insert-rows', { schema, table: name, rows }) }];
}

function sequenceStates({ sequences }: SchemaImage): readonly CopyStatement[] {
  return [...sequences].flatMap(([name, value]) =>
    value === null ? [] : [{ key: `sequence ${name}`, isFirst: false, statement: `SELECT setval(${quoteLiteral(name)}, ${value})` }],
  );
}

function catalogWrites({ schema: { objects }, columnStatistics }: SchemaImage, session: Session): readonly CopyStatement[] {
  if (session.parameter('is_superuser') !== 'on') return [];
  const updates = [...objects.values()].flatMap(({ key, catalogUpdates }) =>
    catalogUpdates.map((statement) => ({ key, statement, isFirst: false })),
  );
  const statistics = sqlStatement('schema/insert-column-statistics', { rows: columnStatistics });
  return [...updates, { key: 'what the planner knows of columns', isFirst: false, statement: statistics }];
}

function isLeftOut({ objects }: Schema, { kind, identity }: ObjectDifference): boolean {
  return (objects.get(`${kind} ${identity}`)?.leftOut ?? null) !== null;
}

function tell(gaps: CopyGaps, difference: ObjectDifference): void {
  gaps.tell(`${difference.kind} ${difference.identity}`, `In the copy, ${differenceInWords(difference)}`);
}

function leftOutOf({ objects }: Schema): readonly CopyGap[] {
  return [...objects.values()].flatMap(({ key, leftOut }) => (leftOut === null ? [] : [{ key, message: `${key}: ${leftOut}` }]));
}
