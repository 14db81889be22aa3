import type { Region } from '../model/hazard.ts';
import type { PlannedStatement } from '../model/plan.ts';

/** A line of a file, and which part of it is meant. */
export interface SourceExcerpt {
  readonly line: number;
  readonly text: string;
  /** The marked part, in characters from 0. */
  readonly start: number;
  readonly length: number;
}

const LEADING_COMMENTS = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/u;

/** The line at a region in a statement; null where the text that is sent does not hold it. */
export function sourceExcerpt(statement: Pick<PlannedStatement, 'sql' | 'region'>, region: Region): SourceExcerpt | null {
  const from = LEADING_COMMENTS.exec(statement.sql)?.[0].length ?? 0;
  const text = nthLine(statement.sql, from, region.line - statement.region.line);
  if (text === null) return null;
  // The first line begins where the statement does, be it in the middle of a line.
  const start = region.column - (region.line === statement.region.line ? statement.region.column : 1);
  const characters = [...text].length;
  if (start < 0 || start > characters) return null;
  const end = region.endLine === region.line ? Math.min(characters, start + region.endColumn - region.column) : characters;
  return { line: region.line, text, start, length: Math.max(1, end - start) };
}

/** The nth line (from 0) of a text that begins at an index. */
function nthLine(text: string, from: number, line: number): string | null {
  if (line < 0) return null;
  let start = from;
  for (let skipped = 0; skipped < line; skipped++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return null;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? text.length : end).replace(/\r$/u, '');
}
