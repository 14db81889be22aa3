import type { Session } from './session.ts';
import type { SqlValue } from './sql-files.ts';

/** What is left out of a catalog that is read. */
export interface DefinitionScope {
  /** Schemas that are left out with all that is in them. */
  readonly withoutSchemas?: readonly string[];
  /** Relations that are left out with all that belongs to them: the history table. */
  readonly withoutRelations?: readonly { readonly schema: string; readonly name: string }[];
}

/** What decides how the server prints values, whatever a script has set. */
export const PRINTING_SETTINGS: readonly string[] = [
  'SET LOCAL search_path = pg_catalog, pg_temp',
  "SET LOCAL DateStyle = 'ISO, YMD'",
  "SET LOCAL IntervalStyle = 'postgres'",
  "SET LOCAL TimeZone = 'UTC'",
  'SET LOCAL extra_float_digits = 3',
  "SET LOCAL bytea_output = 'hex'",
];

// The last three save time: compiling takes longer than running, and everything is read, so that joins by hash are right, whatever the statistics of the
// catalogs say.
const SETTINGS: readonly string[] = [
  ...PRINTING_SETTINGS,
  'SET LOCAL quote_all_identifiers = off',
  'SET LOCAL jit = off',
  'SET LOCAL enable_nestloop = off',
  'SET LOCAL enable_mergejoin = off',
];

/**
 * Statements that read definitions, as one message: read-only, with settings that end with it. Inside of somebody's transaction they see what that has
 * done so far.
 */
export function inOwnTransaction(session: Session, query: string): string {
  // Several statements in one message are one transaction (manual 55.2.2.1), with which the settings end; in one that is open already, a savepoint does it.
  const isOpen = session.transactionStatus === 'T';
  const before = isOpen ? ['SAVEPOINT flyback_fingerprint'] : ['SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY'];
  const after = isOpen ? ['ROLLBACK TO SAVEPOINT flyback_fingerprint', 'RELEASE SAVEPOINT flyback_fingerprint'] : [];
  return [...before, ...SETTINGS, query, ...after].join(';\n');
}

/** `150018` of the server that this session has reached. */
export function versionOf(session: Session): number {
  const [, major = '0', minor = '0'] = /^(\d+)(?:\.(\d+))?/.exec(session.parameter('server_version') ?? '') ?? [];
  return Number(major) * 10_000 + Number(minor);
}

/** The variables `without_schemas` and `without_relations`. */
export function leftOut({ withoutSchemas = [], withoutRelations = [] }: DefinitionScope): Readonly<Record<string, SqlValue>> {
  return { without_schemas: withoutSchemas, without_relations: withoutRelations.map(({ schema, name }) => `${schema}.${name}`) };
}

/** Privileges that everybody has in the schema `public`, as letters of an ACL: another in 14. */
export function publicDefault(versionNum: number): string {
  return versionNum >= 150_000 ? 'U' : 'UC';
}

/** The variable `standard_owner`: the schema `public` belongs to the first superuser in 14, since then to a role that is the owner of the database. */
export function schemaValues(versionNum: number): Readonly<Record<string, SqlValue>> {
  return { standard_owner: { sql: versionNum >= 150_000 ? "'pg_database_owner'::regrole" : '10' } };
}

/** What is told of publications by some majors only. */
export function publicationValues(versionNum: number): Readonly<Record<string, SqlValue>> {
  const columns = `(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = t.prrelid AND a.attnum = ANY (t.prattrs))`;
  return {
    column_list: { sql: versionNum >= 150_000 ? columns : 'NULL' },
    row_filter: { sql: versionNum >= 150_000 ? 'pg_get_expr(t.prqual, t.prrelid)' : 'NULL' },
    generated_columns: { sql: versionNum >= 180_000 ? "CASE p.pubgencols WHEN 's' THEN 'stored' END" : 'NULL' },
  };
}
