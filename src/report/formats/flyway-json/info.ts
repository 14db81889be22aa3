import type { MigrationEntry } from '../../../model/migration-entry.ts';
import { stateTraits } from '../../../model/migration-state.ts';
import { isUndoType } from '../../../model/migration-type.ts';
import type { JsonObject } from './json.ts';
import type { TimedFacts } from './result.ts';

/** Input of the JSON of info. */
export interface InfoFacts extends TimedFacts {
  /** The entries that pass the filters. */
  readonly entries: readonly MigrationEntry[];
  readonly current: MigrationEntry | null;
  readonly allSchemasEmpty: boolean;
  /** Turns the stored wall time into `2026-11-21T12:22:25.397811Z`. */
  readonly toUtc: (installedOn: string) => string;
}

function canShowUndo(entry: MigrationEntry): boolean {
  return entry.version !== null && !isUndoType(entry.type) && entry.state !== 'Undone';
}

function migration(entry: MigrationEntry, toUtc: InfoFacts['toUtc']): JsonObject {
  const undo = canShowUndo(entry) && !stateTraits(entry.state).isFailed ? entry.undoScript : null;
  return {
    category: entry.category,
    description: entry.description,
    executionTime: entry.row?.executionTimeMs ?? 0,
    filepath: entry.filepath,
    installedBy: entry.row?.installedBy ?? '',
    installedOnUTC: entry.row === null ? '' : toUtc(entry.row.installedOn),
    rawVersion: entry.version?.raw ?? '',
    shouldExecuteExpression: entry.resolved?.config.shouldExecuteExpression ?? null,
    state: entry.state,
    type: entry.type,
    undoFilepath: undo?.path ?? '',
    undoable: canShowUndo(entry) ? (undo === null ? 'No' : 'Yes') : '',
    version: entry.version?.text ?? '',
  };
}

/** The JSON of info (InfoResult, 12.4). */
export function infoJson(facts: InfoFacts): JsonObject {
  return {
    allSchemasEmpty: facts.allSchemasEmpty,
    database: facts.database,
    exception: null,
    flywayVersion: facts.flywayVersion,
    licenseFailed: false,
    migrations: facts.entries.map((entry) => migration(entry, facts.toUtc)),
    operation: 'info',
    schemaName: facts.schemas.join(', '),
    schemaVersion: facts.current?.version?.text ?? null,
    timestamp: facts.timestamp,
  };
}
