import type { IgnorePattern } from '../config/config.ts';
import type { MigrationState } from '../model/history.ts';
import type { MigrationEntries, MigrationEntry } from '../model/migration-entry.ts';
import { stateTraits } from '../model/migration-state.ts';
import { isSyntheticType, isUndoType } from '../model/migration-type.ts';
import { compareVersions, type Version } from '../model/version.ts';
import { parseCherryPick, type CherryPick } from './cherry-pick.ts';

/** Flyway's names of validation errors (CoreErrorCode, 12.4). */
export type ValidationCode =
  | 'FAILED_REPEATABLE_MIGRATION'
  | 'FAILED_VERSIONED_MIGRATION'
  | 'APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED'
  | 'APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED'
  | 'RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED'
  | 'RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED'
  | 'OUTDATED_REPEATABLE_MIGRATION'
  | 'TYPE_MISMATCH'
  | 'CHECKSUM_MISMATCH'
  | 'DESCRIPTION_MISMATCH';

/** One entry that does not pass, and why. */
export interface ValidationProblem {
  readonly entry: MigrationEntry;
  readonly code: ValidationCode;
  readonly message: string;
}

export interface ValidationOptions {
  readonly ignorePatterns: readonly IgnorePattern[];
  readonly cherryPick: readonly string[];
}

interface Rules {
  readonly patterns: readonly IgnorePattern[];
  readonly picks: CherryPick;
  readonly isPendingIgnored: boolean;
  readonly isIgnoredIgnored: boolean;
  readonly isMissingIgnored: boolean;
  readonly isFutureIgnored: boolean;
  readonly appliedBaseline: Version | null;
}

type Finding = readonly [ValidationCode, string] | null;

/** Flyway stores this where a database cannot hold an empty description (SchemaHistory, 12.4). */
const NO_DESCRIPTION = '<< no description >>';
const DESCRIPTION_LENGTH = 200;

/** Shortens a description as it is stored: at most 200 UTF-16 units, the last three dots. */
export function abbreviateDescription(description: string): string {
  return description.length <= DESCRIPTION_LENGTH ? description : `${description.slice(0, DESCRIPTION_LENGTH - 3)}...`;
}

/** True if one of the patterns excuses a migration in this state. */
export function isIgnored(patterns: readonly IgnorePattern[], isVersioned: boolean, state: MigrationState): boolean {
  const name = state.toLowerCase();
  const kind = isVersioned ? 'versioned' : 'repeatable';
  return patterns.some((pattern) => (pattern.state === '*' || pattern.state === name) && (pattern.type === '*' || pattern.type === kind));
}

function isIgnoredForBoth(patterns: readonly IgnorePattern[], state: MigrationState): boolean {
  return isIgnored(patterns, true, state) && isIgnored(patterns, false, state);
}

/** True if pending migrations of both kinds are excused (ValidatePatternUtils.isPendingIgnored, 12.4). */
export function isPendingIgnored(patterns: readonly IgnorePattern[]): boolean {
  return isIgnoredForBoth(patterns, 'Pending');
}

/** True if rows above all files are excused, as they are by default. */
export function isFutureIgnored(patterns: readonly IgnorePattern[]): boolean {
  return isIgnoredForBoth(patterns, 'Future');
}

function failed(entry: MigrationEntry): Finding {
  const tail = 'Please remove any half-completed changes then run repair to fix the schema history.';
  if (entry.version === null)
    return ['FAILED_REPEATABLE_MIGRATION', `Detected failed repeatable migration: ${entry.description}.\n${tail}`];
  return ['FAILED_VERSIONED_MIGRATION', `Detected failed migration to version ${entry.version.text} (${entry.description}).\n${tail}`];
}

function notResolved(entry: MigrationEntry): Finding {
  const code = entry.version === null ? 'APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED' : 'APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED';
  const name = entry.version?.text ?? entry.description;
  return [
    code,
    `Detected applied migration not resolved locally: ${name}.\nIf you removed this migration intentionally, run repair to mark the migration as deleted.`,
  ];
}

function notApplied(entry: MigrationEntry, advice: string): Finding {
  if (entry.version === null) {
    return [
      'RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED',
      `Detected resolved repeatable migration not applied to database: ${entry.description}.\n${advice}`,
    ];
  }
  return [
    'RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED',
    `Detected resolved migration not applied to database: ${entry.version.text}.\n${advice}`,
  ];
}

function ignoredAdvice(entry: MigrationEntry): string {
  const advice = "To ignore this migration, set -ignoreMigrationPatterns='*:ignored'.";
  return entry.version === null ? advice : `${advice} To allow executing this migration, set -outOfOrder=true.`;
}

function outdated(entry: MigrationEntry): Finding {
  const what = 'Detected outdated resolved repeatable migration that should be re-applied to database';
  return ['OUTDATED_REPEATABLE_MIGRATION', `${what}: ${entry.description}.\nRun migrate to execute this migration.`];
}

