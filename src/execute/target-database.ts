import type { Config } from '../config/config.ts';
import { historyTable, type HistoryTable } from '../history/history-table.ts';
import { flywayPosition, LOCK_PATIENCE_SQL, parseHistoryRows, selectHistorySql } from '../history/read-history.ts';
import { ConfigError, DatabaseError, LockError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import type { Script } from '../model/migration.ts';
import { type LockHolder, tableLockHolder } from '../postgres/advisory-lock.ts';
import type { ResultSet } from '../postgres/message-query.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import { readSessionFacts, type SessionFacts } from '../postgres/session-facts.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import { quoteIdentifier, quoteLiteral } from '../syntax/names.ts';
import { throwIfAborted } from './cancellation.ts';
import type { PreparedScript } from './prepare-script.ts';
import type { LiveRun, Place } from './live-run.ts';
import type { InternalStepFailure } from './script-failure.ts';

const OLDEST_MAJOR = 14;
const LOCK_NOT_AVAILABLE = '55P03';

/** A script that is about to run: whether it sets the mode of its transaction, and how others use the database meanwhile. */
export interface Opening {
  readonly session: Session;
  readonly script: Script | null;
  readonly setsTransactionMode: boolean;
  readonly live: LiveRun | null;
  readonly place: Place;
  /** The run holds the lock of the history. */
  readonly isUnderLock: boolean;
}

/** What to do while somebody else has locked the history table. */
export interface HistoryWaiting {
  /** Seconds; a negative number waits for ever. */
  readonly limitS: number;
  readonly onWait: (holder: LockHolder | null) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A database that a command works on: its main session, what is known of it, and its history table. */
export class TargetDatabase {
  readonly session: Session;
  readonly facts: SessionFacts;
  readonly history: HistoryTable;
  /** The schemas Flyway manages here, the one with the history table first unless configured otherwise. */
  readonly schemas: readonly string[];
  readonly installedBy: string;
  #existingSchemas: ReadonlySet<string>;
  #hasHistoryTable: boolean;
  #writtenRows: readonly HistoryRow[] | null = null;
  readonly #waiting: HistoryWaiting;

  private constructor(session: Session, facts: SessionFacts, config: Config, waiting: HistoryWaiting) {
    const schema = facts.defaultSchema;
    if (schema === null || isNoSchema(schema, facts)) {
      throw new ConfigError(
        'CONFIG_MISSING',
        "Unable to determine current schema as search_path is empty. Set the current schema in currentSchema parameter of the JDBC URL or in Flyway's schemas property.",
        {
          hint: `search_path is ${facts.searchPath === '' ? 'empty' : facts.searchPath}, and none of its schemas exists. Say which one is meant, e.g. with -schemas=app.`,
        },
      );
    }
    this.session = session;
    this.#waiting = waiting;
    this.facts = facts;
    this.history = historyTable(schema, config.table, config.tablespace);
    this.schemas = config.schemas.includes(schema) ? config.schemas : [schema, ...config.schemas];
    this.installedBy = config.installedBy ?? facts.role;
    this.#existingSchemas = facts.existingSchemas;
    this.#hasHistoryTable = facts.hasHistoryTable;
  }

  /** Reads the facts (one round trip); refuses servers older than PostgreSQL 14. */
  static async read(session: Session, config: Config, waiting: HistoryWaiting): Promise<TargetDatabase> {
    const facts = await readSessionFacts(session, {
      defaultSchema: config.defaultSchema ?? config.schemas[0] ?? null,
      schemas: config.schemas,
      table: config.table,
      // initSql comes after the pinning and may set its own values, so it is pinned before (CommandRun).
      pins: config.initSql === null,
    });
    const major = Math.floor(facts.serverVersionNum / 10_000);
    if (major < OLDEST_MAJOR) {
      throw new DatabaseError('DB_VERSION', `PostgreSQL ${facts.serverVersion} is older than flyback supports (${OLDEST_MAJOR} or later).`);
    }
    return new TargetDatabase(session, facts, config, waiting);
  }

  get hasHistoryTable(): boolean {
    return this.#hasHistoryTable;
  }

  /** The default schema in quotes, as Flyway prints it. */
  get shownSchema(): string {
    return quoteIdentifier(this.history.schema);
  }

  schemaExists(name: string): boolean {
    return this.#existingSchemas.has(name);
  }

  /** Schemas made by this run, and the rows of the history as this run has just written them: they need not be read back. */
  noteCreated(schemas: readonly string[], rows: readonly HistoryRow[]): void {
    this.#existingSchemas = new Set([...this.#existingSchemas, ...schemas]);
    this.#hasHistoryTable = true;
    this.#writtenRows = rows;
  }

  /** Asks again which schemas and whether the history table exist: a callback or another runner may have made them. One round trip. */
  async refresh(): Promise<void> {
    const { schema, name } = this.history;
    const facts = await readSessionFacts(this.session, { defaultSchema: schema, schemas: this.schemas, table: name, pins: false });
    this.#existingSchemas = facts.existingSchemas;
    this.#hasHistoryTable = facts.hasHistoryTable;
  }

  /** Rows of the history, none without a table. One round trip, none right after the table was made. */
  async readHistory(): Promise<HistoryRow[]> {
    if (!this.#hasHistoryTable) return [];
    if (this.#writtenRows !== null) return [...this.#writtenRows];
    const { limitS, onWait, signal } = this.#waiting;
    const deadlineMs = limitS < 0 ? Infinity : Date.now() + limitS * 1000;
    for (let attempt = 1; ; attempt++) {
      const results: (ResultSet | null)[] = [];
      const outcome = await this.session.send(LOCK_PATIENCE_SQL + selectHistorySql(this.history), {
        onComplete: (_index, _tag, result) => results.push(result),
      });
      if (outcome.error === null) return parseHistoryRows(results[1] ?? undefined);
      if (outcome.error.server.sqlState !== LOCK_NOT_AVAILABLE) throw await this.unreadableHistory(outcome.error, LOCK_PATIENCE_SQL.length);
      throwIfAborted(signal);
      const holder = await tableLockHolder(this.session, this.history.schema, this.history.name);
      if (attempt === 1) onWait(holder);
      if (Date.now() >= deadlineMs) throw this.#lockedHistory(holder, outcome.error);
    }
  }

  #lockedHistory(holder: LockHolder | null, cause: ServerError): LockError {
    const who = holder === null ? '' : ` by ${holder.text}`;
    return new LockError('LOCK_TIMEOUT', `Schema History table ${this.history.quoted} cannot be read: it is locked${who}`, {
      cause,
      hint: 'Wait until that session has ended its transaction, or end it with pg_terminate_backend; lockRetryCount says how many seconds flyback waits. Nothing was done.',
    });
  }

  /** The error of a history table that is none; `charactersBefore` is what the message held before the query. */
  async unreadableHistory(error: ServerError, charactersBefore: number): Promise<InternalStepFailure> {
    const { InternalStepFailure } = await import('./script-failure.ts');
    const { internalStep } = await import('./step.ts');
    const label = `Error while retrieving the list of applied migrations from Schema History table ${this.history.quoted}`;
    const { position } = error.server;
    const own = new ServerError({
      ...error.server,
      position: position === null ? null : flywayPosition(this.history, position - charactersBefore),
    });
    return new InternalStepFailure(internalStep(label, ''), own);
  }

  /** Which of the managed schemas that exist hold something. One round trip. */
  async nonEmptySchemas(): Promise<string[]> {
    const [result] = await this.session.query(sqlStatement('catalog/schema-emptiness', { schemas: this.schemas }));
    const isEmpty = new Map(result?.rows.map(([name, empty]) => [name, empty === 't']));
    return this.schemas.filter((schema) => isEmpty.get(schema) === false);
  }

  /**
   * The statements that every script starts with: the role and the search path of the run, whatever the script before has set.
   * A script that sets the mode of its transaction must meet no query before (manual, SET TRANSACTION): for it the path is set by a command,
   * by which the server spells it anew (`a, b` for `a,b`).
   */
  resetStatements(setsTransactionMode = false): readonly string[] {
    const path = this.#searchPath();
    const byCommand = (): string =>
      splitSearchPath(path)
        .map((name) => (name === '' ? "''" : quoteIdentifier(name)))
        .join(', ') || "''";
    return [
      this.roleStatement(),
      setsTransactionMode
        ? `SET search_path = ${byCommand()}`
        : `SELECT pg_catalog.set_config('search_path', ${quoteLiteral(path)}, false)`,
    ];
  }

  /** The same on a live database: with the limits for what follows, and the guard, in the statement that sets the path. */
  openingStatements({ session, script, setsTransactionMode, live, place, isUnderLock }: Opening): readonly string[] {
    const statements = this.resetStatements(setsTransactionMode);
    if (live === null) return statements;
    if (setsTransactionMode) return [...statements, ...live.limitCommands(place, session, script)];
    const [role = '', path = ''] = statements;
    const opening = [role, ...live.limitCommands(place, session, script), [path, ...live.guardColumns(place, isUnderLock)].join(', ')];
    // Outside of a transaction each would be a message of its own.
    return place === 'outside' ? [opening.join(';\n')] : opening;
  }

  /** Gives the run its role back, and its limits, after a script that may have changed them. */
  closingStatement(live: LiveRun | null, place: Place, script: PreparedScript): string {
    return live === null ? this.roleStatement() : `SELECT ${live.closingColumns(this.facts.role, place, script, this.session).join(', ')}`;
  }

  /** The statement before each history row: a script that has left another role behind must not be the one who writes it. */
  roleStatement(): string {
    return `SET ROLE ${quoteLiteral(this.facts.role)}`;
  }

  /** Flyway puts the default schema before what the server gave, unless it stands there already (PostgreSQLConnection.changeCurrentSchemaTo, 12.4). */
  #searchPath(): string {
    const original = this.facts.searchPath;
    const { schema } = this.history;
    if (schema === original || original.startsWith(`${schema},`) || !this.schemaExists(schema)) return original;
    return original.trim() === '' ? quoteIdentifier(schema) : `${quoteIdentifier(schema)},${original}`;
  }
}

/**
 * Where no schema of the search path exists Flyway takes the text of the path for a name and makes that schema: right for `app`,
 * but `a, b` or `"$user"` would become a schema of just this name, in which no script finds its tables.
 */
function isNoSchema(schema: string, facts: SessionFacts): boolean {
  return schema === facts.searchPath && !facts.existingSchemas.has(schema) && /["',\s]/.test(schema);
}

/** The names in a search_path as the server reads it: unquoted ones fold to lower case (SplitIdentifierString, varlena.c). */
export function splitSearchPath(text: string): string[] {
  const names: string[] = [];
  const pattern = /\s*(?:"((?:[^"]|"")*)"|([^\s,"][^,]*?))\s*(?:,|$)/gy;
  for (let match = pattern.exec(text); match !== null && match[0] !== ''; match = pattern.exec(text)) {
    names.push(match[1] === undefined ? (match[2] ?? '').toLowerCase() : match[1].replaceAll('""', '"'));
  }
  return names;
}
