import type { Fingerprint } from '../model/fingerprint.ts';
import { toFingerprint } from './fingerprint-objects.ts';
import type { FingerprintScope } from './fingerprint-objects.ts';
import { queryPlanned, type TextRows } from './planned-query.ts';
import type { Session } from './session.ts';
import { sqlStatement } from './sql-files.ts';
import type { SqlFileName, SqlValue } from './sql-files.ts';

export interface FingerprintOptions extends FingerprintScope {
  /** Schemas that are left out with all that is in them. */
  readonly withoutSchemas?: readonly string[];
  /** Relations that are left out with all that belongs to them: the history table. */
  readonly withoutRelations?: readonly { readonly schema: string; readonly name: string }[];
  /** The session may keep the plan as a prepared statement: more fingerprints will follow. */
  readonly isRepeated?: boolean;
}

/** A part of the query, and what it says differently for some majors. */
interface Part {
  readonly file: SqlFileName;
  readonly since?: number;
  readonly values?: (server: Server) => Readonly<Record<string, SqlValue>>;
}

interface Server {
  readonly versionNum: number;
  readonly isSuperuser: boolean;
}

const OBJECTS = 'fingerprint/objects' satisfies SqlFileName;
const SEQUENCE_VALUES = 'fingerprint/sequence-values' satisfies SqlFileName;
const PARTS: readonly Part[] = [
  { file: 'fingerprint/schemas', values: schemaValues },
  { file: 'fingerprint/relations' },
  { file: 'fingerprint/columns' },
  { file: 'fingerprint/constraints' },
  { file: 'fingerprint/indexes' },
  { file: 'fingerprint/triggers' },
  { file: 'fingerprint/rules' },
  { file: 'fingerprint/policies' },
  { file: 'fingerprint/sequences' },
  { file: 'fingerprint/routines' },
  { file: 'fingerprint/types' },
  { file: 'fingerprint/operators' },
  { file: 'fingerprint/text-search' },
  { file: 'fingerprint/collations' },
  { file: 'fingerprint/languages' },
  { file: 'fingerprint/extensions' },
  { file: 'fingerprint/foreign-data' },
  { file: 'fingerprint/publications', values: publicationValues },
  { file: 'fingerprint/published-schemas', since: 150_000 },
  { file: 'fingerprint/subscriptions', values: subscriptionValues },
  { file: 'fingerprint/statistics' },
  { file: 'fingerprint/event-triggers' },
  { file: 'fingerprint/default-privileges' },
  { file: 'fingerprint/system-grants' },
];

// What decides how the server prints names and constants. The last three save time: compiling takes longer than running, and everything is read, so
// that joins by hash are right, whatever the statistics of the catalogs say.
const SETTINGS: readonly string[] = [
  'SET LOCAL search_path = pg_catalog, pg_temp',
  "SET LOCAL DateStyle = 'ISO, YMD'",
  "SET LOCAL IntervalStyle = 'postgres'",
  "SET LOCAL TimeZone = 'UTC'",
  'SET LOCAL extra_float_digits = 3',
  "SET LOCAL bytea_output = 'hex'",
  'SET LOCAL quote_all_identifiers = off',
  'SET LOCAL jit = off',
  'SET LOCAL enable_nestloop = off',
  'SET LOCAL enable_mergejoin = off',
];

/**
 * Reads everything that users made in a database as objects that can be compared, in one query and one round trip, without leaving a setting changed.
 * Inside of somebody's transaction it sees what that has done so far.
 * @throws ServerError when the server does not answer
 */
export async function readFingerprint(session: Session, options: FingerprintOptions = {}): Promise<Fingerprint> {
  const server = { versionNum: versionOf(session), isSuperuser: session.parameter('is_superuser') === 'on' };
  const query = fingerprintQuery(server, options);
  const rows =
    options.isRepeated === true
      ? await queryPlanned(session, query, (statement) => inOwnTransaction(session, statement))
      : await queryOnce(session, query);
  return toFingerprint(rows, server.versionNum, options);
}

async function queryOnce(session: Session, query: string): Promise<TextRows> {
  const [result] = await session.query(inOwnTransaction(session, query));
  return result?.rows ?? [];
}

