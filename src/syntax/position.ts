import type { Place } from '../model/errors.ts';

const LF = 10;
const CR = 13;
const EXCERPT_WIDTH = 100;
const MAX_BYTES_PER_CHARACTER = 4;

/** A 1-based place in a text; columns count characters (code points). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line and column of a byte offset; only LF starts a new line (as in Flyway), a lone CR starts the column anew. */
export function positionAt(bytes: Buffer, offset: number): Position {
  const at = clamp(offset, bytes.length);
  return { line: 1 + countLineFeeds(bytes, 0, at), column: 1 + countCharacters(bytes, lineStart(bytes, at), at) };
}

/** Line starts of a text, for many look-ups in it. */
export class LineIndex {
  readonly #bytes: Buffer;
  readonly #starts: number[] = [0];

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) this.#starts.push(at + 1);
  }

  /** The same as {@link positionAt}, without reading the text from its beginning. */
  positionAt(offset: number): Position {
    const at = clamp(offset, this.#bytes.length);
    const line = this.#lineOf(at);
    const start = Math.max(this.#starts[line] as number, lineStart(this.#bytes, at));
    return { line: line + 1, column: 1 + countCharacters(this.#bytes, start, at) };
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** How many line feeds lie between two byte offsets. */
export function countLineFeeds(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (bytes[at] === LF) count++;
  return count;
}

/** How many characters (code points) begin between two byte offsets of UTF-8. */
export function countCharacters(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (!isContinuation(bytes[at] as number)) count++;
  return count;
}

/** The byte offset of the nth character (from 0); PostgreSQL counts error positions in characters from 1, so pass `position - 1`. */
export function characterToByteOffset(bytes: Buffer, character: number): number {
  let left = character;
  for (let at = 0; at < bytes.length; at++) {
    if (!isContinuation(bytes[at] as number) && left-- <= 0) return at;
  }
  return bytes.length;
}

/** The source line at an offset, cut around it where it is long, with a caret line below; control characters are made harmless. */
export function excerptAt(bytes: Buffer, offset: number, width: number = EXCERPT_WIDTH): string {
  const at = clamp(offset, bytes.length);
  const half = Math.floor(width / 2) * MAX_BYTES_PER_CHARACTER;
  const from = Math.max(lineStart(bytes, at), at - half);
  const before = [...decodeWhole(bytes, from, at)];
  const after = [...decodeWhole(bytes, at, Math.min(lineEnd(bytes, at), at + width * MAX_BYTES_PER_CHARACTER))];
  const keptBefore = before.slice(-Math.max(Math.floor(width / 2), width - after.length));
  const keptAfter = after.slice(0, width - keptBefore.length);
  const isCutBefore = keptBefore.length < before.length || from > lineStart(bytes, at);
  const isCutAfter = keptAfter.length < after.length || lineEnd(bytes, at) > at + width * MAX_BYTES_PER_CHARACTER;
  const shown = (isCutBefore ? '…' : '') + keptBefore.join('');
  return `${shown}${keptAfter.join('')}${isCutAfter ? '…' : ''}\n${[...shown].map(blankOfSameWidth).join('')}^`;
}

/** The `Place` of a byte offset in a file, with its excerpt. */
export function placeAt(file: string, bytes: Buffer, offset: number): Place {
  return { file, ...positionAt(bytes, offset), excerpt: excerptAt(bytes, offset) };
}

function lineStart(bytes: Buffer, at: number): number {
  let start = at;
  while (start > 0 && bytes[start - 1] !== LF && bytes[start - 1] !== CR) start--;
  return start;
}

function lineEnd(bytes: Buffer, at: number): number {
  let end = at;
  while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end++;
  return end;
}

function decodeWhole(bytes: Buffer, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < to && isContinuation(bytes[start] as number)) start++;
  while (end < bytes.length && end > start && isContinuation(bytes[end] as number)) end--;
  // oxlint-disable-next-line no-control-regex -- a terminal must not obey what a file holds
  return bytes.toString('utf8', start, end).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

function blankOfSameWidth(character: string): string {
  if (character === '\t') return '\t';
  if (/\p{Mark}/u.test(character)) return '';
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u.test(character)
    ? '\u3000'
    : ' ';
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

function clamp(offset: number, length: number): number {
  return Math.max(0, Math.min(offset, length));
}
