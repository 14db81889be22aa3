import { KEPT_SCHEMA } from '../model/kept.ts';
import { readSchema } from '../postgres/read-schema.ts';
import { lossOf } from '../schema/difference/losses.ts';
import { schemaDifference } from '../schema/difference/schema-difference.ts';
import type { SchemaState } from '../schema/difference/schema-state.ts';
import { shownIdentifier } from '../syntax/shown-identifier.ts';
import type { Schema } from '../schema/schema.ts';
import { readDatabaseState } from '../verify/database-state.ts';
import type { CommandRun } from './command-run.ts';

/** What a second CREATE would bring back empty. */
const HOLDING_DATA = new Set(['table', 'column', 'sequence']);
/** Statements that write rows. */
const WRITES = /^(?:INSERT|UPDATE|DELETE|TRUNCATE|COPY|MERGE)\b/u;

/** Reads the schema of the database as it is now, without what is ours. */
export function readOwnSchema({ session, target }: CommandRun): Promise<Schema> {
  return readSchema(session, { withoutSchemas: [KEPT_SCHEMA], withoutRelations: [target.history] });
}

/** The present state of the schema. */
export async function presentState(run: CommandRun): Promise<SchemaState> {
  const { fingerprint } = await readDatabaseState(run.session, run.target.history);
  return { fingerprint, schema: await readOwnSchema(run) };
}

/** An undo script that leads from one state of the schema back to another; null where it would take values away that were there before. */
export function wayBack(now: SchemaState, before: SchemaState): string | null {
  const statements = schemaDifference(now, before);
  const owned = new Set([...before.fingerprint.objects.values()].filter(({ kind }) => HOLDING_DATA.has(kind)).map(lossOf));
  if (statements.some(({ loses }) => loses !== null && owned.has(loses))) return null;
  return statements.map(({ sql }) => `${sql};\n`).join('');
}

/** Extensions rarely have a way to an older version: where nothing uses them, they are dropped and made again. */
export function withExtensionsAnew(sql: string | null, { fingerprint }: SchemaState): string | null {
  if (sql === null) return null;
  return sql.replaceAll(/^ALTER EXTENSION (\S+) UPDATE TO (.*);$/gmu, (_statement, name: string, version: string) => {
    const [, schema = 'public'] = /^schema (.*)$/mu.exec(fingerprint.objects.get(`extension ${name}`)?.definition ?? '') ?? [];
    return `DROP EXTENSION ${name};\nCREATE EXTENSION ${name} SCHEMA ${schema} VERSION ${version};`;
  });
}

/** What the role of the run makes is its own; whatever its name is elsewhere, a script that gives it something back calls it CURRENT_USER. */
export function ownersToChoose(sql: string, role: string): readonly string[] {
  const owned = ownerClause(role);
  const withoutOwners = sql
    .split('\n')
    .filter((line) => !line.endsWith(owned))
    .join('\n');
  return [withoutOwners, asCurrentUser(sql, role)];
}

/** A script that gives things to whoever runs it. */
export function asCurrentUser(sql: string, role: string): string {
  return sql.replaceAll(`${ownerClause(role)}\n`, ' OWNER TO CURRENT_USER;\n');
}

function ownerClause(role: string): string {
  return ` OWNER TO ${shownIdentifier(role)};`;
}

/** The statements of an undo script that write rows, which no difference of schemas tells. */
export function rowStatements(sql: string): string {
  return sql
    .split('\n')
    .filter((line) => WRITES.test(line))
    .map((line) => `${line}\n`)
    .join('');
}
