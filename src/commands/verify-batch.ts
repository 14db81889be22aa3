import { ConfigError } from '../model/errors.ts';
import type { Migration } from '../model/migration.ts';
import type { MigrationEntry } from '../model/migration-entry.ts';
import type { ProofBase } from '../model/verdict.ts';
import { compareVersions } from '../model/version.ts';
import type { ResolvedSources } from '../sources/read-sources.ts';
import type { RoundTripItem } from '../verify/round-trip.ts';
import { isPendingBatch, type VerifyChoice } from './verify-choice.ts';
import type { VerifyTarget } from './verify-target.ts';

const USAGE = 2;

/** What is proven, and what is applied before it. */
export interface VerifyBatch {
  readonly base: readonly RoundTripItem[];
  readonly baseKind: ProofBase['kind'];
  /** Why the base is not the target's state. */
  readonly gaps: readonly string[];
  readonly items: readonly RoundTripItem[];
}

/** The batch of a choice: what is pending on the target, or files from an empty database on. */
export function verifyBatch(choice: VerifyChoice, sources: ResolvedSources, target: VerifyTarget | null): VerifyBatch {
  if (!isPendingBatch(choice)) return batchOfFiles(choice, sources);
  if (target === null)
    throw new ConfigError('CONFIG_MISSING', 'verify takes the migrations that are pending on a database, and none is configured.', {
      exitCode: USAGE,
      hint: 'Give -url=..., or prove every migration from an empty database on with --all.',
    });
  return pendingBatch(sources, target);
}

function batchOfFiles({ from, to }: VerifyChoice, sources: ResolvedSources): VerifyBatch {
  const all = sources.migrations.filter(({ kind }) => kind !== 'baseline').map((migration) => itemOf(migration, sources));
  const isBefore = ({ migration: { version } }: RoundTripItem): boolean =>
    version !== null && from !== null && compareVersions(version, from) < 0;
  const isAfter = ({ migration: { version } }: RoundTripItem): boolean =>
    to !== null && (version === null || compareVersions(version, to) > 0);
  const base = all.filter(isBefore);
  const items = all.filter((item) => !isBefore(item) && !isAfter(item));
  if (items.length === 0 && (from !== null || to !== null))
    throw new ConfigError('CONFIG_INVALID', 'There is no migration in this range.', { exitCode: USAGE });
  return { base, baseKind: base.length === 0 ? 'empty' : 'files', gaps: [], items };
}

function pendingBatch(sources: ResolvedSources, { applied, pending }: VerifyTarget): VerifyBatch {
  const { items: base, gaps } = historyItems(sources, applied);
  const items = pending.flatMap(({ resolved }) => (resolved === null ? [] : [itemOf(resolved, sources)]));
  return { base, baseKind: base.length === 0 && gaps.length === 0 ? 'empty' : 'history', gaps, items };
}

/** A migration that a history says to be in effect. */
export interface HistoryItem extends RoundTripItem {
  readonly entry: MigrationEntry;
}

/** What a history says as migrations in the order in which they were applied, and why they are not all that it says. */
export function historyItems(
  sources: ResolvedSources,
  applied: readonly MigrationEntry[],
): { readonly items: readonly HistoryItem[]; readonly gaps: readonly string[] } {
  const gaps: string[] = [];
  const items = applied
    .filter((entry) => isInEffect(entry))
    .toSorted((a, b) => (a.row?.installedRank ?? 0) - (b.row?.installedRank ?? 0))
    .flatMap((entry) => baseItem(entry, sources, gaps));
  return { items, gaps };
}

/** Rows whose work is still in the database; markers of schemas and of deleted or undone versions are not. */
function isInEffect({ row, state, type }: MigrationEntry): boolean {
  return row?.success === true && !['Undone', 'Deleted', 'Superseded'].includes(state) && !['SCHEMA', 'DELETE', 'UNDO_SQL'].includes(type);
}

function baseItem(entry: MigrationEntry, sources: ResolvedSources, gaps: string[]): readonly HistoryItem[] {
  const { row, resolved, type, version, script } = entry;
  if (type === 'BASELINE') {
    gaps.push(`The target was baselined at version ${version?.text ?? ''}: what it held then is in no file`);
    return [];
  }
  if (resolved === null) {
    gaps.push(`The file of ${script}, which the target has applied, is missing`);
    return [];
  }
  // A repeatable one that is outdated is pending as well; its older text is not to be had.
  if (version !== null && row !== null && row.checksum !== null && row.checksum !== resolved.checksum)
    gaps.push(`${script} has changed since the target applied it`);
  return [{ ...itemOf(resolved, sources), entry }];
}

/** A migration with its undo script. */
export function itemOf(migration: Migration, sources: ResolvedSources): RoundTripItem {
  const { version } = migration;
  const undo = version === null ? null : (sources.undo.find((one) => one.version?.key === version.key) ?? null);
  return { migration, undo };
}
