import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { validateJson } from '../report/formats/flyway-json/validate.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';
import { validateHistory, validationError, type ValidationResult } from './validate-history.ts';

/** Runs validate; a failed validation is an outcome in JSON and an error in text, as with Flyway. */
export async function runValidate(input: CommandInput): Promise<Outcome<ValidationResult>> {
  await using run = await CommandRun.open(input);
  const result = await validateHistory(run, run.config.ignoreMigrationPatterns);
  if (result.error !== null && input.cli.outputType !== 'json') throw validationError(result);
  const json = (): JsonObject =>
    validateJson({ ...run.facts(), problems: result.problems, error: result.error, count: result.count, warnings: result.warnings });
  // Flyway exits 0 here even when validation failed; flyback.strictExit is the better way.
  const exitCode = result.error !== null && run.config.flyback.strictExit ? 1 : 0;
  return { result, json, exitCode };
}
