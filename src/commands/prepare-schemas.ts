import { createTableSql, insertRowSql, type NewHistoryRow } from '../history/write-history.ts';
import { HistoryError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import { parseVersion } from '../model/version.ts';
import * as messages from '../report/formats/text/messages.ts';
import { quoteIdentifier } from '../syntax/names.ts';
import { executeOwn, type OwnStatement } from '../execute/own-statements.ts';
import type { CommandRun } from './command-run.ts';

const SCHEMA_MARKER = '<< Flyway Schema Creation >>';

/** Makes the missing schemas with their marker row; `hasBaseline`: with the baseline row in a new table. */
export async function makeSchemas(
  run: CommandRun,
  missing: readonly string[],
  rows: readonly HistoryRow[],
  hasBaseline: boolean,
): Promise<void> {
  const { target } = run;
  for (const schema of missing) run.log.log('info', messages.creatingSchema(schema));
  const isNewTable = !target.hasHistoryTable;
  if (isNewTable) run.log.log('info', messages.creatingTable(tableName(run), hasBaseline));
  const first = isNewTable && hasBaseline ? [baselineRow(run, 1)] : [];
  const marker = schemaMarker(run, missing, nextSchemaRank(rows, isNewTable, hasBaseline));
  await executeOwn(run.session, run.dryRun, [
    ...missing.map((schema) => ({
      label: `Unable to create schema ${quoteIdentifier(schema)}`,
      text: `CREATE SCHEMA ${quoteIdentifier(schema)}`,
    })),
    ...(isNewTable ? tableStatements(run, first) : []),
    insertRowSql(target.history, marker),
  ]);
  target.noteCreated(missing, isNewTable ? [...first, marker].map(toHistoryRow) : [...rows, toHistoryRow(marker)]);
}

/** Creates the history table where it is missing, with the baseline row if wanted; call it under the lock, after a refresh. */
export async function createHistoryTable(run: CommandRun, hasBaseline: boolean): Promise<void> {
  const { target } = run;
  if (target.hasHistoryTable) return;
  run.log.log('info', messages.creatingTable(tableName(run), hasBaseline));
  const rows = hasBaseline ? [baselineRow(run, 1)] : [];
  await executeOwn(run.session, run.dryRun, tableStatements(run, rows));
  target.noteCreated([], rows.map(toHistoryRow));
}

/** Makes the history table with its baseline row, with the callbacks around. */
export async function baselineNewHistory(run: CommandRun): Promise<void> {
  await run.runCallbacks('beforeBaseline');
  try {
    await createHistoryTable(run, true);
    run.log.log('info', messages.baselined(run.config.baselineVersion.text));
  } catch (error) {
    await run.runErrorCallbacks('afterBaselineError');
    throw error;
  }
  await run.runCallbacks('afterBaseline');
}

/** Without label: Flyway makes its table by a script that has no name, and its errors say so. */
function tableStatements(run: CommandRun, rows: readonly NewHistoryRow[]): OwnStatement[] {
  const { history } = run.target;
  const texts = createTableSql(
    history,
    rows.map((row) => insertRowSql(history, row)),
  );
  return texts.map((text) => ({ label: '', text }));
}

/** The row as it will be read back; what the server fills in does not matter to the states. */
function toHistoryRow(row: NewHistoryRow): HistoryRow {
  return {
    ...row,
    version: row.version === null ? null : parseVersion(row.version),
    executionTimeMs: 0,
    installedOn: '',
    installedOnUtc: '',
  };
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
