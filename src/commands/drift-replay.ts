import type { Fingerprint } from '../model/fingerprint.ts';
import type { MigrationEntry } from '../model/migration-entry.ts';
import type { Logger } from '../model/log.ts';
import { compareVersions } from '../model/version.ts';
import { readFingerprint, type FingerprintOptions } from '../postgres/read-fingerprint.ts';
import type { ResolvedSources } from '../sources/read-sources.ts';
import { compareFingerprints } from '../verify/fingerprint.ts';
import { historyItems, itemOf, type HistoryItem } from './verify-batch.ts';
import type { VerifyTarget } from './verify-target.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';

/** What of a history could be replayed. */
export interface Replay {
  /** The sandbox before the first migration. */
  readonly initial: Fingerprint;
  readonly fingerprint: Fingerprint;
  readonly applied: number;
  readonly version: string | null;
  /** Why the replay is not what the history says. */
  readonly gaps: readonly string[];
  readonly notes: readonly string[];
  /** Keys of objects whose earlier definition is in no file, and why. */
  readonly unknown: ReadonlyMap<string, string>;
}

/** What a replay compares, and whom it tells how far it is. */
export interface ReplayOptions extends FingerprintOptions {
  readonly log: Logger;
}

/** The roles that ran the migrations of a history. */
export function migratingRoles(target: VerifyTarget, owner: string | null): readonly string[] {
  return [...new Set([target.role, ...target.applied.flatMap((entry) => roleOf(entry, target, owner) ?? [])])];
}

/** Applies what the history says, each migration as the role that ran it; what cannot be replayed is named. */
export async function replayHistory(
  bench: VerifyWorkbench,
  target: VerifyTarget,
  owner: string | null,
  { log, ...options }: ReplayOptions,
): Promise<Replay> {
  const read = (): Promise<Fingerprint> => readFingerprint(bench.run.session, { ...options, isRepeated: true });
  const initial = await read();
  const { items, gaps, notes } = replayPlan(bench.run.sources(), target);
  const unknown = new Map<string, string>();
  const failures: string[] = [];
  for (const item of items) {
    const { migration, entry } = item;
    const role = roleOf(entry, target, owner);
    if (role !== null) await bench.actAs(role);
    const before = isOutdated(entry) ? await read() : null;
    log.progress?.({ kind: 'migration-start', text: migration.script });
    const { error, elapsedMs } = await bench.up(item, 'up');
    log.progress?.({ kind: 'migration-end', text: migration.script, elapsedMs });
    if (error !== null) failures.push(`${migration.script} fails in the sandbox: ${error.message}`);
    if (before === null) continue;
    const why = `${migration.script} has changed since the target applied it, and what it was then is in no file`;
    for (const { kind, identity } of compareFingerprints(before, await read())) unknown.set(`${kind} ${identity}`, why);
  }
  const version = items.reduce<string | null>((last, { migration }) => migration.version?.text ?? last, null);
  const applied = items.length - failures.length;
  return { initial, fingerprint: await read(), applied, version, gaps: [...gaps, ...failures], notes, unknown };
}

interface ReplayPlan {
  readonly items: readonly HistoryItem[];
  readonly gaps: readonly string[];
  readonly notes: readonly string[];
}

function replayPlan(sources: ResolvedSources, { applied }: VerifyTarget): ReplayPlan {
  const failed = applied.filter(({ row }) => row?.success === false);
  const notes = failed.map(({ script }) => `${script} failed on the target: what it left there is in no history`);
  const baseline = applied.find(({ type }) => type === 'BASELINE') ?? null;
  const below = baseline === null ? [] : filesBelow(sources, baseline);
  if (baseline === null || below.length === 0) return { ...historyItems(sources, applied), notes };
  const { items, gaps } = historyItems(
    sources,
    applied.filter((entry) => entry !== baseline),
  );
  const note = `The target was baselined at version ${baseline.version?.text ?? ''}: the files up to there, with which other databases begin, stand for what it held then`;
  return { items: [...below, ...items], gaps, notes: [note, ...notes] };
}

function filesBelow(sources: ResolvedSources, baseline: MigrationEntry): readonly HistoryItem[] {
  const { version } = baseline;
  return sources.migrations
    .filter((file) => file.kind === 'versioned' && file.version !== null && version !== null && compareVersions(file.version, version) <= 0)
    .map((file) => ({ ...itemOf(file, sources), entry: baseline }));
}

/** A repeatable one whose file is another now: it is pending, so that its new text is no drift. */
function isOutdated({ version, row, resolved }: MigrationEntry): boolean {
  return version === null && row !== null && resolved !== null && row.checksum !== resolved.checksum;
}

/** Who ran a migration, as far as the history names a role; else whose the history table is. */
function roleOf({ row }: MigrationEntry, { roles }: VerifyTarget, owner: string | null): string | null {
  const by = row?.installedBy ?? null;
  return by !== null && roles.includes(by) ? by : owner;
}
