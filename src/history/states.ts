import type { Target } from '../config/config.ts';
import { ConfigError } from '../model/errors.ts';
import type { HistoryRow, MigrationState } from '../model/history.ts';
import type { MigrationCategory, MigrationEntries, MigrationEntry } from '../model/migration-entry.ts';
import { stateTraits } from '../model/migration-state.ts';
import { isBaselineType, isSyntheticType, isUndoType } from '../model/migration-type.ts';
import type { Migration, MigrationType } from '../model/migration.ts';
import { compareVersions, type Version } from '../model/version.ts';
import { isUndoTombstone, walkRows, type AppliedRow, type AppliedRows } from './applied-rows.ts';
import { assertPicksExist, parseCherryPick, type CherryPick } from './cherry-pick.ts';

/** What the states are computed from. */
export interface StateInput {
  /** Versioned, baseline and repeatable ones, at most one per version and type and per description. */
  readonly migrations: readonly Migration[];
  readonly undo: readonly Migration[];
  readonly rows: readonly HistoryRow[];
  readonly target: Target;
  readonly outOfOrder: boolean;
  readonly cherryPick: readonly string[];
  readonly undoSqlMigrationPrefix: string;
}

interface Files {
  readonly byVersionAndType: ReadonlyMap<string, Migration>;
  readonly byDescription: ReadonlyMap<string, Migration>;
  readonly undoByVersion: ReadonlyMap<string, Migration>;
  readonly lastResolved: Version | null;
}

interface Context {
  readonly files: Files;
  readonly applied: AppliedRows;
  readonly picks: CherryPick;
  readonly outOfOrder: boolean;
  readonly undoPrefix: string;
  readonly pendingBaseline: Version | null;
}

/** Highest version that may run; `none` means that no version may (`-target=current` on an empty history). */
type Limit = Version | 'none' | null;

function fileKey(key: string, type: MigrationType): string {
  return `${key} ${type}`;
}

function later(a: Version | null, b: Version | null): Version | null {
  if (a === null || b === null) return a ?? b;
  return compareVersions(b, a) > 0 ? b : a;
}

function indexFiles(migrations: readonly Migration[], undo: readonly Migration[]): Files {
  const byVersionAndType = new Map<string, Migration>();
  const byDescription = new Map<string, Migration>();
  const undoByVersion = new Map<string, Migration>();
  let lastResolved: Version | null = null;
  for (const migration of migrations) {
    if (migration.version === null) byDescription.set(migration.description, migration);
    else byVersionAndType.set(fileKey(migration.version.key, migration.type), migration);
    lastResolved = later(lastResolved, migration.version);
  }
  for (const migration of undo) if (migration.version !== null) undoByVersion.set(migration.version.key, migration);
  return { byVersionAndType, byDescription, undoByVersion, lastResolved };
}

function isChecksumEqual(file: Migration, checksum: number | null): boolean {
  return checksum === file.checksum || checksum === file.rawChecksum;
}

function pendingFiles(files: Files, applied: AppliedRows): Migration[] {
  const pending = new Set([...files.byVersionAndType.values(), ...files.byDescription.values()]);
  for (const { type, key, isDeleted, isUndone } of applied.versioned) {
    const file = key === null ? undefined : files.byVersionAndType.get(fileKey(key, type));
    if (file !== undefined && !isDeleted && !isUndone && type !== 'DELETE') pending.delete(file);
  }
  for (const { row, type, isDeleted } of applied.unversioned) {
    const file = files.byDescription.get(row.description);
    if (file === undefined || isDeleted || type === 'DELETE') continue;
    if (applied.latestRanks.get(row.description) === row.installedRank && isChecksumEqual(file, row.checksum)) pending.delete(file);
  }
  return [...pending];
}

function missingState({ row, type }: AppliedRow, { files }: Context): MigrationState {
  if (type === 'SCHEMA') return 'Success';
  const isBelow = row.version === null || (files.lastResolved !== null && compareVersions(row.version, files.lastResolved) < 0);
  if (isBelow) return row.success ? 'Missing' : 'Failed (Missing)';
  return row.success ? 'Future' : 'Failed (Future)';
}