/** How far each sequence has counted, by name; null: it has not yet given a number. */
export async function readSequenceValues(session: Session, options: FingerprintOptions = {}): Promise<ReadonlyMap<string, number | null>> {
  const query = sqlStatement(SEQUENCE_VALUES, leftOut(options));
  const rows =
    options.isRepeated === true
      ? await queryPlanned(session, query, (statement) => inOwnTransaction(session, statement))
      : await queryOnce(session, query);
  return new Map(Object.entries(JSON.parse(rows[0]?.[0] ?? '{}') as Record<string, number | null>));
}

function fingerprintQuery(server: Server, options: FingerprintOptions): string {
  const parts = PARTS.filter(({ since = 0 }) => server.versionNum >= since);
  const sql = parts.map(({ file, values }) => `UNION ALL\n${sqlStatement(file, values?.(server) ?? {})}`).join('\n');
  return sqlStatement(OBJECTS, { ...leftOut(options), public_default: server.versionNum >= 150_000 ? 'U' : 'UC', parts: { sql } });
}

function leftOut({ withoutSchemas = [], withoutRelations = [] }: FingerprintOptions): Readonly<Record<string, SqlValue>> {
  return { without_schemas: withoutSchemas, without_relations: withoutRelations.map(({ schema, name }) => `${schema}.${name}`) };
}

// Several statements in one message are one transaction (manual 55.2.2.1), with which the settings end; in one that is open already, a savepoint does it.
function inOwnTransaction(session: Session, query: string): string {
  const isOpen = session.transactionStatus === 'T';
  const before = isOpen ? ['SAVEPOINT flyback_fingerprint'] : ['SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY'];
  const after = isOpen ? ['ROLLBACK TO SAVEPOINT flyback_fingerprint', 'RELEASE SAVEPOINT flyback_fingerprint'] : [];
  return [...before, ...SETTINGS, query, ...after].join(';\n');
}

function versionOf(session: Session): number {
  const [, major = '0', minor = '0'] = /^(\d+)(?:\.(\d+))?/.exec(session.parameter('server_version') ?? '') ?? [];
  return Number(major) * 10_000 + Number(minor);
}

// The schema `public` belongs to the first superuser in 14, since then to a role that is the owner of the database.
function schemaValues({ versionNum }: Server): Readonly<Record<string, SqlValue>> {
  return { standard_owner: { sql: versionNum >= 150_000 ? "'pg_database_owner'::regrole" : '10' } };
}

function publicationValues({ versionNum }: Server): Readonly<Record<string, SqlValue>> {
  const columns = `(SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = t.prrelid AND a.attnum = ANY (t.prattrs))`;
  return {
    column_list: { sql: versionNum >= 150_000 ? columns : 'NULL' },
    row_filter: { sql: versionNum >= 150_000 ? 'pg_get_expr(t.prqual, t.prrelid)' : 'NULL' },
    generated_columns: { sql: versionNum >= 180_000 ? "CASE p.pubgencols WHEN 's' THEN 'stored' END" : 'NULL' },
  };
}

const LATER_SUBSCRIPTION_OPTIONS: readonly { readonly since: number; readonly sql: string }[] = [
  { since: 150_000, sql: "'two_phase ' || s.subtwophasestate::text" },
  { since: 150_000, sql: "CASE WHEN s.subdisableonerr THEN 'disable_on_error' END" },
  { since: 160_000, sql: "CASE WHEN NOT s.subpasswordrequired THEN 'password not required' END" },
  { since: 160_000, sql: "CASE WHEN s.subrunasowner THEN 'run_as_owner' END" },
  { since: 160_000, sql: "'origin ' || s.suborigin" },
  { since: 170_000, sql: "CASE WHEN s.subfailover THEN 'failover' END" },
];

function subscriptionValues({ versionNum, isSuperuser }: Server): Readonly<Record<string, SqlValue>> {
  const later = LATER_SUBSCRIPTION_OPTIONS.filter(({ since }) => versionNum >= since).map(({ sql }) => sql);
  return {
    connection: {
      sql: isSuperuser ? "('sha256:' || left(encode(sha256(convert_to(s.subname || s.subconninfo, 'UTF8')), 'hex'), 16))" : 'NULL',
    },
    later_options: { sql: `concat_ws(E'\\n', ${["'later options'", ...later].join(', ')})` },
  };
}
