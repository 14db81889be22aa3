import { isUtf8 } from 'node:buffer';

/** Text as UTF-8 (a byte order mark is kept), or where the bytes stop being text. */
export type Decoded =
  | { readonly isText: true; readonly utf8: Buffer }
  | { readonly isText: false; readonly badOffset: number; readonly utf8Before: Buffer };

type Decode = (bytes: Buffer) => Decoded;

// The names that Java knows for the charsets that need care; everything else goes to TextDecoder.
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'UTF-8': ['utf-8', 'utf8', 'unicode-1-1-utf-8'],
    'UTF-16': ['utf-16', 'utf16', 'utf_16', 'unicode', 'unicodebig'],
    'UTF-16BE': ['utf-16be', 'utf_16be', 'x-utf-16be', 'unicodebigunmarked', 'iso-10646-ucs-2'],
    'UTF-16LE': ['utf-16le', 'utf_16le', 'x-utf-16le', 'unicodelittleunmarked'],
    'US-ASCII': ['us-ascii', 'ascii', 'ascii7', 'iso646-us', '646', 'us', 'cp367', 'ibm367', 'ansi_x3.4-1968', 'iso-ir-6'],
    'ISO-8859-1': ['iso-8859-1', 'latin1', 'l1', 'cp819', 'ibm819', 'ibm-819', '819', 'iso-ir-100', 'csisolatin1'],
    'ISO-8859-9': ['iso-8859-9', 'latin5', 'l5', 'iso-ir-148', 'csisolatin5'],
    'ISO-8859-15': ['iso-8859-15', 'latin9', 'latin-9', 'l9', 'csisolatin9'],
    'windows-1252': ['windows-1252', 'cp1252', 'ibm-1252'],
  }).flatMap(([canonical, aliases]) => aliases.map((alias) => [alias, canonical] as const)),
);

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:iso)?[-_]?8859[-_](\d+)$/, 'iso-8859-$1'],
  [/^(?:cp|ms)(125\d|874)$/, 'windows-$1'],
  [/^cp(866)$/, 'ibm$1'],
  [/^(?:ms932|cp943c?|windows-31j|sjis)$/, 'shift_jis'],
  [/^euc_(jp|kr)$/, 'euc-$1'],
  [/^(?:gb2312|euc_cn|ms936|cp936)$/, 'gbk'],
  [/^koi8_([ru])$/, 'koi8-$1'],
];

/** Canonical name of a charset that Java, and so Flyway, may be told (any case, usual aliases); `null` when it cannot be decoded here. */
export function canonicalEncoding(name: string): string | null {
  let label = name.trim().toLowerCase();
  for (const [spelling, standard] of SPELLINGS) label = label.replace(spelling, standard);
  const known = ALIASES.get(label);
  if (known !== undefined) return known;
  try {
    return new TextDecoder(label, { fatal: true }).encoding;
  } catch {
    return null;
  }
}

/** Decodes strictly, as Flyway does: bytes that are no text in the encoding are found, never replaced. UTF-8 is not copied. */
export function decodeText(bytes: Buffer, encoding: string): Decoded {
  return decoderOf(encoding)(bytes);
}

function decoderOf(encoding: string): Decode {
  switch (encoding) {
    case 'UTF-8':
      return decodeUtf8;
    case 'UTF-16':
      return decodeUtf16;
    case 'UTF-16LE':
      return (bytes) => decodeUtf16Units(bytes, 0, 'little');
    case 'UTF-16BE':
      return (bytes) => decodeUtf16Units(bytes, 0, 'big');
    case 'US-ASCII':
      return decodeAscii;
    case 'ISO-8859-1':
      return (bytes) => text(bytes.toString('latin1'));
    case 'ISO-8859-9':
      return (bytes) => text(bytes.toString('latin1').replace(/[\xd0\xdd\xde\xf0\xfd\xfe]/g, (char) => LATIN_5[char] as string));
    case 'ISO-8859-15':
      return (bytes) => text(bytes.toString('latin1').replace(/[\xa4\xa6\xa8\xb4\xb8\xbc\xbd\xbe]/g, (char) => LATIN_9[char] as string));
    case 'windows-1252':
      return decodeWindows1252;
    default:
      return (bytes) => decodeByTable(bytes, encoding);
  }
}

function text(decoded: string): Decoded {
  return { isText: true, utf8: Buffer.from(decoded, 'utf8') };
}

function malformed(badOffset: number, before: string): Decoded {
  return { isText: false, badOffset, utf8Before: Buffer.from(before, 'utf8') };
}

function decodeUtf8(bytes: Buffer): Decoded {
  if (isUtf8(bytes)) return { isText: true, utf8: bytes };
  const badOffset = firstInvalidUtf8(bytes);
  return { isText: false, badOffset, utf8Before: bytes.subarray(0, badOffset) };
}

const WINDOW_BYTES = 64 * 1024;

function firstInvalidUtf8(bytes: Buffer): number {
  let start = 0;
  while (start < bytes.length) {
    const end = wholeCharacters(bytes, start, start + WINDOW_BYTES);
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end;
  }
  return firstInvalidWithin(bytes, start);
}

