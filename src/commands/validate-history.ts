import type { IgnorePattern } from '../config/config.ts';
import { isPendingIgnored, joinProblems, validateEntries, type ValidationProblem } from '../history/validate.ts';
import { HistoryError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import * as messages from '../report/formats/text/messages.ts';
import type { CommandRun } from './command-run.ts';

/** What a validation found. */
export interface ValidationResult {
  readonly problems: readonly ValidationProblem[];
  /** Why it failed as a whole; `null` if all is well. */
  readonly error: { readonly code: 'VALIDATE_ERROR' | 'SCHEMA_DOES_NOT_EXIST'; readonly message: string } | null;
  readonly count: number;
  readonly warnings: readonly string[];
  /** The rows that were read, so that the caller need not read them again. */
  readonly rows: readonly HistoryRow[];
}

const PASSED = { problems: [], error: null, count: 0, warnings: [], rows: [] } as const;

/** Compares files and history as Flyway does (DbValidate, 12.4), with its callbacks and lines. */
export async function validateHistory(
  run: CommandRun,
  patterns: readonly IgnorePattern[],
  readRows: () => Promise<HistoryRow[]> = () => run.readHistory(),
): Promise<ValidationResult> {
  const { schema } = run.target.history;
  if (!run.target.schemaExists(schema)) {
    const { migrations } = run.sources();
    if (migrations.length === 0 || isPendingIgnored(patterns)) return PASSED;
    return { ...PASSED, error: { code: 'SCHEMA_DOES_NOT_EXIST', message: messages.schemaMissing(schema) } };
  }
  await run.runCallbacks('beforeValidate');
  const started = performance.now();
  const rows = await readRows();
  const entries = run.entries(rows);
  const problems = validateEntries(entries, { ignorePatterns: patterns, cherryPick: run.config.cherryPick });
  if (problems.length > 0) {
    await run.runCallbacks('afterValidateError');
    return { problems, error: { code: 'VALIDATE_ERROR', message: messages.VALIDATION_FAILED }, count: 0, warnings: [], rows };
  }
  const count = entries.entries.length;
  run.log.log('info', messages.validated(count, run.elapsedMs(started)));
  const warnings = count === 0 ? [messages.NO_MIGRATIONS_FOUND] : [];
  for (const warning of warnings) run.log.log('warn', warning);
  await run.runCallbacks('afterValidate');
  return { problems, error: null, count, warnings, rows };
}

/** The error of a validation that failed: by itself, or before a migrate. */
export function validationError(result: ValidationResult): HistoryError {
  const { error } = result;
  const message = messages.validateFailed(error?.message ?? '', joinProblems(result.problems));
  return new HistoryError('HISTORY_VALIDATE', message, {
    flywayCode: error?.code ?? 'VALIDATE_ERROR',
    hint: 'Nothing was changed. "flyback info" shows the state of each migration.',
  });
}
