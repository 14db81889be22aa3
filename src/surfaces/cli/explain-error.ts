import { FailedRunError } from '../../commands/failed-run.ts';
import { FlybackError } from '../../model/errors.ts';

/** What a person should know beyond the error's message: place with caret, next step; the stack for our bugs. */
export function explainError(error: unknown, isDebug: boolean): string | null {
  if (error instanceof FailedRunError && error.explanation !== null) return error.explanation.trimEnd();
  if (!(error instanceof FlybackError)) return bugReport(error);
  const lines: string[] = [];
  const { place, hint } = error;
  if (place !== undefined) {
    lines.push(`Place      : ${place.file}:${place.line}${place.column === undefined ? '' : `:${place.column}`}`);
    if (place.excerpt !== undefined) lines.push(...place.excerpt.split('\n').map((line) => `  ${line}`));
  }
  if (hint !== undefined) lines.push(`Hint       : ${hint.replaceAll('\n', '\n             ')}`);
  lines.push(`Code       : ${error.code}`);
  if (isDebug && error.stack !== undefined) lines.push(error.stack);
  return lines.join('\n');
}

function bugReport(error: unknown): string {
  const stack = error instanceof Error ? error.stack : undefined;
  return `This is a bug in flyback. Please report it with these lines:\n${stack ?? String(error)}`;
}
