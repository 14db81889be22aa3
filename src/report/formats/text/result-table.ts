import { renderTable } from './ascii-table.ts';

/** Rows of a SELECT in a migration, as Flyway prints them; `null` for a statement without result columns. */
export function resultTable(columns: readonly (string | null)[], rows: readonly (readonly (string | null)[])[]): string | null {
  return columns.length === 0 ? null : renderTable({ columns, rows, emptyText: 'No rows returned' });
}
