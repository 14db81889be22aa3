import type { Fingerprint, FingerprintObject, ObjectDifference } from '../model/fingerprint.ts';
import { movedColumns } from './fingerprint/moved-columns.ts';

type Objects = Fingerprint['objects'];

/**
 * The objects that differ between two fingerprints, by kind and name. What comes or goes with another object (the columns of a new table) is not told
 * apart from that; what only one major version can tell counts only between servers of one.
 */
export function compareFingerprints(before: Fingerprint, after: Fingerprint): readonly ObjectDifference[] {
  if (before.digest === after.digest) return [];
  const textOf = isSameMajor(before, after) ? withDetail : ({ definition }: FingerprintObject): string => definition;
  const moved = movedColumns(before.objects, after.objects);
  const keys = new Set([...before.objects.keys(), ...after.objects.keys()]);
  return [...keys].toSorted().flatMap((key) => {
    const old = before.objects.get(key);
    const young = after.objects.get(key);
    if (old === undefined)
      return young === undefined || comesWithParent(young, before.objects, after.objects) ? [] : [added(young, textOf(young))];
    const { kind, identity } = old;
    if (young === undefined)
      return comesWithParent(old, after.objects, before.objects)
        ? []
        : [{ kind, identity, change: 'removed', before: textOf(old), after: null }];
    if (textOf(old) !== textOf(young)) return [{ kind, identity, change: 'changed', before: textOf(old), after: textOf(young) }];
    if (!moved.has(key)) return [];
    return [{ kind, identity, change: 'moved', before: `place ${old.position}`, after: `place ${young.position}` }];
  });
}

/** Whether nothing differs but the order of columns, which is a class of its own. */
export function isOrderOnly(differences: readonly ObjectDifference[]): boolean {
  return differences.length > 0 && differences.every(({ change }) => change === 'moved');
}

function isSameMajor(a: Fingerprint, b: Fingerprint): boolean {
  return Math.floor(a.serverVersionNum / 10_000) === Math.floor(b.serverVersionNum / 10_000);
}

function withDetail({ definition, detail }: FingerprintObject): string {
  return detail === null ? definition : `${definition}\n${detail}`;
}

function comesWithParent({ parent }: FingerprintObject, without: Objects, having: Objects): boolean {
  return parent !== null && having.has(parent) && !without.has(parent);
}

function added({ kind, identity }: FingerprintObject, text: string): ObjectDifference {
  return { kind, identity, change: 'added', before: null, after: text };
}
