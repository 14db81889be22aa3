import type { MadeRowsReport, RowFinding } from '../model/made-rows.ts';
import { counted, grouped } from './plan-words.ts';

/** `fails where public.users.email holds NULL; the target holds none: ERROR: ...`. */
export function rowFindingWords({ table, column, holds, message, onTarget }: RowFinding): string {
  const where = column === null ? `as soon as ${table} holds ${holds}` : `where ${table}.${column} holds ${holds}`;
  const known = onTarget === null ? '' : onTarget ? '; the target holds such rows' : '; the target holds none';
  return `fails ${where}${known}: ${message.split('\n')[0] ?? ''}`;
}

/** `15 made up in 2 tables, because the sandbox has none`. */
export function madeRowsWords({ tables }: MadeRowsReport): string {
  const rows = tables.reduce((sum, { rows: count }) => sum + count, 0);
  return `${grouped(rows)} made up in ${counted(tables.length, 'table')} that ${tables.length === 1 ? 'is' : 'are'} empty in the sandbox`;
}
