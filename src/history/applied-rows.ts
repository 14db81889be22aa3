import { HistoryError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import type { MigrationType } from '../model/migration.ts';
import { canonicalType, isBaselineType, isSyntheticType, isUndoType } from '../model/migration-type.ts';
import { compareVersions, type Version } from '../model/version.ts';

/** A history row with what later rows and the order of versions say about it. */
export interface AppliedRow {
  readonly row: HistoryRow;
  readonly type: MigrationType;
  /** `key` of the version, `null` without one. */
  readonly key: string | null;
  /** A DELETE row stands for it. */
  isDeleted: boolean;
  /** An undo stands for it: a row of a paid undo type, or a DELETE row that names an undo script. */
  isUndone: boolean;
  isOutOfOrder: boolean;
}

/** What the history says, before files are looked at. */
export interface AppliedRows {
  /** Rows with a version by rank, without the tombstones of versions. */
  readonly versioned: readonly AppliedRow[];
  /** Rows without a version by rank: repeatable ones, their tombstones, schema markers. */
  readonly unversioned: readonly AppliedRow[];
  readonly appliedBaseline: Version | null;
  readonly lastApplied: Version | null;
  /** Rank of the last row of each repeatable description. */
  readonly latestRanks: ReadonlyMap<string, number>;
}

/** True while the row's migration is in the database as far as the history tells. */
export function isLive(applied: AppliedRow): boolean {
  return !applied.isDeleted && !applied.isUndone && applied.type !== 'DELETE' && !isUndoType(applied.type);
}

function hasUndoName(script: string, undoPrefix: string): boolean {
  return undoPrefix !== '' && script.slice(script.lastIndexOf('/') + 1).startsWith(undoPrefix);
}

/** A tombstone that our `undo` wrote: it names the undo script, where those of `repair` name the deleted migration's. */
export function isUndoTombstone(tombstone: HistoryRow, undone: HistoryRow | null, undoPrefix: string): boolean {
  return tombstone.type === 'DELETE' && tombstone.script !== undone?.script && hasUndoName(tombstone.script, undoPrefix);
}

function markDeleted(target: AppliedRow, tombstone: HistoryRow, undoPrefix: string): void {
  if (target.isDeleted) {
    throw new HistoryError(
      'HISTORY_CORRUPT',
      `Corrupted schema history: multiple delete entries for version ${tombstone.version?.text ?? ''}`,
      {
        flywayCode: 'DUPLICATE_DELETED_MIGRATION',
        hint: `Remove the surplus DELETE row with installed_rank ${tombstone.installedRank} from the history table.`,
      },
    );
  }
  target.isDeleted = true;
  if (isUndoTombstone(tombstone, target.row, undoPrefix)) target.isUndone = true;
}

function flagOrder(versioned: readonly AppliedRow[]): Version | null {
  let last: Version | null = null;
  for (const applied of versioned) {
    const version = applied.row.version;
    if (version === null) continue;
    if (last !== null && compareVersions(version, last) <= 0) applied.isOutOfOrder = true;
    else if (isLive(applied)) last = version;
  }
  return last;
}

function byRank(a: HistoryRow, b: HistoryRow): number {
  return a.installedRank - b.installedRank;
}

/** Walks the history once by rank and marks what later rows deleted or undid (MigrationInfoServiceImpl, 13.0). */
export function walkRows(rows: readonly HistoryRow[], undoPrefix: string): AppliedRows {
  const versioned: AppliedRow[] = [];
  const unversioned: AppliedRow[] = [];
  const lastOfVersion = new Map<string, AppliedRow>();
  const lastOfDescription = new Map<string, AppliedRow>();
  const latestRanks = new Map<string, number>();
  let appliedBaseline: Version | null = null;
  for (const row of rows.toSorted(byRank)) {
    const type = canonicalType(row.type);
    const key = row.version === null ? null : row.version.key;
    const applied: AppliedRow = { row, type, key, isDeleted: false, isUndone: false, isOutOfOrder: false };
    const isTombstone = type === 'DELETE' && row.success;
    const canBeMarked = !isSyntheticType(type) && !isUndoType(type);
    if (row.version === null || key === null) {
      const target = isTombstone ? lastOfDescription.get(row.description) : undefined;
      if (target !== undefined) target.isDeleted = true;
      if (canBeMarked) lastOfDescription.set(row.description, applied);
      latestRanks.set(row.description, row.installedRank);
      unversioned.push(applied);
      continue;
    }
    if (isBaselineType(type) && (appliedBaseline === null || compareVersions(row.version, appliedBaseline) > 0))
      appliedBaseline = row.version;
    const target = lastOfVersion.get(key);
    if (isTombstone) {
      if (target !== undefined) markDeleted(target, row, undoPrefix);
      continue;
    }
    if (isUndoType(type) && row.success && target !== undefined && !target.isDeleted) target.isUndone = true;
    if (canBeMarked) lastOfVersion.set(key, applied);
    versioned.push(applied);
  }
  return { versioned, unversioned, appliedBaseline, lastApplied: flagOrder(versioned), latestRanks };
}
