import { NotAFileError, fileErrorCode, readFileBytes } from '../io/files.ts';
import { SourceError } from '../model/errors.ts';
import { placeAt } from '../syntax/position.ts';
import { decodeText, detectEncoding } from './encoding.ts';

/** A script's text in UTF-8, byte order mark included, and the encoding it was in. */
export interface ScriptText {
  readonly utf8: Buffer;
  readonly encoding: string;
}

/** What reading a script needs to know; `encoding` null: to be detected. */
export interface TextSource {
  readonly name: string;
  readonly path: string;
  readonly shownPath: string;
  readonly encoding: string | null;
}

/** Reads and strictly decodes a script; malformed text gives Flyway's message, with the place of the first bad byte. */
export function readScriptText(source: TextSource): ScriptText {
  const bytes = readBytes(source);
  const encoding = source.encoding ?? detectEncoding(bytes);
  const decoded = decodeText(bytes, encoding);
  if (decoded.isText) return { utf8: decoded.utf8, encoding };
  throw malformed(source, bytes, encoding, decoded.badOffset, decoded.utf8Before);
}

function readBytes(source: TextSource): Buffer {
  try {
    return readFileBytes(source.path);
  } catch (error) {
    throw unreadable(source, error);
  }
}

function unreadable(source: TextSource, error: unknown): SourceError {
  const reason = error instanceof NotAFileError ? 'not a regular file' : (reasons.get(fileErrorCode(error) ?? '') ?? String(error));
  return new SourceError('SOURCE_UNREADABLE', `Unable to read ${source.shownPath} (${source.path}): ${reason}`, {
    cause: error,
    hint: 'Make the file readable for this user, or move it out of the locations.',
  });
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ENOENT', 'it is not there any more (or its name is not UTF-8)'],
  ['ENXIO', 'not a regular file'],
  ['EISDIR', 'not a regular file'],
]);

const FLYWAY_ADVICE =
  "Please ensure you have configured the correct file encoding with 'flyway.encoding' or enable 'flyway.detectEncoding' to let Flyway detect it for you";

function malformed(source: TextSource, bytes: Buffer, encoding: string, badOffset: number, utf8Before: Buffer): SourceError {
  // The line is shown from the text in front of the bad byte: what follows cannot be read.
  const place = placeAt(source.shownPath, utf8Before, utf8Before.length);
  const bad = bytes[badOffset];
  const what = bad === undefined ? 'The end of the file' : `The byte 0x${bad.toString(16).padStart(2, '0').toUpperCase()}`;
  const guess = detectEncoding(bytes);
  const advice =
    guess === encoding ? 'Save the file in that encoding' : `The file may be ${guess}: save it as ${encoding}, or set encoding=${guess}`;
  return new SourceError('SOURCE_UNREADABLE', `Unable to calculate checksum of ${source.name}\n${FLYWAY_ADVICE}`, {
    place,
    hint: `${what} in line ${place.line}, column ${place.column ?? 1} is not ${encoding}. ${advice}, for this file alone in ${source.name}.conf.`,
  });
}
