import type { MigrationCategory } from '../../../model/migration-entry.ts';
import type { JsonObject } from './json.ts';

/** An error below another. */
export interface ErrorCause {
  readonly message: string | null;
  readonly stackTrace: string;
}

/** Any error: Flyway's code and text, and what lies below it, outermost first. */
export interface ErrorFacts {
  readonly errorCode: string;
  readonly message: string;
  readonly causes: readonly ErrorCause[];
}

/** An error of the connection or of a statement that belongs to no migration. */
export interface SqlErrorFacts extends ErrorFacts {
  /** `CONNECTION_FAILURE` where no connection could be had. */
  readonly subErrorCode: string | null;
  readonly sqlState: string | null;
  readonly sqlErrorCode: number;
}

/** An error of one migration; without statement the line is -1 and the path the script, without file both are null, as Flyway has it. */
export interface MigrateErrorFacts extends ErrorFacts {
  readonly sqlState: string | null;
  readonly sqlErrorCode: number;
  readonly lineNumber: number | null;
  readonly path: string | null;
}

function nested([first, ...rest]: readonly ErrorCause[]): JsonObject | null {
  return first === undefined ? null : { message: first.message, stackTrace: first.stackTrace, cause: nested(rest) };
}

/** The `error` object of most errors. */
export function errorItem({ errorCode, message, causes }: ErrorFacts): JsonObject {
  return { errorCode, message, cause: nested(causes) };
}

/** The `error` object with SQLSTATE. */
export function sqlErrorItem({ errorCode, subErrorCode, sqlState, sqlErrorCode, message, causes }: SqlErrorFacts): JsonObject {
  return { errorCode, subErrorCode, sqlState, sqlErrorCode, message, cause: nested(causes) };
}

/** The `error` object of a failed migration. */
export function migrateErrorItem({ errorCode, sqlState, sqlErrorCode, message, lineNumber, path, causes }: MigrateErrorFacts): JsonObject {
  return { errorCode, sqlState, sqlErrorCode, message, lineNumber, path, cause: nested(causes) };
}

/** The `error` object of our bugs (FAULT). */
export function faultItem(message: string, stackTrace: string, causes: readonly ErrorCause[]): JsonObject {
  return { errorCode: 'FAULT', message, stackTrace, cause: nested(causes) };
}

/** The document that is nothing but an error. */
export function errorJson(item: JsonObject): JsonObject {
  return { error: item };
}

/** Flyway's error code for a migration that failed. */
export function failedMigrationCode(category: MigrationCategory): string {
  if (category === 'Repeatable') return 'FAILED_REPEATABLE_MIGRATION';
  return category === 'Baseline' ? 'FAILED_BASELINE_MIGRATION' : 'FAILED_VERSIONED_MIGRATION';
}
