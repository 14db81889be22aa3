import { HistoryError } from '../model/errors.ts';
import type { MigrationEntry } from '../model/migration-entry.ts';
import { failedMigrationCode } from '../report/formats/flyway-json/error.ts';

/** The history holds a failed migration: nothing runs until it is repaired. */
export class FailedRowError extends HistoryError {
  readonly entry: MigrationEntry;
  constructor(message: string, entry: MigrationEntry) {
    super('HISTORY_FAILED_ROW', message, {
      flywayCode: failedMigrationCode(entry.category),
      hint: 'Clean up what it left in the database, then run "flyback repair".',
    });
    this.entry = entry;
  }
}
