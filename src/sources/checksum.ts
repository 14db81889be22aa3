import { crc32 } from 'node:zlib';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SCRATCH_BYTES = 64 * 1024;

let scratch: Buffer | null = null;

/**
 * Flyway's checksum of a script: CRC-32 over the UTF-8 bytes of its lines without their ends, as a signed 32-bit integer.
 * One leading byte order mark does not count (ChecksumCalculator.java, Flyway 12.4).
 */
export function flywayChecksum(utf8: Buffer): number {
  const text = withoutByteOrderMark(utf8);
  if (!text.includes(LINE_FEED) && !text.includes(CARRIAGE_RETURN)) return crc32(text) | 0;
  // Line ends are squeezed out slice by slice, because one call of crc32 for each line would cost more than the sum itself.
  scratch ??= Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  let sum = 0;
  for (let start = 0; start < text.length; start += SCRATCH_BYTES) {
    const length = copyWithoutLineEnds(text, start, Math.min(start + SCRATCH_BYTES, text.length), scratch);
    sum = crc32(scratch.subarray(0, length), sum);
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
