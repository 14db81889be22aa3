import type { Target } from '../config/config.ts';
import { ConfigError, HistoryError, UnsupportedError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import type { MigrationEntries, MigrationEntry } from '../model/migration-entry.ts';
import { isBaselineType, isSyntheticType, isUndoType } from '../model/migration-type.ts';
import type { Migration } from '../model/migration.ts';
import { compareVersions, type Version } from '../model/version.ts';
import { parseCherryPick } from './cherry-pick.ts';
import { missingTarget } from './states.ts';

/** How far to undo: at most one of target version, count and cherryPick. */
export interface UndoRequest {
  readonly target: Target;
  readonly cherryPick: readonly string[];
  readonly count: number | null;
}

/** One applied migration to be undone; `script` is `null` where there is no undo file, and then it is the last step. */
export interface UndoStep {
  readonly entry: MigrationEntry;
  readonly row: HistoryRow;
  readonly version: Version;
  readonly script: Migration | null;
}

interface Candidate {
  readonly entry: MigrationEntry;
  readonly row: HistoryRow;
  readonly version: Version;
}

function assertOneWay(request: UndoRequest): void {
  const given = [
    request.target.kind === 'version' ? 'target' : '',
    request.cherryPick.length > 0 ? 'cherryPick' : '',
    request.count === null ? '' : 'count',
  ];
  const ways = given.filter((way) => way !== '');
  if (ways.length > 1) {
    throw new ConfigError('CONFIG_CONFLICT', `undo takes only one of target, cherryPick and count, but got ${ways.join(' and ')}`, {
      hint: 'Leave out all but one of them.',
    });
  }
  if (request.count !== null && !(Number.isInteger(request.count) && request.count >= 1)) {
    throw new ConfigError('CONFIG_INVALID', `Invalid count: ${request.count} (should be a whole number of at least 1)`);
  }
}

function assertNothingFailed(entries: MigrationEntries): void {
  const failed = entries.failed()[0];
  if (failed === undefined) return;
  const name = failed.version === null ? `repeatable migration "${failed.description}"` : `migration to version ${failed.version.text}`;
  throw new HistoryError('HISTORY_FAILED_ROW', `Unable to undo: the schema history contains a failed ${name}`, {
    flywayCode: failed.version === null ? 'FAILED_REPEATABLE_MIGRATION' : 'FAILED_VERSIONED_MIGRATION',
    hint: 'Clean up what it left in the database, run repair, then undo again.',
  });
}

function isApplied(entry: MigrationEntry): boolean {
  return (
    entry.row !== null && entry.state !== 'Undone' && entry.state !== 'Deleted' && !isSyntheticType(entry.type) && !isUndoType(entry.type)
  );
}

/** Applied versions that are still there, the most recently applied first. A baseline script is a floor: nothing below is undone. */
function candidatesOf(entries: MigrationEntries): Candidate[] {
  const candidates: Candidate[] = [];
  for (const entry of entries.entries.toReversed()) {
    const { row, version } = entry;
    if (row === null || version === null || !isApplied(entry)) continue;
    if (isBaselineType(entry.type)) break;
    candidates.push({ entry, row, version });
  }
  return candidates;
}

/** Flyway stops at the first migration without undo script; what lies below it must not be undone before it. */
function untilMissing(candidates: readonly Candidate[]): UndoStep[] {
  const steps: UndoStep[] = [];
  for (const { entry, row, version } of candidates) {
    steps.push({ entry, row, version, script: entry.undoScript });
    if (entry.undoScript === null) break;
  }
  return steps;
}

function downTo(target: Version, candidates: readonly Candidate[]): Candidate[] {
  const end = candidates.findIndex(({ version }) => compareVersions(version, target) < 0);
  return end < 0 ? [...candidates] : candidates.slice(0, end);
}

function assertTargetKnown(target: Target, entries: MigrationEntries): void {
  if (target.kind !== 'version' || !target.isRequired) return;
  const isKnown = entries.entries.some(({ version }) => version !== null && compareVersions(version, target.version) === 0);
  if (!isKnown) throw missingTarget(target.version);
}

function pickedOf(pick: string, entries: MigrationEntries, candidates: readonly Candidate[]): Candidate | null {
  const picked = parseCherryPick([pick]);
  const isPicked = (entry: MigrationEntry): boolean => picked.indexOf(entry.version, entry.description) === 0;
  const candidate = candidates.find(({ entry }) => isPicked(entry));
  if (candidate !== undefined) return candidate;
  const named = entries.entries.filter(isPicked);
  if (named.length === 0) {
    throw new ConfigError('CONFIG_INVALID', `No migration found for cherryPick '${pick}'`, {
      hint: 'Run info to see versions and descriptions.',
    });
  }
  if (named.some((entry) => entry.category === 'Repeatable')) {
    throw new UnsupportedError('UNSUPPORTED', `Repeatable migrations cannot be undone: ${pick}`, {
      hint: 'Put the former definition back into its file and run migrate.',
    });
  }
  if (named.some((entry) => entry.category === 'Baseline' && entry.row !== null)) {
    throw new UnsupportedError('UNSUPPORTED', `Baseline migrations cannot be undone: ${pick}`);
  }
  return null;
}

function cherryPicked(picks: readonly string[], entries: MigrationEntries, candidates: readonly Candidate[]): Candidate[] {
  const found = new Set<Candidate>();
  for (const pick of picks.toReversed()) {
    const candidate = pickedOf(pick, entries, candidates);
    if (candidate !== null) found.add(candidate);
  }
  return [...found];
}

/**
 * Says what undo has to undo, in order; empty where there is nothing. By default the most recently applied version;
 * with a target every version down to and with it; with count so many; with cherryPick exactly those, the last given first.
 * `entries` must have been computed with an empty cherryPick and target `latest`.
 */
export function selectUndo(entries: MigrationEntries, request: UndoRequest): readonly UndoStep[] {
  assertOneWay(request);
  assertNothingFailed(entries);
  const candidates = candidatesOf(entries);
  if (request.cherryPick.length > 0) return untilMissing(cherryPicked(request.cherryPick, entries, candidates));
  if (request.count !== null) return untilMissing(candidates.slice(0, request.count));
  if (request.target.kind !== 'version') return untilMissing(candidates.slice(0, 1));
  assertTargetKnown(request.target, entries);
  return untilMissing(downTo(request.target.version, candidates));
}
