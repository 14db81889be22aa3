import type { MigrationType } from '../model/migration.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import { quoteIdentifier } from '../syntax/names.ts';
import type { HistoryTable } from './history-table.ts';

/** What goes into a new row; the rest (installed_on) the server fills in. */
export interface NewHistoryRow {
  readonly installedRank: number;
  readonly version: string | null;
  readonly description: string;
  readonly type: MigrationType;
  readonly script: string;
  readonly checksum: number | null;
  readonly installedBy: string;
  /** Milliseconds, or `since-begin`: the server counts from the start of the transaction, or from markStartSql in a longer one. */
  readonly executionTime: number | 'since-begin' | 'since-mark';
  readonly success: boolean;
}

const DESCRIPTION_LIMIT = 200;
const SCRIPT_LIMIT = 1000;
const MARK = 'flyback.migration_start';

// Spelled out with schema names: the script before may have put anything onto the search path.
const SINCE_BEGIN =
  "(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) pg_catalog.transaction_timestamp()) OPERATOR(pg_catalog.*) 1000)::pg_catalog.int4";
// A number and not a timestamp: scripts may change DateStyle.
const SINCE_MARK = `((pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) OPERATOR(pg_catalog.-) pg_catalog.current_setting('${MARK}')::pg_catalog.float8) OPERATOR(pg_catalog.*) 1000)::pg_catalog.int4`;

/** Flyway's abbreviation of a description: the first 197 UTF-16 units and `...` (AbbreviationUtils, 12.4). */
export function abbreviateDescription(description: string): string {
  return description.length <= DESCRIPTION_LIMIT ? description : `${description.slice(0, DESCRIPTION_LIMIT - 3)}...`;
}

/** Flyway's abbreviation of a script path: `...` and its last 997 units. */
export function abbreviateScript(script: string): string {
  return script.length <= SCRIPT_LIMIT ? script : `...${script.slice(3, SCRIPT_LIMIT)}`;
}

/** Notes the server's time at the start of a migration that shares its transaction with others (`group`). */
export const MARK_START_SQL: string = `SELECT pg_catalog.set_config('${MARK}', pg_catalog.date_part('epoch', pg_catalog.clock_timestamp())::text, true)`;

/** SQL that adds a row; `installed_by` NULL stands for nothing, as Flyway has it for an empty `installedBy`. */
export function insertRowSql(table: HistoryTable, row: NewHistoryRow): string {
  const time =
    row.executionTime === 'since-begin'
      ? SINCE_BEGIN
      : row.executionTime === 'since-mark'
        ? SINCE_MARK
        : String(Math.round(row.executionTime));
  return sqlStatement('history/insert-row', {
    schema: table.schema,
    table: table.name,
    installed_rank: row.installedRank,
    version: row.version,
    description: abbreviateDescription(row.description),
    type: row.type,
    script: abbreviateScript(row.script),
    checksum: row.checksum,
    installed_by: row.installedBy,
    execution_time: { sql: time },
    success: row.success,
  });
}

/** The statements that create the history table, in Flyway's order; `between` comes after the table itself (the baseline row). */
export function createTableSql(table: HistoryTable, between: readonly string[] = []): string[] {
  const clause = table.tablespace === null ? '' : ` TABLESPACE ${quoteIdentifier(table.tablespace)}`;
  const indexClause = table.tablespace === null ? '' : ` USING INDEX TABLESPACE ${quoteIdentifier(table.tablespace)}`;
  const names = { schema: table.schema, table: table.name };
  return [
    sqlStatement('history/create-table', { ...names, tablespace: { sql: clause } }),
    ...between,
    sqlStatement('history/add-primary-key', { ...names, constraint: `${table.name}_pk`, index_tablespace: { sql: indexClause } }),
    sqlStatement('history/create-index', { ...names, index: `${table.name}_s_idx`, tablespace: { sql: clause } }),
  ];
}

/** SQL by which repair takes over a changed file. */
export function updateRowSql(
  table: HistoryTable,
  row: { readonly installedRank: number; readonly description: string; readonly type: MigrationType; readonly checksum: number | null },
): string {
  return sqlStatement('history/update-row', {
    schema: table.schema,
    table: table.name,
    description: abbreviateDescription(row.description),
    type: row.type,
    checksum: row.checksum,
    installed_rank: row.installedRank,
  });
}

/** SQL by which repair removes a failed row. */
export function deleteFailedSql(table: HistoryTable, row: { readonly version: string | null; readonly description: string }): string {
  const names = { schema: table.schema, table: table.name };
  return row.version === null
    ? sqlStatement('history/delete-failed-repeatable', { ...names, description: row.description })
    : sqlStatement('history/delete-failed-version', { ...names, version: row.version });
}