function mismatch(
  kind: 'type' | 'checksum' | 'description',
  entry: MigrationEntry,
  applied: string | number,
  resolved: string | number,
): string {
  const name = entry.version === null ? entry.script : `version ${entry.version.text}`;
  return [
    `Migration ${kind} mismatch for migration ${name}`,
    `-> Applied to database : ${applied}`,
    `-> Resolved locally    : ${resolved}`,
    'Either revert the changes to the migration, or run repair to update the schema history.',
  ].join('\n');
}

function isDescriptionEqual(stored: string, description: string): boolean {
  return stored === NO_DESCRIPTION ? description === '' : stored === abbreviateDescription(description);
}

function compareSides(entry: MigrationEntry, rules: Rules): Finding {
  const { resolved, row, version } = entry;
  if (resolved === null || row === null || entry.type === 'DELETE' || isUndoType(entry.type)) return null;
  if (version !== null && rules.appliedBaseline !== null && compareVersions(version, rules.appliedBaseline) <= 0) return null;
  if (resolved.type !== entry.type) return ['TYPE_MISMATCH', mismatch('type', entry, entry.type, resolved.type)];
  const isChecksumOfInterest =
    resolved.version !== null || (rules.isPendingIgnored && entry.state !== 'Outdated' && entry.state !== 'Superseded');
  // A repeatable one stored with the checksum of its raw text is Success, yet a mismatch here: Flyway wants repair to align it.
  const isEqual = row.checksum === null || row.checksum === resolved.checksum;
  if (isChecksumOfInterest && !isEqual)
    return ['CHECKSUM_MISMATCH', mismatch('checksum', entry, row.checksum ?? 'null', resolved.checksum)];
  if (isDescriptionEqual(row.description, resolved.description)) return null;
  return ['DESCRIPTION_MISMATCH', mismatch('description', entry, row.description, resolved.description)];
}

function isMissingExcused(state: MigrationState, rules: Rules): boolean {
  if (state === 'Missing' || state === 'Failed (Missing)') return rules.isMissingIgnored;
  if (state === 'Future' || state === 'Failed (Future)') return rules.isFutureIgnored;
  return false;
}

function isUnresolved(entry: MigrationEntry): boolean {
  return entry.resolved === null && !isSyntheticType(entry.type) && !isUndoType(entry.type) && entry.state !== 'Superseded';
}

function check(entry: MigrationEntry, rules: Rules): Finding {
  const { state, resolved } = entry;
  if (state === 'Undone' || state === 'Above Target' || state === 'Deleted') return null;
  if (isIgnored(rules.patterns, entry.version !== null, state)) return null;
  if (stateTraits(state).isFailed && !(rules.isFutureIgnored && state === 'Failed (Future)')) return failed(entry);
  if (rules.picks.isActive && rules.picks.indexOf(entry.version, entry.description) < 0) return null;
  if (isUnresolved(entry) && !isMissingExcused(state, rules)) return notResolved(entry);
  if (state === 'Ignored' && !rules.isIgnoredIgnored && resolved !== null && resolved.kind !== 'baseline') {
    return resolved.config.shouldExecute ? notApplied(entry, ignoredAdvice(entry)) : null;
  }
  if (state === 'Pending' && !rules.isPendingIgnored) {
    return notApplied(entry, "To fix this error, either run migrate, or set -ignoreMigrationPatterns='*:pending'.");
  }
  if (state === 'Outdated' && !rules.isPendingIgnored) return outdated(entry);
  return compareSides(entry, rules);
}

/** Checks each entry as Flyway's validate does (MigrationInfoImpl.validate, 12.4); the first finding of each counts, in table order. */
export function validateEntries(entries: MigrationEntries, options: ValidationOptions): readonly ValidationProblem[] {
  const picks = parseCherryPick(options.cherryPick);
  const rules: Rules = {
    patterns: options.ignorePatterns,
    picks,
    isPendingIgnored: isPendingIgnored(options.ignorePatterns),
    isIgnoredIgnored: picks.isActive || isIgnoredForBoth(options.ignorePatterns, 'Ignored'),
    isMissingIgnored: isIgnoredForBoth(options.ignorePatterns, 'Missing'),
    isFutureIgnored: isFutureIgnored(options.ignorePatterns),
    appliedBaseline: entries.appliedBaseline,
  };
  const problems: ValidationProblem[] = [];
  for (const entry of entries.entries) {
    const finding = check(entry, rules);
    if (finding !== null) problems.push({ entry, code: finding[0], message: finding[1] });
  }
  return problems;
}

/** All messages, one below the other: `allErrorMessages` of the JSON. */
export function joinProblems(problems: readonly ValidationProblem[]): string {
  return problems.map((problem) => problem.message).join('\n');
}
