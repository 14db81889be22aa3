import type { Catalog } from '../model/catalog.ts';
import { toCatalog } from './catalog-rows.ts';
import type { CatalogRows } from './catalog-rows.ts';
import type { ResultSet } from './message-query.ts';
import { ServerError } from './server-error.ts';
import type { Session } from './session.ts';
import { sqlStatement } from './sql-files.ts';
import type { SqlValue } from './sql-files.ts';

export interface ReadCatalogOptions {
  /** How long a table that somebody locks meanwhile is waited for before all is read again without it. */
  readonly lockTimeoutMs?: number;
}

/** A statement of the catalog, and the catalogs in it that an administrator may have closed to the role. */
interface Part {
  readonly file: keyof CatalogRows;
  /** Without these the part is left out, and reported as unreadable; a part that reads only what names all objects is never left out. */
  readonly catalogs: readonly string[];
  /** First server version with these catalogs. */
  readonly since?: number;
  readonly values?: (serverVersionNum: number) => Readonly<Record<string, SqlValue>>;
}

const FIRST = 'catalog/database' satisfies keyof CatalogRows;
const PARTS: readonly Part[] = [
  { file: 'catalog/locked', catalogs: ['pg_locks'] },
  { file: 'catalog/names', catalogs: [] },
  { file: 'catalog/schemas', catalogs: [] },
  { file: 'catalog/relations', catalogs: [] },
  { file: 'catalog/columns', catalogs: [] },
  { file: 'catalog/types', catalogs: [] },
  {
    file: 'catalog/indexes',
    catalogs: ['pg_index'],
    values: (version) => ({ nulls_not_distinct: { sql: version >= 150000 ? 'i.indnullsnotdistinct' : 'false' } }),
  },
  {
    file: 'catalog/constraints',
    catalogs: ['pg_constraint'],
    values: (version) => ({ is_enforced: { sql: version >= 180000 ? 'o.conenforced' : 'true' } }),
  },
  { file: 'catalog/partition-keys', catalogs: ['pg_partitioned_table'] },
  { file: 'catalog/defaults', catalogs: ['pg_attrdef'] },
  { file: 'catalog/functions', catalogs: ['pg_proc', 'pg_language'] },
  { file: 'catalog/triggers', catalogs: ['pg_trigger'] },
  { file: 'catalog/event-triggers', catalogs: ['pg_event_trigger'] },
  { file: 'catalog/casts', catalogs: ['pg_cast', 'pg_proc'] },
  {
    file: 'catalog/attachments',
    catalogs: [
      'pg_policy',
      'pg_rewrite',
      'pg_statistic_ext',
      'pg_publication',
      'pg_publication_rel',
      'pg_extension',
      'pg_language',
      'pg_foreign_data_wrapper',
      'pg_foreign_server',
      'pg_am',
      'pg_roles',
      'pg_stat_subscription',
      'pg_tablespace',
      'pg_database',
      'pg_operator',
      'pg_opclass',
      'pg_opfamily',
      'pg_collation',
      'pg_conversion',
      'pg_ts_config',
      'pg_ts_dict',
      'pg_ts_parser',
      'pg_ts_template',
    ],
  },
  { file: 'catalog/published-schemas', catalogs: ['pg_publication', 'pg_publication_namespace'], since: 150000 },
  { file: 'catalog/dependencies', catalogs: ['pg_depend'] },
  { file: 'catalog/activity', catalogs: ['pg_stat_user_tables'] },
];
const INSUFFICIENT_PRIVILEGE = '42501';
const LOCK_NOT_AVAILABLE = '55P03';
const LOCK_TIMEOUT_MS = 200;
const ATTEMPTS = 3;

/**
 * Reads all that users made in a database, in one round trip: one read-only transaction that sees one moment. Nobody is kept waiting, and it
 * waits for nobody: what another session has locked ACCESS EXCLUSIVE is left out where its definition could not be read without opening it.
 * @throws ServerError when it fails three times, or for want of a privilege on the catalogs that name all objects
 */
export async function readCatalog(session: Session, options: ReadCatalogOptions = {}): Promise<Catalog> {
  const version = await versionOf(session);
  const timeoutMs = options.lockTimeoutMs ?? LOCK_TIMEOUT_MS;
  let parts = PARTS.filter(({ since = 0 }) => version >= since);
  let closed: readonly string[] = [];
  for (let attempt = 1; ; attempt++) {
    try {
      return toCatalog(rowsOf(parts, await session.query(messageOf(parts, version, timeoutMs))), closed);
    } catch (error) {
      if (!(error instanceof ServerError) || attempt >= ATTEMPTS) throw error;
      const { sqlState } = error.server;
      if (sqlState === INSUFFICIENT_PRIVILEGE && closed.length === 0) {
        closed = await closedCatalogs(session, parts);
        if (closed.length === 0) throw error;
        parts = parts.filter(({ catalogs }) => !catalogs.some((name) => closed.includes(name)));
      } else if (sqlState !== LOCK_NOT_AVAILABLE) throw error;
    }
  }
}

async function versionOf(session: Session): Promise<number> {
  const [, major] = /^(\d+)/.exec(session.parameter('server_version') ?? '') ?? [];
  if (major !== undefined) return Number(major) * 10_000;
  const [result] = await session.query('SHOW server_version_num');
  return Number(result?.rows[0]?.[0]);
}

// Several statements in one message are one transaction (manual 55.2.2.1), which ends by itself, also when one of them fails.
// Names are printed with their schemas, whatever the session's own path is.
function messageOf(parts: readonly Part[], version: number, lockTimeoutMs: number): string {
  return [
    'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY',
    sqlStatement(FIRST),
    'SET LOCAL search_path = pg_catalog, pg_temp',
    "SET LOCAL DateStyle = 'ISO, YMD'",
    "SET LOCAL IntervalStyle = 'postgres'",
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    // Compiling these statements takes longer than running them.
    'SET LOCAL jit = off',
    "SET LOCAL flyback.locked = '{}'",
    ...parts.map(({ file, values }) => sqlStatement(file, values?.(version) ?? {})),
  ].join(';\n');
}

async function closedCatalogs(session: Session, parts: readonly Part[]): Promise<readonly string[]> {
  const catalogs = [...new Set(parts.flatMap((part) => part.catalogs))];
  const [result] = await session.query(sqlStatement('catalog/readable', { catalogs }));
  return JSON.parse(result?.rows[0]?.[0] ?? '[]') as string[];
}

// Each statement answers one row, with one JSON value in its last column.
function rowsOf(parts: readonly Part[], results: readonly ResultSet[]): Partial<CatalogRows> {
  const files = [FIRST, ...parts.map(({ file }) => file)];
  return Object.fromEntries(files.map((file, at) => [file, JSON.parse(results[at]?.rows[0]?.at(-1) ?? 'null') as unknown]));
}
