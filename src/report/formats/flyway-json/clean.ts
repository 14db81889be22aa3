import type { JsonObject } from './json.ts';
import type { ResultFacts } from './result.ts';

/** Input of the JSON of clean; schema names unquoted. */
export interface CleanFacts extends ResultFacts {
  readonly schemasCleaned: readonly string[];
  readonly schemasDropped: readonly string[];
  readonly warnings: readonly string[];
}

/** The JSON of clean (CleanResult, 12.4). */
export function cleanJson(facts: CleanFacts): JsonObject {
  return {
    database: facts.database,
    flywayVersion: facts.flywayVersion,
    operation: 'clean',
    schemasCleaned: facts.schemasCleaned,
    schemasDropped: facts.schemasDropped,
    warnings: facts.warnings,
  };
}