function appliedState(applied: AppliedRow, file: Migration | null, context: Context): MigrationState {
  const { row, type } = applied;
  if (applied.isUndone) return 'Undone';
  if (applied.isDeleted) return 'Deleted';
  // A failed undo of ours leaves a DELETE row too; shown as Success, nobody would notice that half of it was done.
  if (type === 'DELETE') return !row.success && isUndoTombstone(row, null, context.undoPrefix) ? 'Failed' : 'Success';
  if (isUndoType(type)) return row.success ? 'Success' : 'Failed';
  if (type === 'BASELINE') return 'Baseline';
  const isLatest = row.version !== null || context.applied.latestRanks.get(row.description) === row.installedRank;
  const isMissing = file === null && isLatest;
  if (isBaselineType(type)) {
    if (!row.success) return 'Failed';
    return isMissing ? missingState(applied, context) : 'Baseline';
  }
  if (isMissing) return missingState(applied, context);
  if (!row.success) return 'Failed';
  if (type === 'SCHEMA') return 'Success';
  if (row.version === null) {
    if (!isLatest) return 'Superseded';
    return file !== null && isChecksumEqual(file, row.checksum) ? 'Success' : 'Outdated';
  }
  return applied.isOutOfOrder ? 'Out of Order' : 'Success';
}

function isAbove(version: Version, limit: Limit): boolean {
  return limit === 'none' || (limit !== null && compareVersions(version, limit) > 0);
}

function fileState(file: Migration, limit: Limit, isPicked: boolean, context: Context): MigrationState {
  const { version } = file;
  if (version === null) return 'Pending';
  const { lastApplied, appliedBaseline } = context.applied;
  const base = lastApplied === null ? context.pendingBaseline : appliedBaseline;
  const toBase = base === null ? 1 : compareVersions(version, base);
  const isStarted = lastApplied !== null || appliedBaseline !== null;
  if (toBase < 0) return 'Below Baseline';
  if (toBase === 0) {
    const isChosen =
      file.kind === 'baseline' && context.pendingBaseline !== null && compareVersions(version, context.pendingBaseline) === 0;
    return isChosen && !isStarted ? 'Pending' : 'Ignored (Baseline)';
  }
  if (isAbove(version, limit)) return 'Above Target';
  const isLate = lastApplied !== null && compareVersions(version, lastApplied) < 0;
  if (isLate && !context.outOfOrder && !isPicked) return 'Ignored';
  return file.kind === 'baseline' && isStarted ? 'Ignored' : 'Pending';
}

function pendingState(file: Migration, limit: Limit, context: Context): MigrationState {
  const isPicked = context.picks.isActive && context.picks.indexOf(file.version, file.description) >= 0;
  if (context.picks.isActive && !isPicked) return 'Ignored';
  if (!file.config.shouldExecute) return 'Ignored';
  return fileState(file, limit, isPicked, context);
}

function categoryOf(version: Version | null, type: MigrationType): MigrationCategory {
  if (isSyntheticType(type)) return '';
  if (version === null) return 'Repeatable';
  if (isUndoType(type)) return 'Undo';
  return isBaselineType(type) ? 'Baseline' : 'Versioned';
}

function undoOf(version: Version | null, type: MigrationType, files: Files): Migration | null {
  if (version === null || isUndoType(type)) return null;
  return files.undoByVersion.get(version.key) ?? null;
}

function appliedEntry(applied: AppliedRow, context: Context): MigrationEntry {
  const { row, type, key } = applied;
  const { files } = context;
  const found =
    key === null
      ? files.byDescription.get(row.description)
      : isUndoType(type)
        ? files.undoByVersion.get(key)
        : files.byVersionAndType.get(fileKey(key, type));
  const resolved = found ?? null;
  return {
    resolved,
    row,
    state: appliedState(applied, resolved, context),
    category: categoryOf(row.version, type),
    version: row.version,
    description: row.description,
    type,
    script: row.script,
    checksum: row.checksum,
    filepath: resolved?.path ?? '',
    undoScript: undoOf(row.version, type, files),
    isOutOfOrder: applied.isOutOfOrder,
  };
}

function pendingEntry(file: Migration, state: MigrationState, current: Version | null, context: Context): MigrationEntry {
  const { version, description, type, script, checksum } = file;
  return {
    resolved: file,
    row: null,
    state,
    category: categoryOf(version, type),
    version,
    description,
    type,
    script,
    checksum,
    filepath: file.path,
    undoScript: undoOf(version, type, context.files),
    isOutOfOrder: version !== null && current !== null && compareVersions(version, current) < 0,
  };
}

/** Order of files that are not applied: by version, V before B; then repeatable ones by description (UTF-16, as Java). */
function compareFiles(a: Migration, b: Migration): number {
  if (a.version !== null && b.version !== null) {
    return compareVersions(a.version, b.version) || Number(a.kind === 'baseline') - Number(b.kind === 'baseline');
  }
  if (a.version !== null) return -1;
  if (b.version !== null) return 1;
  return a.description < b.description ? -1 : Number(a.description > b.description);
}

function orderPending(files: readonly Migration[], picks: CherryPick): Migration[] {
  const sorted = files.toSorted(compareFiles);
  if (!picks.isActive) return sorted;
  const place = new Map(sorted.map((file) => [file, picks.indexOf(file.version, file.description)]));
  const rank = (file: Migration): number => {
    const index = place.get(file) ?? -1;
    return index < 0 ? Number.MAX_SAFE_INTEGER : index;
  };
  return sorted.sort((a, b) => rank(a) - rank(b));
}

