import type { Fingerprint } from '../model/fingerprint.ts';
import {
  inOwnTransaction,
  leftOut,
  publicationValues,
  publicDefault,
  schemaValues,
  versionOf,
  type DefinitionScope,
} from './definition-query.ts';
import { toFingerprint } from './fingerprint-objects.ts';
import type { FingerprintScope } from './fingerprint-objects.ts';
import { queryPlanned, type TextRows } from './planned-query.ts';
import type { Session } from './session.ts';
import { sqlStatement } from './sql-files.ts';
import type { SqlFileName, SqlValue } from './sql-files.ts';

export interface FingerprintOptions extends FingerprintScope, DefinitionScope {
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
  { file: 'fingerprint/schemas', values: ({ versionNum }) => schemaValues(versionNum) },
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
  { file: 'fingerprint/publications', values: ({ versionNum }) => publicationValues(versionNum) },
  { file: 'fingerprint/published-schemas', since: 150_000 },
  { file: 'fingerprint/subscriptions', values: subscriptionValues },
  { file: 'fingerprint/statistics' },
  { file: 'fingerprint/event-triggers' },
  { file: 'fingerprint/default-privileges' },
  { file: 'fingerprint/system-grants' },
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
  return sqlStatement(OBJECTS, { ...leftOut(options), public_default: publicDefault(server.versionNum), parts: { sql } });
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
