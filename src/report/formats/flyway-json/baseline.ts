import type { JsonObject } from './json.ts';
import type { ResultFacts } from './result.ts';

/** Input of the JSON of baseline. */
export interface BaselineFacts extends ResultFacts {
  readonly baselineVersion: string;
  readonly warnings: readonly string[];
}

/** The JSON of baseline (BaselineResult, 12.4); a baseline that fails prints an error instead. */
export function baselineJson(facts: BaselineFacts): JsonObject {
  return {
    baselineVersion: facts.baselineVersion,
    database: facts.database,
    flywayVersion: facts.flywayVersion,
    operation: 'baseline',
    successfullyBaselined: true,
    warnings: facts.warnings,
  };
}
