import { basename } from 'node:path';
import { editScript } from '../analyze/undo/keep/edit-script.ts';
import { readFileBytes, realPath, writeFileAtomic } from '../io/files.ts';
import type { KeptThing } from '../model/kept.ts';
import type { Migration } from '../model/migration.ts';
import { definitionDiff } from '../report/definition-diff.ts';
import { flywayChecksum, withoutByteOrderMark } from '../sources/checksum.ts';
import { keepText } from '../sources/read-script.ts';
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
