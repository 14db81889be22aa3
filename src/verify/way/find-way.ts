import type { ObjectDifference } from '../../model/fingerprint.ts';
import { readFingerprint } from '../../postgres/read-fingerprint.ts';
import { readSchema, type SchemaOptions } from '../../postgres/read-schema.ts';
import type { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { renames } from '../../schema/difference/renames.ts';
import { schemaDifference } from '../../schema/difference/schema-difference.ts';
import type { SchemaState } from '../../schema/difference/schema-state.ts';
import type { SchemaStatement } from '../../schema/schema-statement.ts';
import { compareFingerprints } from '../fingerprint.ts';

/** What is left after the first statements is seen and done in the next round: privileges of what was made anew, parts that came by themselves. */
const MOST_ROUNDS = 4;
const SEPARATOR = ';\n';

/** Where a way begins and ends, and which objects it may touch. */
export interface WayOptions extends SchemaOptions {
  /** By key. */
  readonly isInScope: (key: string) => boolean;
  /** The role that executes the statements: what it makes is its own without a word. */
  readonly role: string | null;
}

/** The statements from one schema to another. */
export interface Way {
  readonly statements: readonly SchemaStatement[];
  /** The first statement that failed, and why. */
  readonly failed: { readonly sql: string; readonly message: string } | null;
}

/** What trying a script out has shown. */
export interface WayProof {
  readonly failed: string | null;
  /** What differs from where it is to lead, in scope. */
  readonly remaining: readonly ObjectDifference[];
  /** What it has changed that it must not touch. */
  readonly touched: readonly ObjectDifference[];
}

/**
 * Finds the statements that lead from the schema of a throw-away database to another one, by trying them there until nothing is left to do; afterwards the
 * database is as it was.
 */
export async function findWay(session: Session, from: SchemaState, to: SchemaState, options: WayOptions): Promise<Way> {
  return inRolledBack(session, async () => {
    const statements: SchemaStatement[] = [];
    let at = from;
    // What has another name keeps its rows; what else differs is seen then.
    let next = renames(from.fingerprint.objects, to.fingerprint.objects, options.isInScope);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if (next.length === 0) next = schemaDifference(at, to, options);
      if (next.length === 0) break;
      const { error, completed } = await session.send(next.map(({ sql }) => sql).join(SEPARATOR));
      statements.push(...next);
      if (error !== null) return { statements, failed: { sql: next[completed]?.sql ?? '', message: messageOf(error) } };
      next = [];
      const fingerprint = await readFingerprint(session, { ...options, isRepeated: true });
      if (!compareFingerprints(fingerprint, to.fingerprint).some((difference) => options.isInScope(keyOf(difference)))) break;
      at = { fingerprint, schema: await readSchema(session, options) };
    }
    return { statements, failed: null };
  });
}

/** Executes a script in one transaction and compares what it has made with what it is to make; afterwards the database is as it was. */
export async function proveWay(
  session: Session,
  script: string,
  from: SchemaState,
  to: SchemaState,
  options: WayOptions,
): Promise<WayProof> {
  return inRolledBack(session, async () => {
    const { error } = await session.send(script);
    if (error !== null) return { failed: messageOf(error), remaining: [], touched: [] };
    const reached = await readFingerprint(session, { ...options, isRepeated: true });
    const isInScope = (difference: ObjectDifference): boolean => options.isInScope(keyOf(difference));
    return {
      failed: null,
      remaining: compareFingerprints(reached, to.fingerprint).filter(isInScope),
      touched: compareFingerprints(from.fingerprint, reached).filter((difference) => !isInScope(difference)),
    };
  });
}

// Its hint would be to drop what depends on it as well.
function messageOf({ server: { message, detail } }: ServerError): string {
  return detail === null || detail === '' ? message : `${message} (${detail.replaceAll('\n', '; ')})`;
}

function keyOf({ kind, identity }: ObjectDifference): string {
  return `${kind} ${identity}`;
}

async function inRolledBack<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.query('BEGIN');
  try {
    return await work();
  } finally {
    if (!session.isLost) await session.query('ROLLBACK');
  }
}
