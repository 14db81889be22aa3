import type { HistoryRow } from '../model/history.ts';
import type { CommandRun } from './command-run.ts';

/** Runs the schema callbacks, then makes the schemas that are missing; `hasBaseline`: with the baseline row where the table is new. */
export async function createSchemas(run: CommandRun, rows: readonly HistoryRow[], hasBaseline: boolean): Promise<void> {
  await run.runCallbacks('createSchema');
  await run.runCallbacks('beforeCreateSchema');
  const { target } = run;
  const missing = target.schemas.filter((schema) => !target.schemaExists(schema));
  if (missing.length === 0) return;
  const { makeSchemas } = await import('./prepare-schemas.ts');
  await makeSchemas(run, missing, rows, hasBaseline);
}
