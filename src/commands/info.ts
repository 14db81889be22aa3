import type { Config } from '../config/config.ts';
import { installedOnMs, installedOnUtc } from '../history/installed-on.ts';
import type { MigrationEntries, MigrationEntry } from '../model/migration-entry.ts';
import { stateByName } from '../model/migration-state.ts';
import { ConfigError } from '../model/errors.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { infoJson } from '../report/formats/flyway-json/info.ts';
import * as messages from '../report/formats/text/messages.ts';
import { hasFiles, infoTable, migrationIds, settingsTable } from '../report/formats/text/info-table.ts';
import { filterInfo } from '../report/info-filter.ts';
import { parseLocations } from '../sources/read-sources.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';

/** What info found. */
export interface InfoResult {
  readonly schemaVersion: string | null;
  readonly migrations: readonly MigrationEntry[];
  readonly pending: number;
}

const PENDING_EXIT_CODE = 3;

/** Runs info; `--exit-code` makes pending migrations exit 3. */
export async function runInfo(input: CommandInput): Promise<Outcome<InfoResult>> {
  await using run = await CommandRun.open(input);
  await run.runCallbacks('beforeInfo');
  const entries = await readEntries(run);
  await run.runCallbacks('afterInfo');
  const isJson = input.cli.outputType === 'json';
  const current = entries.current();
  const allSchemasEmpty = isJson ? (await run.target.nonEmptySchemas()).length === 0 : false;
  await run.runCallbacks('afterInfoOperationFinish');
  const isText = !isJson && !input.cli.migrationIds;
  // Flyway has said this much before it looks at the filters.
  if (isText) run.log.log('info', `${messages.schemaVersion(current)}\n`);
  const shown = filterInfo(entries.entries, infoFilter(input), installedOnMs);
  if (isText) printTable(run, shown);
  else if (!isJson) run.log.log('output', migrationIds(shown));
  const json = (): JsonObject => infoJson({ ...run.facts(), entries: shown, current, allSchemasEmpty, toUtc: installedOnUtc });
  const pending = entries.pending().length;
  const result = { schemaVersion: current?.version?.text ?? null, migrations: shown, pending };
  return { result, json, exitCode: input.cli.exitCodeOnPending && pending > 0 ? PENDING_EXIT_CODE : 0 };
}

async function readEntries(run: CommandRun): Promise<MigrationEntries> {
  try {
    return run.entries(await run.readHistory());
  } catch (error) {
    await run.runErrorCallbacks('afterInfoError');
    throw error;
  }
}

function printTable({ config, log }: CommandRun, shown: readonly MigrationEntry[]): void {
  if (!hasFiles(shown))
    log.log(
      'info',
      settingsTable(config, { locations: descriptors(config, 'locations'), callbackLocations: descriptors(config, 'callbackLocations') }),
    );
  log.log('info', infoTable(shown));
}

/** The locations that are searched, in the order in which they are. */
function descriptors(config: Config, key: 'locations' | 'callbackLocations'): readonly string[] {
  return parseLocations(config[key], config.workingDirectory).locations.map(({ descriptor }) => descriptor);
}

function infoFilter(input: CommandInput): Parameters<typeof filterInfo>[1] {
  const { cli } = input;
  const ofState = cli.infoOfState.map((name) => {
    const state = stateByName(name);
    if (state === null)
      throw new ConfigError('CONFIG_INVALID', `'${name}' is not a state of a migration.`, {
        hint: 'infoOfState takes pending, success, failed, out_of_order, missing_success ...',
      });
    return state;
  });
  return {
    sinceMs: cli.infoSinceDate?.getTime() ?? null,
    untilMs: cli.infoUntilDate?.getTime() ?? null,
    sinceVersion: cli.infoSinceVersion,
    untilVersion: cli.infoUntilVersion,
    ofState,
  };
}
