import type { IgnorePattern } from '../config/config.ts';
import type { HistoryRow } from '../model/history.ts';
import type { MigrationEntries, MigrationEntry } from '../model/migration-entry.ts';
import { isSyntheticType, isUndoType } from '../model/migration-type.ts';
import type { Migration, MigrationType } from '../model/migration.ts';
import type { Version } from '../model/version.ts';
import { parseCherryPick, type CherryPick } from './cherry-pick.ts';
import { computeStates } from './states.ts';
import { abbreviateDescription, isIgnored } from './validate.ts';

/** What repair looks at. Target and outOfOrder do not matter to it: it sees every migration (DbRepair, 12.4). */
export interface RepairInput {
  readonly migrations: readonly Migration[];
  readonly undo: readonly Migration[];
  readonly rows: readonly HistoryRow[];
  readonly ignorePatterns: readonly IgnorePattern[];
  readonly cherryPick: readonly string[];
  readonly undoSqlMigrationPrefix: string;
}

/** A DELETE row to be inserted for a migration without a file. */
export interface Tombstone {
  readonly entry: MigrationEntry;
  readonly version: Version | null;
  readonly description: string;
  readonly type: 'DELETE';
  readonly script: string;
  readonly checksum: number | null;
  readonly success: boolean;
}

/** New values for one row; its script and date stay as they are. */
export interface Alignment {
  readonly entry: MigrationEntry;
  readonly installedRank: number;
  readonly version: Version | null;
  readonly description: string;
  readonly type: MigrationType;
  readonly checksum: number;
}

/** Everything that repair would do, in the order in which it is done. */
export interface RepairPlan {
  /** Rows with success = false, to be removed by rank. */
  readonly removed: readonly HistoryRow[];
  readonly deleted: readonly Tombstone[];
  readonly aligned: readonly Alignment[];
  /** States as they are once the failed rows are gone. */
  readonly entries: MigrationEntries;
}

const MISSING: ReadonlySet<string> = new Set(['Missing', 'Failed (Missing)', 'Future', 'Failed (Future)']);

function isPicked(picks: CherryPick, version: Version | null, description: string): boolean {
  return !picks.isActive || picks.indexOf(version, description) >= 0;
}

function isRepairable(entry: MigrationEntry, picks: CherryPick): boolean {
  return !isSyntheticType(entry.type) && !isUndoType(entry.type) && isPicked(picks, entry.version, entry.description);
}

function tombstoneFor(entry: MigrationEntry, row: HistoryRow): Tombstone {
  const { version, description, script, checksum, success } = row;
  return { entry, version, description, type: 'DELETE', script, checksum, success };
}

function needsAlignment(row: HistoryRow, type: MigrationType, file: Migration): boolean {
  // A repeatable one is aligned only where Flyway took the checksum of the raw text; else its new text would never run.
  if (file.version === null) return row.checksum === file.rawChecksum && row.checksum !== file.checksum;
  const isChecksumEqual = row.checksum === file.checksum || row.checksum === file.rawChecksum;
  return !isChecksumEqual || row.description !== abbreviateDescription(file.description) || type !== file.type;
}

function alignmentFor(entry: MigrationEntry): Alignment | null {
  const { row, resolved, state } = entry;
  if (row === null || resolved === null || state === 'Undone' || state === 'Ignored' || !needsAlignment(row, entry.type, resolved))
    return null;
  return {
    entry,
    installedRank: row.installedRank,
    version: row.version,
    // Flyway sends the whole text here and fails with 22001 beyond 200 characters.
    description: abbreviateDescription(resolved.description),
    type: resolved.type,
    checksum: resolved.checksum,
  };
}

/** Finds what repair would change: failed rows, migrations without file, rows that differ from their file. */
export function planRepair(input: RepairInput): RepairPlan {
  const picks = parseCherryPick(input.cherryPick);
  const removed = input.rows.filter((row) => !row.success && isPicked(picks, row.version, row.description));
  const gone = new Set(removed);
  const entries = computeStates({
    migrations: input.migrations,
    undo: input.undo,
    rows: input.rows.filter((row) => !gone.has(row)),
    target: { kind: 'latest' },
    outOfOrder: true,
    cherryPick: [],
    undoSqlMigrationPrefix: input.undoSqlMigrationPrefix,
  });
  const deleted: Tombstone[] = [];
  const aligned: Alignment[] = [];
  for (const entry of entries.entries) {
    if (entry.row === null || !isRepairable(entry, picks)) continue;
    if (MISSING.has(entry.state) && !isIgnored(input.ignorePatterns, entry.version !== null, entry.state))
      deleted.push(tombstoneFor(entry, entry.row));
    const alignment = alignmentFor(entry);
    if (alignment !== null) aligned.push(alignment);
  }
  return { removed, deleted, aligned, entries };
}
