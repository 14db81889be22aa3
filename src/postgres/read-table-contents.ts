import type { TableContent } from '../model/table-content.ts';
import { PRINTING_SETTINGS } from './definition-query.ts';
import { queryPlanned } from './planned-query.ts';
import type { Session } from './session.ts';
import { sqlStatement } from './sql-files.ts';

/** What is left out: the history table, and whole schemas. */
export interface ContentOptions {
  readonly withoutSchemas?: readonly string[];
  readonly withoutRelations: readonly { readonly schema: string; readonly name: string }[];
}

/** What all tables with rows hold, by their quoted names. Two round trips, one where all are empty. */
export async function readTableContents(session: Session, options: ContentOptions): Promise<ReadonlyMap<string, TableContent>> {
  const without = options.withoutRelations.map(({ schema, name }) => `${schema}.${name}`);
  const filled = await queryPlanned(
    session,
    sqlStatement('data/filled-tables', { without_schemas: options.withoutSchemas ?? [], without_relations: without }),
    (statement) => `SET LOCAL quote_all_identifiers = off;\n${statement}`,
  );
  const tables = filled.map(([name, schema, table, columns]) => ({
    name: name ?? '',
    schema: schema ?? '',
    table: table ?? '',
    columns: JSON.parse(columns ?? '[]') as readonly string[],
  }));
  if (tables.length === 0) return new Map();
  // Several statements in one message are one transaction (manual 55.2.2.1), with which the settings end.
  const results = await session.query([...PRINTING_SETTINGS, ...tables.map(digestQuery)].join(';\n'));
  const columns = new Map(tables.map((table) => [table.name, table.columns]));
  return new Map(results.flatMap(({ rows }) => rows).map((row) => [row[0] ?? '', contentOf(row, columns.get(row[0] ?? '') ?? [])]));
}

interface FilledTable {
  /** Qualified and quoted where it must be. */
  readonly name: string;
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
}

function digestQuery({ name, schema, table, columns }: FilledTable): string {
  const listed = (text: (column: string) => string): { sql: string } => ({ sql: columns.map(text).join(', ') });
  return sqlStatement('data/table-digest', {
    table_name: name,
    schema,
    table,
    row: { sql: `ROW(${columns.map((column) => `t.${column}`).join(', ')})` },
    counts: listed((column) => `count(t.${column})`),
    digests: listed((column) => `sum(hashtextextended(ROW(t.${column})::text, 0)::numeric)`),
  });
}

function contentOf([, rows, digest, counts, digests]: readonly (string | null)[], columns: readonly string[]): TableContent {
  const values = JSON.parse(counts ?? '[]') as number[];
  const sums = JSON.parse(digests ?? '[]') as (string | null)[];
  return {
    rows: Number(rows),
    digest: digest ?? '',
    columns: new Map(columns.map((column, index) => [column, { values: values[index] ?? 0, digest: sums[index] ?? '' }])),
  };
}
