import type { DriftVerdict, IgnoredDifference, UncomparedObject } from '../model/drift.ts';
import type { Fingerprint, ObjectDifference } from '../model/fingerprint.ts';
import { compareFingerprints } from '../verify/fingerprint.ts';
import type { Replay } from './drift-replay.ts';
import { DriftScope } from './drift-scope.ts';

/** The differences, sorted by what is to be done about them. */
export interface DriftDifferences {
  readonly differences: readonly ObjectDifference[];
  readonly ignored: readonly IgnoredDifference[];
  readonly notCompared: readonly UncomparedObject[];
  readonly schemas: readonly string[];
  /** Which objects scripts may touch, by key. */
  readonly isInScope: (key: string) => boolean;
}

/** What decides which differences count. */
export interface DriftRules {
  /** Schemas of the configuration, unquoted. */
  readonly configured: readonly string[];
  /** Patterns of `flyback.drift.ignore`. */
  readonly ignore: readonly string[];
  /** Schemas that the history itself has made, as its marker says. */
  readonly created: ReadonlySet<string>;
}

/** Compares the replayed history with the target. */
export function driftDifferences(replay: Replay, target: Fingerprint, rules: DriftRules): DriftDifferences {
  const scope = new DriftScope(rules.configured, replay.initial, replay.fingerprint, target);
  const patterns = rules.ignore.map((pattern) => ({ pattern, matches: wildcard(pattern) }));
  const differences: ObjectDifference[] = [];
  const ignored: IgnoredDifference[] = [];
  const notCompared: UncomparedObject[] = [];
  const setAside = new Set<string>();
  for (const difference of compareFingerprints(replay.fingerprint, target)) {
    const { kind, identity, change } = difference;
    const key = `${kind} ${identity}`;
    if (!scope.has(key)) continue;
    const why = replay.unknown.get(key);
    const found = patterns.find(({ matches }) => matches.test(key) || matches.test(`${change} ${key}`));
    const isForeign = kind === 'schema' && change === 'changed' && replay.initial.objects.has(key) && !rules.created.has(identity);
    if (why !== undefined) notCompared.push({ kind, identity, why });
    else if (found !== undefined) ignored.push({ kind, identity, change, pattern: found.pattern });
    // Who made the schema before the first migration, no history says.
    else if (!isForeign) {
      differences.push(difference);
      continue;
    }
    setAside.add(key);
  }
  const parentOf = (key: string): string | null => (replay.fingerprint.objects.get(key) ?? target.objects.get(key))?.parent ?? null;
  const isSetAside = (key: string | null): boolean =>
    key !== null && (setAside.has(key) || isSetAside(comesWith(key, replay.fingerprint, target) ? parentOf(key) : null));
  return {
    differences,
    ignored,
    notCompared,
    schemas: [...scope.schemas].toSorted(),
    isInScope: (key) => scope.has(key) && !isSetAside(key),
  };
}

/** Whether an object is told with its parent: it comes or goes with that. */
function comesWith(key: string, a: Fingerprint, b: Fingerprint): boolean {
  const parent = (a.objects.get(key) ?? b.objects.get(key))?.parent ?? null;
  return parent !== null && a.objects.has(parent) !== b.objects.has(parent);
}

/** `none` needs a history that could be replayed in full. */
export function driftVerdict(gaps: readonly string[], differences: readonly ObjectDifference[]): DriftVerdict {
  if (gaps.length > 0) return 'unknown';
  return differences.length > 0 ? 'drift' : 'none';
}

/** `*` stands for any text. */
function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/gu, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'su');
}
