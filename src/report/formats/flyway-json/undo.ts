import type { JsonObject } from './json.ts';
import type { ResultFacts } from './result.ts';

/** An undo script that ran. */
export interface UndoneMigration {
  readonly version: string;
  /** Description and absolute path of the undo script. */
  readonly description: string;
  readonly filepath: string;
  /** Milliseconds. */
  readonly executionTimeMs: number;
}

/** Input of the JSON of undo. */
export interface UndoFacts extends ResultFacts {
  /** The `schemas` as configured; printed joined by `, `. */
  readonly schemas: readonly string[];
  readonly initialSchemaVersion: string | null;
  readonly targetSchemaVersion: string | null;
  readonly undone: readonly UndoneMigration[];
  readonly warnings: readonly string[];
  /** Made by `migrateErrorItem`; `null` on success. */
  readonly error: JsonObject | null;
}

function undoneMigration({ version, description, filepath, executionTimeMs }: UndoneMigration): JsonObject {
  return { description, executionTime: Math.trunc(executionTimeMs), filepath, version };
}

/** The JSON of undo (documented for the paid editions; OSS has none). */
export function undoJson(facts: UndoFacts): JsonObject {
  return {
    database: facts.database,
    ...(facts.error === null ? {} : { error: facts.error }),
    flywayVersion: facts.flywayVersion,
    initialSchemaVersion: facts.initialSchemaVersion,
    migrationsUndone: facts.undone.length,
    operation: 'undo',
    schemaName: facts.schemas.join(', '),
    targetSchemaVersion: facts.targetSchemaVersion,
    undoneMigrations: facts.undone.map(undoneMigration),
    warnings: facts.warnings,
  };
}
