import type { Version } from '../../../model/version.ts';
import type { JsonObject } from './json.ts';
import type { ResultFacts } from './result.ts';

/** A migration that repair touched. */
export interface RepairedMigration {
  readonly version: Version | null;
  readonly description: string;
  /** Absolute path of its file, empty without one. */
  readonly filepath: string;
}

/** Input of the JSON of repair. */
export interface RepairFacts extends ResultFacts {
  /** Failed rows that were removed; Flyway prints them without a path. */
  readonly removed: readonly Omit<RepairedMigration, 'filepath'>[];
  readonly deleted: readonly RepairedMigration[];
  readonly aligned: readonly RepairedMigration[];
  readonly warnings: readonly string[];
}

function repaired({ version, description, filepath }: RepairedMigration): JsonObject {
  return { description, filepath, version: version?.text ?? '' };
}

function actions({ removed, deleted, aligned }: RepairFacts): string[] {
  return [
    ...(removed.length > 0 ? ['Removed failed migrations'] : []),
    ...(deleted.length > 0 ? ['Marked missing migrations as deleted'] : []),
    ...(aligned.length > 0 ? ['Aligned applied migration checksums'] : []),
  ];
}

/** The JSON of repair (RepairResult, 12.4). */
export function repairJson(facts: RepairFacts): JsonObject {
  return {
    database: facts.database,
    flywayVersion: facts.flywayVersion,
    migrationsAligned: facts.aligned.map(repaired),
    migrationsDeleted: facts.deleted.map(repaired),
    migrationsRemoved: facts.removed.map((row) => repaired({ ...row, filepath: '' })),
    operation: 'repair',
    repairActions: actions(facts),
    warnings: facts.warnings,
  };
}
