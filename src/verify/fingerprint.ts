import type { Fingerprint, FingerprintObject, ObjectDifference } from '../model/fingerprint.ts';
import { movedColumns } from './fingerprint/moved-columns.ts';

/** The objects that differ between two fingerprints, by kind and name; what only one major version can tell counts only between servers of one. */
export function compareFingerprints(before: Fingerprint, after: Fingerprint): readonly ObjectDifference[] {
  if (before.digest === after.digest) return [];
  const textOf = isSameMajor(before, after) ? withDetail : ({ definition }: FingerprintObject): string => definition;
  const moved = movedColumns(before.objects, after.objects);
  const keys = [...new Set([...before.objects.keys(), ...after.objects.keys()])].toSorted();
  return keys.flatMap((key) => {
    const old = before.objects.get(key);
    const young = after.objects.get(key);
    const difference = differenceOf(old && textOf(old), young && textOf(young));
    const { kind, identity } = (old ?? young) as FingerprintObject;
    if (difference !== null) return [{ kind, identity, ...difference }];
    if (!moved.has(key)) return [];
    return [{ kind, identity, change: 'moved' as const, before: `place ${old?.position}`, after: `place ${young?.position}` }];
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

function differenceOf(before: string | undefined, after: string | undefined): Pick<ObjectDifference, 'change' | 'before' | 'after'> | null {
  if (before === after) return null;
  if (before === undefined) return { change: 'added', before: null, after: after ?? null };
  if (after === undefined) return { change: 'removed', before, after: null };
  return { change: 'changed', before, after };
}
