import type { MigrationEntry } from '../../../model/migration-entry.ts';
import type { JsonObject } from './json.ts';
import type { TimedFacts } from './result.ts';

/** A migration that ran, whether or not its group was rolled back later. */
export interface ExecutedMigration {
  readonly entry: MigrationEntry;
  /** Milliseconds. */
  readonly executionTimeMs: number;
}

/** What a failed migrate adds. */
export interface MigrateFailure {
  /** Made by `migrateErrorItem`. */
  readonly error: JsonObject;
  /** Text of the error: `exception`. */
  readonly exception: string;
}

/** Input of the JSON of migrate. */
export interface MigrateFacts extends TimedFacts {
  readonly migrations: readonly ExecutedMigration[];
  /** Committed ones: 0 where a group was rolled back. */
  readonly migrationsExecuted: number;
  /** Version before; `null` for an empty schema. */
  readonly initialSchemaVersion: string | null;
  readonly warnings: readonly string[];
  readonly failure: MigrateFailure | null;
}

function migration({ entry, executionTimeMs }: ExecutedMigration): JsonObject {
  return {
    category: entry.category,
    description: entry.description,
    executionTime: Math.trunc(executionTimeMs),
    filepath: entry.filepath,
    type: entry.type,
    version: entry.version?.text ?? '',
  };
}

/** Version of the last versioned migration that ran, `null` if none did. */
export function lastVersion(migrations: readonly ExecutedMigration[]): string | null {
  return migrations.findLast(({ entry }) => entry.version !== null)?.entry.version?.text ?? null;
}

/** The JSON of migrate (MigrateResult and MigrateErrorResult, 12.4). */
export function migrateJson(facts: MigrateFacts): JsonObject {
  const { failure, migrations } = facts;
  return {
    database: facts.database,
    databaseType: 'PostgreSQL',
    ...(failure === null ? {} : { error: failure.error }),
    exception: failure?.exception ?? null,
    flywayVersion: facts.flywayVersion,
    initialSchemaVersion: facts.initialSchemaVersion,
    licenseFailed: false,
    migrations: migrations.map(migration),
    migrationsExecuted: facts.migrationsExecuted,
    operation: 'migrate',
    schemaName: facts.schemas.join(', '),
    success: failure === null,
    targetSchemaVersion: failure === null ? lastVersion(migrations) : null,
    timestamp: facts.timestamp,
    totalMigrationTime: migrations.reduce((sum, { executionTimeMs }) => sum + Math.trunc(executionTimeMs), 0),
    warnings: facts.warnings,
  };
}
