import type { Fingerprint } from '../../model/fingerprint.ts';
import type { DatabaseState } from '../database-state.ts';
import type { TableName } from './table-names.ts';

/** Tables of which something differs between two fingerprints, by qualified and quoted name. */
export function differingTables(before: Fingerprint, after: Fingerprint): ReadonlySet<string> {
  const found = new Set<string>();
  if (before.digest === after.digest) return found;
  for (const key of new Set([...before.objects.keys(), ...after.objects.keys()])) {
    const [old, young] = [before.objects.get(key), after.objects.get(key)];
    if (old?.definition === young?.definition && old?.detail === young?.detail) continue;
    const table = [old, young]
      .map((object) => (object?.kind === 'table' ? key : object?.parent))
      .find((parent) => parent?.startsWith('table '));
    if (table !== undefined && table !== null) found.add(table.slice('table '.length));
  }
  return found;
}

/** Tables whose rows are others than they were, or more or fewer. */
export function changedContents(before: DatabaseState, after: DatabaseState): ReadonlySet<string> {
  const names = new Set([...before.tables.keys(), ...after.tables.keys()]);
  return new Set([...names].filter((name) => before.tables.get(name)?.digest !== after.tables.get(name)?.digest));
}

const WORD = /"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu;

/** Tables whose names stand in a text, in code, quotes or comments alike: one too many does no harm. */
export function mentionedTables(texts: readonly string[], tables: readonly TableName[]): readonly TableName[] {
  const words = new Set<string>();
  for (const text of texts)
    for (const [word] of text.matchAll(WORD))
      words.add(word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase());
  return tables.filter(({ name }) => words.has(name));
}
