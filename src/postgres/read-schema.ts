import type { Schema } from '../schema/schema.ts';
import {
  inOwnTransaction,
  leftOut,
  publicationValues,
  publicDefault,
  schemaValues,
  versionOf,
  type DefinitionScope,
} from './definition-query.ts';
import { toSchema, type SchemaScope } from './schema-objects.ts';
import type { Session } from './session.ts';
import { sqlStatement, type SqlFileName, type SqlValue } from './sql-files.ts';

export interface SchemaOptions extends DefinitionScope, SchemaScope {}

/** A part of the query, and what it says differently for some majors. */
interface Part {
  readonly file: SqlFileName;
  readonly since?: number;
  readonly values?: (versionNum: number) => Readonly<Record<string, SqlValue>>;
}

const OBJECTS = 'schema/objects' satisfies SqlFileName;
const DEPENDENCIES = 'schema/dependencies' satisfies SqlFileName;
const PARTS: readonly Part[] = [
  { file: 'schema/schemas', values: schemaValues },
  { file: 'schema/extensions' },
  { file: 'schema/types' },
  { file: 'schema/sequences' },
  { file: 'schema/routines' },
  { file: 'schema/tables' },
  { file: 'schema/views' },
  { file: 'schema/constraints' },
  { file: 'schema/indexes' },
  { file: 'schema/triggers' },
  { file: 'schema/rules' },
  { file: 'schema/policies' },
  { file: 'schema/operators' },
  { file: 'schema/text-search' },
  { file: 'schema/collations' },
  { file: 'schema/languages' },
  { file: 'schema/foreign-data' },
  { file: 'schema/publications', values: publicationValues },
  { file: 'schema/published-schemas', since: 150_000 },
  { file: 'schema/subscriptions' },
  { file: 'schema/statistics' },
  { file: 'schema/event-triggers' },
  { file: 'schema/default-privileges' },
  { file: 'schema/system-grants' },
];

/**
 * Reads everything that users made in a database as the statements that make it again, in one round trip and from one moment, without leaving a
 * setting changed. The keys are those of `readFingerprint`.
 * @throws ServerError when the server does not answer
 */
export async function readSchema(session: Session, options: SchemaOptions = {}): Promise<Schema> {
  const version = versionOf(session);
  const parts = PARTS.filter(({ since = 0 }) => version >= since);
  const sql = parts.map(({ file, values }) => `UNION ALL\n${sqlStatement(file, values?.(version) ?? {})}`).join('\n');
  const query = sqlStatement(OBJECTS, { ...leftOut(options), public_default: publicDefault(version), parts: { sql } });
  const [objects, dependencies] = await session.query(inOwnTransaction(session, `${query};\n${sqlStatement(DEPENDENCIES)}`));
  return toSchema(objects?.rows ?? [], dependencies?.rows ?? [], version, options);
}
