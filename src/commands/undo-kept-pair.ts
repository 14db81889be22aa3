import { basename } from 'node:path';
import { editScript } from '../analyze/undo/keep/edit-script.ts';
import { readFileBytes, realPath, writeFileAtomic } from '../io/files.ts';
import type { KeptThing } from '../model/kept.ts';
import type { Migration } from '../model/migration.ts';
import { definitionDiff } from '../report/definition-diff.ts';
import { flywayChecksum, withoutByteOrderMark } from '../sources/checksum.ts';
import { keepText } from '../sources/read-script.ts';
import type { Witnessed } from '../verify/round-trip.ts';
import type { UndoDraft } from './undo-draft.ts';

/** A migration that sets aside what it destroys, edited in memory. */
export interface EditedMigration {
  readonly migration: Migration;
  readonly bytes: Buffer;
  readonly diff: readonly string[];
  readonly keeps: readonly KeptThing[];
}

/** The migration with its edits; a reason where its file cannot be edited. */
export function editedMigration(migration: Migration, { text, edits }: UndoDraft): EditedMigration | string {
  const file = readFileBytes(migration.path);
  if (text === null || !withoutByteOrderMark(file).equals(text))
    return `${basename(migration.path)} is not UTF-8, so that it is not edited`;
  const edited = editScript(text, edits);
  const bytes = Buffer.concat([file.subarray(0, file.length - text.length), edited]);
  const checksum = flywayChecksum(bytes);
  const twin: Migration = { ...migration, checksum, rawChecksum: checksum };
  keepText(twin, bytes);
  const keeps = edits.flatMap(({ aside }) => aside.things);
  return {
    migration: twin,
    bytes,
    diff: definitionDiff(text.toString('utf8').replace(/\n$/u, ''), edited.toString('utf8').replace(/\n$/u, '')),
    keeps,
  };
}

/** Writes the edited migration over its file, unless that has changed meanwhile; answers whether it did. */
export function writeEdited({ path }: Migration, { text }: UndoDraft, { bytes }: EditedMigration): boolean {
  const file = readFileBytes(path);
  if (text === null || !withoutByteOrderMark(file).equals(text)) return false;
  writeFileAtomic(realPath(path), bytes);
  return true;
}

/** What was copied although there was nothing: `public.log has no rows`. What was moved needs no proof by rows, since none is touched. */
export function unshown(edits: UndoDraft['edits'], witnessed: Witnessed | null): readonly string[] {
  const contents = new Map([...(witnessed?.before.tables ?? [])].map(([name, content]) => [plain(name), content]));
  const copied = edits.flatMap(({ aside }) => (aside.isInPlace ? [] : aside.things));
  const found = copied.flatMap(({ source, columns }) => {
    const content = contents.get(plain(source));
    if (content === undefined) return [`${source} has no rows`];
    const hasValues = [...content.columns].some(([column, { values }]) => columns.includes(plain(column)) && values > 0);
    return columns.length === 0 || hasValues ? [] : [`${source} has no values of ${columns.join(', ')}`];
  });
  return [...new Set(found)];
}

function plain(name: string): string {
  return name.replaceAll('"', '');
}
