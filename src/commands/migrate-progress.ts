import { migrateJson, type ExecutedMigration } from '../report/formats/flyway-json/migrate.ts';
import type { CommandRun } from './command-run.ts';

/** What is known while migrate runs, for its result or its failure. */
export interface MigrateProgress {
  readonly executed: ExecutedMigration[];
  /** Committed ones: those of a group that was rolled back are executed, but not committed. */
  committed: number;
  initialSchemaVersion: string | null;
  readonly warnings: string[];
}

/** The JSON of migrate as far as it came. */
export function migrateResultJson(
  run: CommandRun,
  progress: MigrateProgress,
  failure: Parameters<typeof migrateJson>[0]['failure'],
): ReturnType<typeof migrateJson> {
  return migrateJson({
    ...run.facts(),
    migrations: progress.executed,
    migrationsExecuted: progress.committed,
    initialSchemaVersion: progress.initialSchemaVersion,
    warnings: progress.warnings,
    failure,
  });
}
