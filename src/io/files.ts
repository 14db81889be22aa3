import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { dirname } from 'node:path';

/** What a path leads to; `other` is a FIFO, a socket or a device, `broken` a symbolic link that leads nowhere (or in a circle). */
export type EntryKind = 'file' | 'directory' | 'other' | 'broken';

/** One entry of a directory; `isLink` entries are already followed. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: EntryKind;
  readonly isLink: boolean;
}

/** A path that exists but is not a regular file, so that reading it could block for ever. */
export class NotAFileError extends Error {
  readonly code = 'ENOTREG';
  constructor(path: string) {
    super(`not a regular file: ${path}`);
    this.name = 'NotAFileError';
  }
}

/** Code of a file system error (`ENOENT`), or `null` for any other error. */
export function fileErrorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** Kind of what the path leads to, links followed; `null` when there is nothing. */
export function entryKind(path: string): EntryKind | null {
  try {
    return kindOf(statSync(path));
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'ELOOP') return 'broken';
    throw error;
  }
}

function kindOf(entry: Stats | Dirent): EntryKind {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : 'other';
}

/** Entries of a directory in the order of the file system; links are followed, nothing is opened. */
export function listDirectory(path: string): DirectoryEntry[] {
  const entries: DirectoryEntry[] = [];
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const isLink = entry.isSymbolicLink();
    entries.push({ name: entry.name, kind: isLink ? linkKind(`${path}/${entry.name}`) : kindOf(entry), isLink });
  }
  return entries;
}

function linkKind(path: string): EntryKind {
  try {
    return kindOf(statSync(path));
  } catch {
    return 'broken';
  }
}

/** Whether this process may read the path. */
export function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path with all symbolic links resolved. */
export function realPath(path: string): string {
  return realpathSync(path);
}

const SMALL_FILE_BYTES = 64 * 1024;
const SHELF_BYTES = 8 * SMALL_FILE_BYTES;

// Small files stand one behind the other in a large buffer: a read for each, and no copy. What has been given out is not written again.
let shelf = Buffer.alloc(0);
let shelfUsed = 0;

/** Bytes of a regular file. Anything else, also a FIFO that took the file's place, throws {@link NotAFileError} instead of blocking. */
export function readFileBytes(path: string): Buffer {
  // Windows has no O_NONBLOCK, and no FIFOs in directories.
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    // A small file needs one read: coming up short proves its end. Only what is empty or large is looked at more closely.
    makeRoom();
    const count = readSync(descriptor, shelf, shelfUsed, SMALL_FILE_BYTES, 0);
    if (count > 0 && count < SMALL_FILE_BYTES) return shelf.subarray(shelfUsed, (shelfUsed += count));
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new NotAFileError(path);
    return readToEnd(descriptor, stats.size);
  } catch (error) {
    throw isUnseekable(error) ? new NotAFileError(path) : error;
  } finally {
    closeSync(descriptor);
  }
}

function makeRoom(): void {
  if (shelf.length - shelfUsed >= SMALL_FILE_BYTES) return;
  shelf = Buffer.allocUnsafeSlow(SHELF_BYTES);
  shelfUsed = 0;
}

/** Reading at a position fails on pipes and terminals, and reading at all on directories. */
function isUnseekable(error: unknown): boolean {
  const code = fileErrorCode(error);
  return code === 'ESPIPE' || code === 'EISDIR' || code === 'EAGAIN';
}

function readToEnd(descriptor: number, size: number): Buffer {
  // One byte more than the size: the read then comes up short, which proves the end, or a file that grows meanwhile is noticed.
  let bytes = Buffer.allocUnsafe(size + 1);
  let length = 0;
  for (;;) {
    const asked = bytes.length - length;
    const count = readSync(descriptor, bytes, length, asked, null);
    length += count;
    if (count === 0 || (count < asked && length === size)) return bytes.subarray(0, length);
    if (length === bytes.length) bytes = grown(bytes);
  }
}

function grown(bytes: Buffer): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(bytes.length * 2 + SMALL_FILE_BYTES);
  bytes.copy(larger);
  return larger;
}

/**
 * Writes a file so that readers see the old bytes or the new ones, never a part: temporary file beside it, fsync, rename. A device or a pipe
 * (`/dev/stdout`, `/dev/null`) is written to and never replaced.
 */
export function writeFileAtomic(path: string, bytes: Buffer | string): void {
  if (entryKind(path) === 'other') return writeFileSync(path, bytes);
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeAndSync(temporary, typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function writeAndSync(path: string, bytes: Buffer): void {
  const descriptor = openSync(path, 'w');
  try {
    for (let offset = 0; offset < bytes.length;) offset += writeSync(descriptor, bytes, offset);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Gives a file another name. */
export function renameFile(from: string, to: string): void {
  renameSync(from, to);
}
