import { SourceError } from '../model/errors.ts';
import { flywayStatementAt } from './flyway-read-ahead.ts';
import type { PlaceholderError } from './placeholders.ts';
import { placeAt } from './position.ts';
import { unparsable } from './unparsable.ts';

/** Flyway's error for a placeholder without value in a script that was to be split: `Unable to parse statement in FILE at line L col C. ...`. */
export function placeholderFailure(error: PlaceholderError, file: string, original: Buffer): SourceError {
  const at = flywayStatementAt(error.replacedBefore);
  return new SourceError('SOURCE_PLACEHOLDER', unparsable(file, at.line, at.column, error.message), {
    cause: error,
    hint: error.hint,
    place: placeAt(file, original, error.offset),
  });
}
