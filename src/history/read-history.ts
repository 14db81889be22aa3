import { HistoryError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import type { MigrationType } from '../model/migration.ts';
import { tryParseVersion, type Version } from '../model/version.ts';
import type { ResultSet } from '../postgres/message-query.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { HistoryTable } from './history-table.ts';

const KNOWN_TYPE =
  /^(SCHEMA|BASELINE|DELETE|CUSTOM|SPRING_JDBC|(UNDO_)?(SQL|JDBC|SCRIPT|CUSTOM)|(SQL|JDBC|SCRIPT)_BASELINE|(SQL|JDBC)_STATE_SCRIPT)$/;

/** Goes before the query in the same message: nobody waits without a word for a table that somebody else has locked. */
export const LOCK_PATIENCE_SQL = "SET LOCAL lock_timeout = '1s';\n";

/** SQL that reads all rows; give its result to parseHistoryRows. */
export function selectHistorySql(table: HistoryTable): string {
  return sqlStatement('history/select-rows', { schema: table.schema, table: table.name });
}

/** Where Flyway's own query has the name at which ours failed: its message is what people and programs know (PostgreSQLDatabase.java, 12.4). */
export function flywayPosition(table: HistoryTable, position: number): number {
  const name = /^(?:"(?:[^"]|"")*"\.?)+/.exec(selectHistorySql(table).slice(position - 1))?.[0] ?? '';
  const columns = [
    'installed_rank',
    'version',
    'description',
    'type',
    'script',
    'checksum',
    'installed_on',
    'installed_by',
    'execution_time',
    'success',
  ];
  const query = `/*NO LOAD BALANCE*/\nSELECT ${columns.map((column) => `"${column}"`).join(',')} FROM ${table.quoted} WHERE`;
  const at = name === '' ? -1 : query.indexOf(name);
  return at < 0 ? position : at + 1;
}

/** Rows of the schema history in order of rank; throws HistoryError for a row that no Flyway could have written. */
export function parseHistoryRows(result: ResultSet | undefined): HistoryRow[] {
  const rows = JSON.parse(result?.rows[0]?.[0] ?? '[]') as readonly Parameters<typeof toRow>[];
  return rows.map((cells) => toRow(...cells));
}

/** The columns in the order of sql/history/select-rows.sql. */
function toRow(
  rank: number,
  version: string | null,
  description: string,
  type: string | null,
  script: string,
  checksum: number | null,
  installedBy: string | null,
  installedOn: string | null,
  installedOnUtc: string | null,
  executionTimeMs: number,
  success: boolean,
): HistoryRow {
  if (type === null || !(type === 'SQL' || KNOWN_TYPE.test(type))) {
    throw new HistoryError('HISTORY_CORRUPT', `Unknown migration type '${type ?? ''}' found in schema history.`, {
      hint: `The row with installed_rank ${rank} was not written by Flyway or flyback; look at it before anything else runs.`,
    });
  }
  return {
    installedRank: rank,
    version: version === null ? null : toVersion(version, rank),
    description,
    type: type as MigrationType,
    script,
    checksum,
    installedBy: installedBy ?? '',
    installedOn: installedOn ?? '',
    installedOnUtc: installedOnUtc ?? '',
    executionTimeMs,
    success,
  };
}

function toVersion(text: string, rank: number): Version {
  const version = tryParseVersion(text);
  if (version !== null) return version;
  throw new HistoryError('HISTORY_CORRUPT', `Version may only contain 0..9 and . (dot). Invalid version: ${text.replaceAll('_', '.')}`, {
    hint: `The row with installed_rank ${rank} was not written by Flyway or flyback; look at it before anything else runs.`,
  });
}
