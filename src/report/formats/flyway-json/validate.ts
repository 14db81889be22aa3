import type { MigrationEntry } from '../../../model/migration-entry.ts';
import type { JsonObject } from './json.ts';
import type { ResultFacts } from './result.ts';

/** An entry that failed validation. */
export interface InvalidMigration {
  readonly entry: MigrationEntry;
  readonly code: string;
  readonly message: string;
}

/** Input of the JSON of validate. */
export interface ValidateFacts extends ResultFacts {
  readonly problems: readonly InvalidMigration[];
  /** Why it failed as a whole: VALIDATE_ERROR, or SCHEMA_DOES_NOT_EXIST without problems; `null` if all is well. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Number of entries; printed as 0 on failure. */
  readonly count: number;
  readonly warnings: readonly string[];
}

function invalidMigration({ entry, code, message }: InvalidMigration): JsonObject {
  return {
    description: entry.description,
    errorDetails: { errorCode: code, errorMessage: message },
    filepath: entry.filepath,
    version: entry.version?.text ?? '',
  };
}

/** The JSON of validate (ValidateResult, 12.4). */
export function validateJson(facts: ValidateFacts): JsonObject {
  const { error, problems } = facts;
  return {
    allErrorMessages: problems.map((problem) => problem.message).join('\n'),
    database: facts.database,
    errorDetails: error === null ? null : { errorCode: error.code, errorMessage: error.message },
    flywayVersion: facts.flywayVersion,
    invalidMigrations: problems.map(invalidMigration),
    operation: 'validate',
    validateCount: error === null ? facts.count : 0,
    validationSuccessful: error === null,
    warnings: facts.warnings,
  };
}
