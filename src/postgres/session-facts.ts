import type { ResultSet } from './message-query.ts';
import { ServerError } from './server-error.ts';
import type { Session } from './session.ts';
import { sqlStatement } from './sql-files.ts';

/** What a run knows of its session and target after one round trip. */
export interface SessionFacts {
  readonly database: string;
  /** `current_user` when the run began: the role that every script starts with. */
  readonly role: string;
  /** `15.18 (Debian ...)`. */
  readonly serverVersion: string;
  /** `150018`. */
  readonly serverVersionNum: number;
  /** `search_path` as it was when the run began. */
  readonly searchPath: string;
  readonly backendPid: number;
  /** Schema of the history table; `null` when neither configured nor to be had from the search path. */
  readonly defaultSchema: string | null;
  readonly hasHistoryTable: boolean;
  /** Which of the managed schemas exist. */
  readonly existingSchemas: ReadonlySet<string>;
  /** There is a schema `flyback` (sql/control). */
  readonly hasControlSchema: boolean;
  /** Timeouts that are set, or would be had we not lifted them. */
  readonly timeouts: readonly TimeoutFact[];
  /** The server's system can tell a backend at work that its client has gone (client_connection_check_interval). */
  readonly canCheckClient: boolean;
}

/** A timeout of the session in milliseconds. */
export interface TimeoutFact {
  readonly name: string;
  readonly ms: number;
  /** What the session began with. */
  readonly inheritedMs: number;
  /** `source` of pg_settings: `user`, `database`, `client`, `session`. */
  readonly source: string;
}

// A role or database with statement_timeout = 1ms would end our own queries, and one with synchronous_commit = off
// could lose a history row whose COMMIT was answered: both are set for this session before anything else.
export const PIN_STATEMENTS: readonly string[] = [
  'SET statement_timeout = 0',
  'SET row_security = on',
  "SELECT pg_catalog.set_config('synchronous_commit', CASE WHEN pg_catalog.current_setting('synchronous_commit') = 'off' THEN 'on' ELSE pg_catalog.current_setting('synchronous_commit') END, false)",
];
const QUERY_CANCELLED = '57014';
const PIN_SESSION = PIN_STATEMENTS.join('; ');

/** Sets what a run relies on, whatever role and database say. One round trip; readSessionFacts can do it in passing. */
export async function pinSession(session: Session): Promise<void> {
  await pinned(session, PIN_SESSION);
}

/** A timeout of a millisecond may end the message that lifts it: then it is lifted alone, which takes less. */
async function pinned(session: Session, text: string): Promise<ResultSet[]> {
  const outcome: ResultSet[] | ServerError = await session.query(text).catch((error: unknown) => {
    if (error instanceof ServerError && error.server.sqlState === QUERY_CANCELLED) return error;
    throw error;
  });
  if (!(outcome instanceof ServerError)) return outcome;
  const { uncancelled } = await import('./uncancelled.ts');
  await uncancelled(() => session.query('SET statement_timeout = 0'));
  return session.query(text);
}

/** Asks for the facts; with `pins` it sets first what a run relies on. One round trip. */
export async function readSessionFacts(
  session: Session,
  place: { readonly defaultSchema: string | null; readonly schemas: readonly string[]; readonly table: string; readonly pins: boolean },
): Promise<SessionFacts> {
  const facts = sqlStatement('catalog/session-facts', { default_schema: place.defaultSchema, schemas: place.schemas, table: place.table });
  const results = place.pins ? await pinned(session, `${PIN_SESSION};\n${facts}`) : await session.query(facts);
  return toFacts(results.at(-1));
}

function toFacts(result: ResultSet | undefined): SessionFacts {
  const row = new Map(result?.columns.map((name, index) => [name, result.rows[0]?.[index] ?? null]));
  const text = (name: string): string => row.get(name) ?? '';
  return {
    database: text('database'),
    role: text('role'),
    serverVersion: text('server_version'),
    serverVersionNum: Number(text('server_version_num')),
    searchPath: text('search_path'),
    backendPid: Number(text('backend_pid')),
    defaultSchema: row.get('default_schema') ?? null,
    hasHistoryTable: row.get('history_kind') === 'r',
    existingSchemas: new Set(JSON.parse(row.get('existing_schemas') ?? '[]') as string[]),
    hasControlSchema: row.get('has_control_schema') === 't',
    timeouts: toTimeouts(row.get('timeouts') ?? '[]'),
    canCheckClient: row.get('can_check_client') === 't',
  };
}

function toTimeouts(json: string): readonly TimeoutFact[] {
  const rows = JSON.parse(json) as readonly (readonly [string, string, string, string])[];
  return rows.map(([name, setting, reset, source]) => ({ name, ms: Number(setting), inheritedMs: Number(reset), source }));
}
