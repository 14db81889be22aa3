import { copyBetween } from '../../postgres/copy-between.ts';

import { leftOut, type DefinitionScope } from '../../postgres/definition-query.ts';
import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';
import type { Schema } from '../../schema/schema.ts';

/**
 * Copies the rows of one database to the tables that another one has, too, where they fit. Answers the tables of which they do not.
 * @throws ConnectionLostError when a session ends
 */
export async function copyRows(source: Session, sink: Session, schema: Schema, scope: DefinitionScope): Promise<readonly string[]> {
  const without: string[] = [];
  const [tables] = await source.query(sqlStatement('data/filled-tables', leftOut(scope)));
  for (const [identity, schemaName, name, columnList] of tables?.rows ?? []) {
    if (!schema.objects.has(`table ${identity}`)) continue;
    const columns = (JSON.parse(columnList ?? '[]') as readonly string[]).filter((column) =>
      schema.objects.has(`column ${identity}.${column}`),
    );
    if (columns.length === 0) continue;
    const table = { schema: schemaName ?? '', table: name ?? '', format: 'text' };
    const values = { sql: columns.join(', ') };
    const outcome = await copyBetween(
      { session: source, sql: sqlStatement('sample/copy-all', { ...table, values }) },
      { session: sink, sql: sqlStatement('sample/copy-in', { ...table, columns: values }) },
      () => 0,
    );
    if (outcome.error !== null) without.push(`${identity}: ${outcome.error.message}`);
  }
  return without;
}
