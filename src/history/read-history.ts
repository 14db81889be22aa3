import { HistoryError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import type { MigrationType } from '../model/migration.ts';
import { tryParseVersion, type Version } from '../model/version.ts';
import type { ResultSet } from '../postgres/message-query.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { HistoryTable } from './history-table.ts';

const KNOWN_TYPE = /^(SCHEMA|BASELINE|DELETE|CUSTOM|SPRING_JDBC|(UNDO_)?(SQL|JDBC|SCRIPT|CUSTOM)|(SQL|JDBC|SCRIPT)_BASELINE|(SQL|JDBC)_STATE_SCRIPT)$/;

/** Goes before the query in the same message: nobody waits without a word for a table that somebody else has locked. */
export const LOCK_PATIENCE_SQL = "SET LOCAL lock_timeout = '1s';\n";

/** SQL that reads all rows; give its result to parseHistoryRows. */
export function selectHistorySql(table: HistoryTable): string {
  return sqlStatement('history/select-rows', { schema: table.schema, table: table.name });
}

/** Rows of the schema history in order of rank; throws HistoryError for a row that no Flyway could have written. */
export function parseHistoryRows(result: ResultSet | undefined): HistoryRow[] {
  return (result?.rows ?? []).map(toRow);
}

function toRow(cells: readonly (string | null)[]): HistoryRow {
  const [rank, version, description, type, script, checksum, installedBy, installedOn, installedOnUtc, executionTime, success] = cells;
  if (type === null || type === undefined || !KNOWN_TYPE.test(type)) {
    throw new HistoryError('HISTORY_CORRUPT', `Unknown migration type '${type ?? ''}' found in schema history.`, {
      hint: `The row with installed_rank ${rank} was not written by Flyway or flyback; look at it before anything else runs.`,
    });
  }
  return {
    installedRank: Number(rank),
    version: version === null || version === undefined ? null : toVersion(version, rank ?? null),
    description: description ?? '',
    type: type as MigrationType,
    script: script ?? '',
    checksum: checksum === null || checksum === undefined ? null : Number(checksum),
    installedBy: installedBy ?? '',
    installedOn: installedOn ?? '',
    installedOnUtc: installedOnUtc ?? '',
    executionTimeMs: Number(executionTime),
    success: success === 't',
  };
}

function toVersion(text: string, rank: string | null): Version {
  const version = tryParseVersion(text);
  if (version !== null) return version;
  throw new HistoryError('HISTORY_CORRUPT', `Version may only contain 0..9 and . (dot). Invalid version: ${text.replaceAll('_', '.')}`, {
    hint: `The row with installed_rank ${rank} was not written by Flyway or flyback; look at it before anything else runs.`,
  });
}