function wholeCharacters(bytes: Buffer, from: number, to: number): number {
  let end = Math.min(to, bytes.length);
  for (let back = 0; back < 3 && end > from && isContinuation(bytes[end]); back++) end--;
  return end;
}

const MAX_BYTES_PER_CHARACTER = 4;

function firstInvalidWithin(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return at;
}

function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= MAX_BYTES_PER_CHARACTER && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function decodeAscii(bytes: Buffer): Decoded {
  const badOffset = bytes.findIndex((byte) => byte > 0x7f);
  return badOffset < 0 ? { isText: true, utf8: bytes } : { isText: false, badOffset, utf8Before: bytes.subarray(0, badOffset) };
}

function decodeUtf16(bytes: Buffer): Decoded {
  // Java's UTF-16 takes the order from the mark and eats it; without one it is big-endian.
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16Units(bytes, 2, 'little');
  return decodeUtf16Units(bytes, bytes[0] === 0xfe && bytes[1] === 0xff ? 2 : 0, 'big');
}

// A surrogate without its other half; U+FFFE is a byte order mark read in the wrong order, which Java refuses too.
const BAD_UTF16_UNIT = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\ufffe/;

function decodeUtf16Units(bytes: Buffer, start: number, order: 'little' | 'big'): Decoded {
  const end = bytes.length - ((bytes.length - start) % 2);
  const units = bytes.subarray(start, end);
  const decoded = (order === 'little' ? units : Buffer.from(units).swap16()).toString('utf16le');
  const bad = decoded.isWellFormed() && !decoded.includes('\ufffe') ? -1 : decoded.search(BAD_UTF16_UNIT);
  if (bad >= 0) return malformed(start + 2 * bad, decoded.slice(0, bad));
  return end === bytes.length ? text(decoded) : malformed(end, decoded);
}

const LATIN_5: Readonly<Record<string, string>> = { '\xd0': 'Ğ', '\xdd': 'İ', '\xde': 'Ş', '\xf0': 'ğ', '\xfd': 'ı', '\xfe': 'ş' };
const LATIN_9: Readonly<Record<string, string>> = {
  '\xa4': '€',
  '\xa6': 'Š',
  '\xa8': 'š',
  '\xb4': 'Ž',
  '\xb8': 'ž',
  '\xbc': 'Œ',
  '\xbd': 'œ',
  '\xbe': 'Ÿ',
};
// Bytes 80 to 9F; the five blanks are bytes that Java refuses and TextDecoder lets pass (some Node versions even decode Latin-1).
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

function decodeWindows1252(bytes: Buffer): Decoded {
  const latin1 = bytes.toString('latin1');
  const bad = latin1.search(/[\x81\x8d\x8f\x90\x9d]/);
  const decoded = (bad < 0 ? latin1 : latin1.slice(0, bad)).replace(/[\x80-\x9f]/g, (char) =>
    WINDOWS_1252.charAt(char.charCodeAt(0) - 0x80),
  );
  return bad < 0 ? text(decoded) : malformed(bad, decoded);
}

function decodeByTable(bytes: Buffer, encoding: string): Decoded {
  try {
    const decoded = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!hasUnassigned(decoded, encoding)) return text(decoded);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  return firstUndecodable(bytes, encoding);
}

// The WHATWG tables of the windows-* code pages turn unassigned bytes into C1 controls, Java refuses them.
function hasUnassigned(decoded: string, encoding: string): boolean {
  return encoding.startsWith('windows-') && /[\x80-\x9f]/.test(decoded);
}

function firstUndecodable(bytes: Buffer, encoding: string): Decoded {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const before: string[] = [];
  let characterStart = 0;
  for (let at = 0; at < bytes.length; at++) {
    try {
      const decoded = decoder.decode(bytes.subarray(at, at + 1), { stream: true });
      if (hasUnassigned(decoded, encoding)) break;
      if (decoded === '') continue;
      before.push(decoded);
      characterStart = at + 1;
    } catch {
      break;
    }
  }
  return malformed(characterStart, before.join(''));
}

/** Flyway's guess (EncodingDetector.java, 12.4): byte order mark, strict UTF-8, else ISO-8859-1; UTF-16 when most odd bytes are zero. */
export function detectEncoding(bytes: Buffer): string {
  const isEven = bytes.length % 2 === 0;
  if (isEven && bytes[0] === 0xfe && bytes[1] === 0xff) return 'UTF-16BE';
  if (isEven && bytes[0] === 0xff && bytes[1] === 0xfe) return 'UTF-16LE';
  if (isEven && hasMostlyZeroOddBytes(bytes)) return 'UTF-16';
  return isUtf8(bytes) ? 'UTF-8' : 'ISO-8859-1';
}

function hasMostlyZeroOddBytes(bytes: Buffer): boolean {
  let zeros = 0;
  for (let i = 1; i < bytes.length; i += 2) if (bytes[i] === 0) zeros++;
  return zeros > bytes.length / 4;
}
