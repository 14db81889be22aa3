import { HistoryError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import type { MigrationType } from '../model/migration.ts';
import { parseVersion } from '../model/version.ts';
import type { ResultSet } from '../postgres/message-query.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { HistoryTable } from './history-table.ts';

const KNOWN_TYPE = /^(SCHEMA|BASELINE|DELETE|CUSTOM|SPRING_JDBC|(UNDO_)?(SQL|JDBC|SCRIPT|CUSTOM)|(SQL|JDBC|SCRIPT)_BASELINE|(SQL|JDBC)_STATE_SCRIPT)$/;

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
    version: version === null || version === undefined ? null : parseVersion(version),
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
