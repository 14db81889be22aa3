import type { ExecutedMigration } from '../../report/formats/flyway-json/migrate.ts';
import type { JsonObject } from '../../report/formats/flyway-json/json.ts';
import type { FlybackError } from '../../model/errors.ts';
import type { MigrationState } from '../../model/history.ts';
import type { MigrationCategory, MigrationEntry } from '../../model/migration-entry.ts';
import type { MigrationType } from '../../model/migration.ts';
import type { Version } from '../../model/version.ts';
import type { ValidationCode } from '../../history/validate.ts';

/** What all results have; the properties are plain data, `toFlywayJson` is not enumerable. */
export interface LibraryResult {
  /** The document that `-outputType=json` prints. */
  toFlywayJson(): JsonObject;
}

/** The error of a migration that failed: what came before it is in `json`. */
export interface FailedMigrationError extends FlybackError {
  /** The document that `-outputType=json` prints, with the migrations that were applied before. */
  readonly json: JsonObject;
  /** Place, what became of the work, next step, for people. */
  readonly explanation: string | null;
}

/** What `info` says of one migration: its file, its row in the history, or both. */
export interface MigrationInfo {
  /** `null` for repeatable migrations. */
  readonly version: string | null;
  readonly description: string;
  readonly category: MigrationCategory;
  readonly type: MigrationType;
  readonly state: MigrationState;
  /** Path below its location. */
  readonly script: string;
  /** Absolute path; `null` when the file is missing. */
  readonly filepath: string | null;
  readonly checksum: number | null;
  readonly installedRank: number | null;
  /** ISO 8601 in UTC; `null` when it is not applied. */
  readonly installedOn: string | null;
  readonly installedBy: string | null;
  readonly executionTimeMs: number | null;
  /** There is an undo file for it. */
  readonly isUndoable: boolean;
}

/** A migration that `migrate` ran. */
export interface AppliedMigration {
  readonly version: string | null;
  readonly description: string;
  readonly category: MigrationCategory;
  readonly type: MigrationType;
  readonly script: string;
  readonly filepath: string;
  readonly executionTimeMs: number;
}

export interface MigrateResult extends LibraryResult {
  /** The schema's version before; `null` when it was empty. */
  readonly initialSchemaVersion: string | null;
  /** The last version that was applied; `null` when none was. */
  readonly targetSchemaVersion: string | null;
  readonly migrations: readonly AppliedMigration[];
  readonly warnings: readonly string[];
}

/** A version that `undo` has undone. */
export interface UndoneMigration {
  readonly version: string;
  readonly description: string;
  /** Absolute path of the undo file. */
  readonly filepath: string;
  readonly executionTimeMs: number;
}

export interface UndoResult extends LibraryResult {
  readonly initialSchemaVersion: string | null;
  readonly targetSchemaVersion: string | null;
  readonly undone: readonly UndoneMigration[];
}

export interface InfoResult extends LibraryResult {
  readonly schemaVersion: string | null;
  readonly migrations: readonly MigrationInfo[];
  /** How many `migrate` would apply. */
  readonly pending: number;
}

/** A migration that does not fit, and why. */
export interface InvalidMigration {
  readonly version: string | null;
  readonly description: string;
  readonly filepath: string | null;
  readonly code: ValidationCode;
  readonly message: string;
}

export interface ValidateResult extends LibraryResult {
  readonly isValid: boolean;
  /** Why it is not valid as a whole; `null` when it is. */
  readonly error: { readonly code: 'VALIDATE_ERROR' | 'SCHEMA_DOES_NOT_EXIST'; readonly message: string } | null;
  readonly invalidMigrations: readonly InvalidMigration[];
  readonly warnings: readonly string[];
}

/** A row of the history that `repair` touched. */
export interface RepairedMigration {
  readonly version: string | null;
  readonly description: string;
  readonly script: string;
}

export interface RepairResult extends LibraryResult {
  /** Failed rows that were removed. */
  readonly removed: readonly RepairedMigration[];
  /** Migrations without file that were marked as deleted. */
  readonly deleted: readonly RepairedMigration[];
  /** Rows that took over checksum, description and type of their changed file. */
  readonly aligned: readonly RepairedMigration[];
}

export interface BaselineResult extends LibraryResult {
  readonly baselineVersion: string;
}

export interface CleanResult extends LibraryResult {
  /** Schemas that were emptied and stay. */
  readonly schemasCleaned: readonly string[];
  /** Schemas that a migrate had made, and that are gone. */
  readonly schemasDropped: readonly string[];
  readonly warnings: readonly string[];
}

/** Adds the document of an outcome to plain data. */
export function withJson<Data extends object>(data: Data, json: () => JsonObject): Data & LibraryResult {
  return Object.defineProperty(data, 'toFlywayJson', { value: json, enumerable: false }) as Data & LibraryResult;
}

/** One line of info as plain data. */
export function migrationInfo(entry: MigrationEntry): MigrationInfo {
  const { row } = entry;
  return {
    version: entry.version?.text ?? null,
    description: entry.description,
    category: entry.category,
    type: entry.type,
    state: entry.state,
    script: entry.script,
    filepath: entry.filepath === '' ? null : entry.filepath,
    checksum: entry.checksum,
    installedRank: row?.installedRank ?? null,
    installedOn: row?.installedOnUtc ?? null,
    installedBy: row?.installedBy ?? null,
    executionTimeMs: row?.executionTimeMs ?? null,
    isUndoable: entry.undoScript !== null,
  };
}

/** A migration that ran, as plain data. */
export function appliedMigration({ entry, executionTimeMs }: ExecutedMigration): AppliedMigration {
  const { version, description, category, type, script, filepath } = entry;
  return { version: version?.text ?? null, description, category, type, script, filepath, executionTimeMs };
}

/** A row that repair touched, as plain data. */
export function repairedMigration(row: {
  readonly version: Version | null;
  readonly description: string;
  readonly script: string;
}): RepairedMigration {
  return { version: row.version?.text ?? null, description: row.description, script: row.script };
}
