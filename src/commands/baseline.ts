import { HistoryError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import { isSyntheticType } from '../model/migration-type.ts';
import { compareVersions, parseVersion } from '../model/version.ts';
import { baselineJson } from '../report/formats/flyway-json/baseline.ts';
import * as messages from '../report/formats/text/messages.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';
import { createSchemas } from './create-schemas.ts';
import { Locking } from './history-lock.ts';
import { baselineNewHistory, tableName } from './prepare-schemas.ts';

/** What baseline did. */
export interface BaselineResult {
  readonly baselineVersion: string;
}

/** Runs baseline; throws HistoryError where the history cannot be baselined. */
export async function runBaseline(input: CommandInput): Promise<Outcome<BaselineResult>> {
  await using run = await CommandRun.open(input, { purpose: 'callbacks', dryRun: 'refused' });
  await using locking = new Locking(run);
  const rows = await locking.acquire();
  await run.target.refresh();
  if (run.config.createSchemas) await createSchemas(run, rows, true);
  else run.log.log('warn', messages.schemasNotCreated('baseline'));
  if (run.target.hasHistoryTable) await baselineExisting(run);
  else await baselineNewHistory(run);
  await run.runCallbacks('afterBaselineOperationFinish');
  const version = run.config.baselineVersion.text;
  return {
    result: { baselineVersion: version },
    json: () => baselineJson({ ...run.facts(), baselineVersion: version, warnings: [] }),
    exitCode: 0,
  };
}

async function baselineExisting(run: CommandRun): Promise<void> {
  await run.runCallbacks('beforeBaseline');
  try {
    checkMarker(run, await run.target.readHistory());
  } catch (error) {
    await run.runErrorCallbacks('afterBaselineError');
    throw error;
  }
  await run.runCallbacks('afterBaseline');
}

/** Accepts the same baseline again and refuses everything else (DbBaseline, 12.4). */
function checkMarker(run: CommandRun, rows: readonly HistoryRow[]): void {
  const { baselineVersion, baselineDescription } = run.config;
  const wanted = { version: baselineVersion.text, description: baselineDescription };
  // The marker is the first row, or the second after the one of the schemas (SchemaHistory.getBaselineMarker).
  const marker = rows.slice(0, 2).find(({ type }) => type === 'BASELINE');
  if (marker !== undefined && marker.version !== null) {
    if (compareVersions(marker.version, baselineVersion) === 0 && marker.description === baselineDescription) {
      run.log.log('info', messages.alreadyBaselined(tableName(run), wanted));
      return;
    }
    throw refused(run, { kind: 'other-baseline', wanted, found: { version: marker.version.text, description: marker.description } });
  }
  const hasSchemaMarker = rows[0]?.type === 'SCHEMA';
  if (hasSchemaMarker && compareVersions(baselineVersion, parseVersion('0')) === 0) throw refused(run, { kind: 'schema-version' });
  if (rows.some(({ type }) => !isSyntheticType(type))) throw refused(run, { kind: 'migrations' });
  throw refused(run, { kind: rows.length === 0 ? 'empty-table' : 'schema-marker' });
}

function refused(run: CommandRun, obstacle: messages.BaselineObstacle): HistoryError {
  return new HistoryError('HISTORY_BASELINE', messages.baselineRefused(tableName(run), obstacle), { hint: 'Nothing was changed.' });
}
