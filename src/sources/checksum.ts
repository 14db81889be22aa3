import { crc32 } from 'node:zlib';

const LINE_ENDS = /[\r\n]+/g;
const SLICE_BYTES = 64 * 1024;

let scratch: Buffer | null = null;

/**
 * Flyway's checksum of a script: CRC-32 over the UTF-8 bytes of its lines without their ends, as a signed 32-bit integer.
 * One leading byte order mark does not count (ChecksumCalculator.java, Flyway 12.4).
 */
export function flywayChecksum(utf8: Buffer): number {
  const text = withoutByteOrderMark(utf8);
  scratch ??= Buffer.allocUnsafeSlow(SLICE_BYTES);
  let sum = 0;
  for (let start = 0; start < text.length; start += SLICE_BYTES) {
    // As Latin-1 each byte is a character and stays what it is. One replacement and one sum for many lines: a call of crc32 for each
    // line, or a loop over the bytes, costs several times as much.
    const lines = text.toString('latin1', start, start + SLICE_BYTES).replace(LINE_ENDS, '');
    sum = crc32(scratch.subarray(0, scratch.write(lines, 'latin1')), sum);
  }
  return sum | 0;
}

/** The same bytes without one leading UTF-8 byte order mark; no copy. */
export function withoutByteOrderMark(utf8: Buffer): Buffer {
  return utf8.length >= 3 && utf8[0] === 0xef && utf8[1] === 0xbb && utf8[2] === 0xbf ? utf8.subarray(3) : utf8;
}
