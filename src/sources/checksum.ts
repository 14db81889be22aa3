import { crc32 } from 'node:zlib';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SCRATCH_BYTES = 64 * 1024;
const SMALL_BYTES = 2048;

let scratch: Buffer | null = null;

/**
 * Flyway's checksum of a script: CRC-32 over the UTF-8 bytes of its lines without their ends, as a signed 32-bit integer.
 * One leading byte order mark does not count (ChecksumCalculator.java, Flyway 12.4).
 */
export function flywayChecksum(utf8: Buffer): number {
  const text = withoutByteOrderMark(utf8);
  if (!text.includes(LINE_FEED) && !text.includes(CARRIAGE_RETURN)) return crc32(text) | 0;
  if (text.length <= SMALL_BYTES) return lineByLine(text);
  // Line ends are squeezed out slice by slice, because one call of crc32 for each line would cost more than the sum itself.
  scratch ??= Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  let sum = 0;
  for (let start = 0; start < text.length; start += SCRATCH_BYTES) {
    const length = copyWithoutLineEnds(text, start, Math.min(start + SCRATCH_BYTES, text.length), scratch);
    sum = crc32(scratch.subarray(0, length), sum);
  }
  return sum | 0;
}

/** Small scripts have few lines: a call for each costs less than a loop over bytes that is not compiled yet. */
function lineByLine(text: Buffer): number {
  let sum = 0;
  let start = 0;
  while (start < text.length) {
    const feed = text.indexOf(LINE_FEED, start);
    const end = feed < 0 ? text.length : feed;
    let from = start;
    // A lone carriage return ends a line too.
    for (let cr = text.indexOf(CARRIAGE_RETURN, from); cr >= 0 && cr < end; cr = text.indexOf(CARRIAGE_RETURN, from)) {
      if (cr > from) sum = crc32(text.subarray(from, cr), sum);
      from = cr + 1;
    }
    if (end > from) sum = crc32(text.subarray(from, end), sum);
    start = end + 1;
  }
  return sum | 0;
}

function copyWithoutLineEnds(from: Buffer, start: number, end: number, to: Buffer): number {
  let length = 0;
  for (let i = start; i < end; i++) {
    const byte = from[i] as number;
    // Written always and kept or not: a branch less in the one hot loop of this stage.
    to[length] = byte;
    if (byte !== LINE_FEED && byte !== CARRIAGE_RETURN) length++;
  }
  return length;
}

/** The same bytes without one leading UTF-8 byte order mark; no copy. */
export function withoutByteOrderMark(utf8: Buffer): Buffer {
  return utf8.length >= 3 && utf8[0] === 0xef && utf8[1] === 0xbb && utf8[2] === 0xbf ? utf8.subarray(3) : utf8;
}