function assertTargetExists(target: Target, applied: AppliedRows, pending: readonly Migration[]): void {
  if (target.kind !== 'version' || !target.isRequired) return;
  const isTarget = (version: Version | null): boolean => version !== null && compareVersions(version, target.version) === 0;
  if (applied.versioned.some(({ row }) => isTarget(row.version)) || pending.some(({ version }) => isTarget(version))) return;
  throw missingTarget(target.version);
}

/** Flyway's error for a target version that is neither a file nor in the history. */
export function missingTarget(version: Version): ConfigError {
  const message = `No migration with a target version ${version.text} could be found. Ensure target is specified correctly and the migration exists.`;
  return new ConfigError('CONFIG_INVALID', message, { hint: `Write -target=${version.text}? if the version may be absent.` });
}

function limitOf(target: Target, ordered: readonly Migration[], context: Context): Limit {
  if (target.kind === 'latest') return null;
  if (target.kind === 'version') return target.version;
  if (target.kind === 'current') return context.applied.lastApplied ?? 'none';
  const first = ordered.find((file) => pendingState(file, null, context) === 'Pending');
  return first?.version ?? null;
}

function findCurrent(applied: readonly MigrationEntry[]): MigrationEntry | null {
  let highest: MigrationEntry | null = null;
  let lastUnversioned: MigrationEntry | null = null;
  for (const entry of applied) {
    if (entry.state === 'Deleted' || entry.state === 'Undone' || entry.type === 'DELETE') continue;
    if (entry.version === null) lastUnversioned = entry;
    else if (isUndoType(entry.type)) continue;
    else if (highest === null || highest.version === null || compareVersions(entry.version, highest.version) > 0) highest = entry;
  }
  return highest ?? lastUnversioned;
}

function isBelowBaseline(entry: MigrationEntry): boolean {
  return entry.state === 'Below Baseline' || entry.state === 'Ignored (Baseline)';
}

/**
 * Puts files and history together and gives each migration its state, in the order of Flyway's info (12.4/13.0).
 * Throws ERR_HISTORY_CORRUPT for a version deleted twice, ERR_CONFIG_INVALID for a target or a cherry pick that does not exist.
 */
export function computeStates(input: StateInput): MigrationEntries {
  assertPicksExist(input.cherryPick, [...input.migrations, ...input.rows]);
  const files = indexFiles(input.migrations, input.undo);
  const applied = walkRows(input.rows, input.undoSqlMigrationPrefix);
  const picks = parseCherryPick(input.cherryPick);
  const ordered = orderPending(pendingFiles(files, applied), picks);
  const pendingBaseline = ordered.reduce<Version | null>((top, file) => (file.kind === 'baseline' ? later(top, file.version) : top), null);
  const context: Context = {
    files,
    applied,
    picks,
    outOfOrder: input.outOfOrder,
    undoPrefix: input.undoSqlMigrationPrefix,
    pendingBaseline,
  };
  assertTargetExists(input.target, applied, ordered);

  const appliedEntries = [...applied.versioned, ...applied.unversioned]
    .sort((a, b) => a.row.installedRank - b.row.installedRank)
    .map((row) => appliedEntry(row, context));
  const current = findCurrent(appliedEntries);
  const limit = limitOf(input.target, ordered, context);
  const pendingEntries = ordered.map((file) => pendingEntry(file, pendingState(file, limit, context), current?.version ?? null, context));
  // Flyway puts what the baseline covers before the rows that were applied; without rows the version alone decides.
  const above = appliedEntries.length === 0 ? [] : pendingEntries.filter(isBelowBaseline);
  const below = appliedEntries.length === 0 ? pendingEntries : pendingEntries.filter((entry) => !isBelowBaseline(entry));
  return collect([...above, ...appliedEntries, ...below], current, context);
}

function collect(entries: readonly MigrationEntry[], current: MigrationEntry | null, { files, applied }: Context): MigrationEntries {
  const withFlag = (flag: 'isApplied' | 'isResolved' | 'isFailed') => (): readonly MigrationEntry[] =>
    entries.filter((entry) => stateTraits(entry.state)[flag]);
  return {
    entries,
    lastResolved: files.lastResolved,
    lastApplied: applied.lastApplied,
    appliedBaseline: applied.appliedBaseline,
    current: () => current,
    pending: () => entries.filter((entry) => entry.state === 'Pending'),
    applied: withFlag('isApplied'),
    resolved: withFlag('isResolved'),
    failed: withFlag('isFailed'),
    future: () => entries.filter((entry) => (entry.state === 'Future' || entry.state === 'Failed (Future)') && entry.version !== null),
  };
}
