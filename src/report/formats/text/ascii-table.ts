/** A table with frame; `null` cells and columns without name occur in results of queries. */
export interface AsciiTable {
  readonly columns: readonly (string | null)[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Stands in the one row of a table without rows; cut to the width of the header, as Flyway does. */
  readonly emptyText: string;
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return `|${cells.map((cell, i) => ` ${cell.padEnd(widths[i] ?? 0)} |`).join('')}`;
}

/** Renders a table as AsciiTable.java (12.4): widths count UTF-16 units; ends with a newline. */
export function renderTable(table: AsciiTable): string {
  const header = table.columns.map((column) => column ?? '(No column name)');
  const rows = table.rows.map((row) => row.map((cell) => cell ?? ''));
  const widths = header.map((title) => title.length);
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  const ruler = `+${widths.map((width) => `-${'-'.repeat(width)}-+`).join('')}`;
  const room = Math.max(0, ruler.length - 4);
  const body = rows.length === 0 ? [`| ${table.emptyText.slice(0, room).padEnd(room)} |`] : rows.map((row) => line(row, widths));
  return `${[ruler, line(header, widths), ruler, ...body, ruler].join('\n')}\n`;
}
