import type { MigrationEntries } from '../model/migration-entry.ts';
import * as messages from '../report/formats/text/messages.ts';
import type { CommandRun } from './command-run.ts';

/** Says when the history is newer than all files; Flyway does so before each migration (DbMigrate.migrateGroup, 12.4). */
export function warnOfFuture(run: CommandRun, entries: MigrationEntries): void {
  if (entries.future().length === 0) return;
  const line = messages.futureLine(run.target.history.schema, entries.current(), entries.resolved());
  if (line !== null) run.log.log(line.level, line.text);
}
