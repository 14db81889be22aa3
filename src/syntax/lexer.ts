/** What a byte can start, by PostgreSQL's lexical rules (manual 4.1); every byte that matters to them is ASCII, so UTF-8 is scanned as bytes. 0 is any other byte. */
export const SPACE = 1;
export const WORD = 2;
export const DIGIT = 3;
export const QUOTE = 4;
export const DOUBLE_QUOTE = 5;
export const DOLLAR = 6;
export const DASH = 7;
export const SLASH = 8;
export const OPEN = 9;
export const CLOSE = 10;
export const SEMICOLON = 11;
export const BACKSLASH = 12;

const LF = 10;
const CR = 13;
const STAR = 0x2a;

/** The class of each byte. */
export const BYTE_CLASS: Uint8Array = buildByteClasses();

function buildByteClasses(): Uint8Array {
  const classes = new Uint8Array(256);
  for (const space of [9, 10, 11, 12, 13, 32]) classes[space] = SPACE;
  for (let byte = 0x80; byte < 0x100; byte++) classes[byte] = WORD;
  for (let byte = 0x41; byte <= 0x5a; byte++) classes[byte] = classes[byte + 32] = WORD;
  for (let byte = 0x30; byte <= 0x39; byte++) classes[byte] = DIGIT;
  classes[0x5f] = WORD;
  classes[0x27] = QUOTE;
  classes[0x22] = DOUBLE_QUOTE;
  classes[0x24] = DOLLAR;
  classes[0x2d] = DASH;
  classes[0x2f] = SLASH;
  classes[0x28] = OPEN;
  classes[0x29] = CLOSE;
  classes[0x3b] = SEMICOLON;
  classes[0x5c] = BACKSLASH;
  return classes;
}

/** The end of the identifier or keyword that starts at `from`. */
export function endOfWord(bytes: Buffer, from: number): number {
  let at = from + 1;
  for (; at < bytes.length; at++) {
    const kind = BYTE_CLASS[bytes[at] as number];
    if (kind !== WORD && kind !== DIGIT && kind !== DOLLAR) break;
  }
  return at;
}

/** The end of the number at `from`; a `$` is no part of it, so that `1$$x$$` is a number and a string. */
export function endOfNumber(bytes: Buffer, from: number): number {
  let at = from + 1;
  for (; at < bytes.length; at++) {
    const kind = BYTE_CLASS[bytes[at] as number];
    if (kind !== WORD && kind !== DIGIT) break;
  }
  return at;
}

/** The end of the `--` comment around `from`: the next LF or CR, or the end of the text. */
export function endOfLineComment(bytes: Buffer, from: number): number {
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === LF || byte === CR) break;
  }
  return at;
}

/** The end of the nested comment whose first `/*` is at `from`, -1 where there is none. */
export function endOfBlockComment(bytes: Buffer, from: number): number {
  let depth = 1;
  for (let at = from + 2; at + 1 < bytes.length;) {
    const byte = bytes[at];
    if (byte === STAR && bytes[at + 1] === 0x2f) {
      at += 2;
      if (--depth === 0) return at;
    } else if (byte === 0x2f && bytes[at + 1] === STAR) {
      at += 2;
      depth++;
    } else {
      at++;
    }
  }
  return -1;
}

/**
 * The end of the string whose opening quote is at `from`, -1 where there is none. With `hasEscapes` a backslash takes the next byte with it, and a
 * further segment after white space with a line end (manual 4.1.2.1) is part of the same string, because its backslashes escape too.
 */
export function endOfString(bytes: Buffer, from: number, hasEscapes: boolean): number {
  if (!hasEscapes) return endOfQuoted(bytes, from, "'");
  for (let at = from + 1; at < bytes.length;) {
    const byte = bytes[at];
    if (byte === 0x5c) at += 2;
    else if (byte !== 0x27) at++;
    else if (bytes[at + 1] === 0x27) at += 2;
    else {
      const next = continuationQuote(bytes, at + 1);
      if (next < 0) return at + 1;
      at = next + 1;
    }
  }
  return -1;
}

/** The end of the identifier whose opening double quote is at `from`, -1 where there is none. */
export function endOfQuotedIdentifier(bytes: Buffer, from: number): number {
  return endOfQuoted(bytes, from, '"');
}

function endOfQuoted(bytes: Buffer, from: number, quote: string): number {
  const code = quote.charCodeAt(0);
  for (let at = bytes.indexOf(code, from + 1); at >= 0; at = bytes.indexOf(code, at + 2)) {
    if (bytes[at + 1] !== code) return at + 1;
  }
  return -1;
}

function continuationQuote(bytes: Buffer, from: number): number {
  let hasNewline = false;
  for (let at = from; at < bytes.length;) {
    const byte = bytes[at] as number;
    if (byte === 0x27) return hasNewline ? at : -1;
    if (BYTE_CLASS[byte] === SPACE) {
      hasNewline ||= byte === LF || byte === CR;
      at++;
    } else if (byte === 0x2d && bytes[at + 1] === 0x2d) {
      at = endOfLineComment(bytes, at);
    } else {
      return -1;
    }
  }
  return -1;
}

/** The end of the opening tag (`$$`, `$tag$`) at `from`, or -1 where the `$` opens no dollar quote (`$1`, a lone `$`). */
export function endOfDollarTag(bytes: Buffer, from: number): number {
  for (let at = from + 1; at < bytes.length; at++) {
    const kind = BYTE_CLASS[bytes[at] as number];
    if (kind === DOLLAR) return at + 1;
    if (kind !== WORD && (kind !== DIGIT || at === from + 1)) return -1;
  }
  return -1;
}

/** The end of the dollar-quoted string at `from` whose opening tag ends at `tagEnd`, -1 where the closing tag is missing. */
export function endOfDollarQuote(bytes: Buffer, from: number, tagEnd: number): number {
  const close = bytes.indexOf(bytes.subarray(from, tagEnd), tagEnd);
  return close < 0 ? -1 : close + tagEnd - from;
}

/** The end of a run of digits, as in the parameter `$12`. */
export function endOfDigits(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && BYTE_CLASS[bytes[at] as number] === DIGIT) at++;
  return at;
}

/** The length of the blank at `from` that is none to PostgreSQL but is skipped by Flyway 12 before a statement (no-break space, U+2003, ...); else 0. */
export function foreignBlankLength(bytes: Buffer, from: number): number {
  const first = bytes[from] as number;
  if (first >= 0x1c && first <= 0x1f) return 1;
  if (first === 0xc2 && bytes[from + 1] === 0xa0) return 2;
  if (first < 0xe1 || first > 0xe3) return 0;
  const code = (first << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
  const isBlank =
    code === 0xe19a80 ||
    (code >= 0xe28080 && code <= 0xe2808a && code !== 0xe28087) ||
    code === 0xe280a8 ||
    code === 0xe280a9 ||
    code === 0xe2819f ||
    code === 0xe38080;
  return isBlank ? 3 : 0;
}

/** Is the word from `from` to `to` this lower-case ASCII keyword, in any case? */
export function isKeyword(bytes: Buffer, from: number, to: number, keyword: string): boolean {
  if (to - from !== keyword.length) return false;
  for (let at = 0; at < keyword.length; at++) {
    const byte = bytes[from + at] as number;
    const lower = byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
    if (lower !== keyword.charCodeAt(at)) return false;
  }
  return true;
}
