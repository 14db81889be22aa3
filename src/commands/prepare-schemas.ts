import { createTableSql, insertRowSql, type NewHistoryRow } from '../history/write-history.ts';
import { HistoryError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import * as messages from '../report/formats/text/messages.ts';
import { quoteIdentifier } from '../syntax/names.ts';
import type { CommandRun } from './command-run.ts';

const SCHEMA_MARKER = '<< Flyway Schema Creation >>';

/** Runs the schema callbacks and makes the missing schemas with their marker row; `hasBaseline`: with the baseline row in a new table. */
export async function createSchemas(run: CommandRun, rows: readonly HistoryRow[], hasBaseline: boolean): Promise<void> {
  await run.runCallbacks('createSchema');
  await run.runCallbacks('beforeCreateSchema');
  const { target } = run;
  const missing = target.schemas.filter((schema) => !target.schemaExists(schema));
  if (missing.length === 0) return;
  for (const schema of missing) run.log.log('info', messages.creatingSchema(schema));
  const isNewTable = !target.hasHistoryTable;
  if (isNewTable) run.log.log('info', messages.creatingTable(tableName(run), hasBaseline));
  const statements = missing.map((schema) => `CREATE SCHEMA ${quoteIdentifier(schema)}`);
  if (isNewTable) statements.push(...createTableSql(target.history, hasBaseline ? [insertRowSql(target.history, baselineRow(run, 1))] : []));
  statements.push(insertRowSql(target.history, schemaMarker(run, missing, nextSchemaRank(rows, isNewTable, hasBaseline))));
  await inTransaction(run, statements);
  target.noteCreated(missing, true);
}

/** Creates the history table where it is missing, with the baseline row if wanted; call it under the lock, after a refresh. */
export async function createHistoryTable(run: CommandRun, hasBaseline: boolean): Promise<void> {
  const { target } = run;
  if (target.hasHistoryTable) return;
  run.log.log('info', messages.creatingTable(tableName(run), hasBaseline));
  await inTransaction(run, createTableSql(target.history, hasBaseline ? [insertRowSql(target.history, baselineRow(run, 1))] : []));
  target.noteCreated([], true);
}

/** The history table's name as the messages want it. */
export function tableName(run: CommandRun): messages.TableName {
  return { schema: run.target.history.schema, table: run.target.history.name };
}

/** Error for objects without a history. */
export function nonEmptyError(schemas: readonly string[]): HistoryError {
  return new HistoryError('HISTORY_NON_EMPTY_SCHEMA', messages.nonEmptySchemas(schemas), {
    flywayCode: 'NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE',
    hint: 'Run "flyback baseline" once if the database was built by other means. Nothing was changed.',
  });
}

function baselineRow(run: CommandRun, installedRank: number): NewHistoryRow {
  const { baselineVersion, baselineDescription } = run.config;
  return {
    installedRank,
    version: baselineVersion.text,
    description: baselineDescription,
    type: 'BASELINE',
    script: baselineDescription,
    checksum: null,
    installedBy: run.target.installedBy,
    executionTime: 0,
    success: true,
  };
}

function schemaMarker(run: CommandRun, schemas: readonly string[], installedRank: number): NewHistoryRow {
  return {
    installedRank,
    version: null,
    description: SCHEMA_MARKER,
    type: 'SCHEMA',
    script: schemas.map(quoteIdentifier).join(','),
    checksum: null,
    installedBy: run.target.installedBy,
    executionTime: 0,
    success: true,
  };
}

/** The marker of a new history has rank 0 (JdbcTableSchemaHistory.calculateInstalledRank, 12.4). */
function nextSchemaRank(rows: readonly HistoryRow[], isNewTable: boolean, hasBaseline: boolean): number {
  if (isNewTable) return hasBaseline ? 2 : 0;
  const last = rows.at(-1);
  return last === undefined ? 0 : last.installedRank + 1;
}

async function inTransaction(run: CommandRun, statements: readonly string[]): Promise<void> {
  try {
    await run.session.query(['BEGIN', ...statements, 'COMMIT'].join(';\n'));
  } catch (error) {
    if (!run.session.isLost) await run.session.send('ROLLBACK');
    throw error;
  }
}
