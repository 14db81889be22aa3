import { ConfigError, SourceError } from '../model/errors.ts';
import { countLineFeeds } from './position.ts';

export interface PlaceholderOptions {
  /** `${` unless configured otherwise. */
  readonly prefix: string;
  /** `}` unless configured otherwise. */
  readonly suffix: string;
  /** Between `flyway` and the name of a built-in placeholder; `:` unless configured otherwise. */
  readonly separator?: string;
  /** The value of a name as written in the text, null where there is none. */
  readonly resolve: (name: string) => string | null;
}

/** A text with its placeholders replaced, and the way back from its offsets to those of the file. */
export interface ReplacedText {
  readonly bytes: Buffer;
  readonly original: Buffer;
  /** The byte offset in the file of a byte offset in the replaced text; inside a value: where its placeholder begins. */
  readonly originalOffset: (offset: number) => number;
}

/** A placeholder without value. The message is Flyway's; `offset` is the placeholder's byte offset in the file. */
export class PlaceholderError extends SourceError {
  readonly placeholder: string;
  readonly offset: number;
  /** The replaced text in front of the placeholder; Flyway counts its line and column there. */
  readonly replacedBefore: Buffer;

  constructor(message: string, placeholder: string, offset: number, replacedBefore: Buffer, hint: string) {
    super('SOURCE_PLACEHOLDER', message, { hint });
    this.placeholder = placeholder;
    this.offset = offset;
    this.replacedBefore = replacedBefore;
  }
}

/** In columns, because a large file may hold a million placeholders. */
interface Found {
  readonly starts: number[];
  readonly ends: number[];
  readonly values: Buffer[];
}

/**
 * Replaces `prefix NAME suffix` everywhere, as Flyway 12.4 does: also in comments, strings and COPY data; values are not scanned again; what
 * follows a half prefix is skipped with it, so `$${x}` stays. Without any placeholder the same buffer comes back.
 */
export function replacePlaceholders(bytes: Buffer, options: PlaceholderOptions): ReplacedText {
  if (options.prefix === '') throw new ConfigError('CONFIG_INVALID', 'placeholderPrefix cannot be empty!');
  if (options.suffix === '') throw new ConfigError('CONFIG_INVALID', 'placeholderSuffix cannot be empty!');
  const found: Found = { starts: [], ends: [], values: [] };
  const known = new Map<string, Buffer>();
  const prefix = Buffer.from(options.prefix);
  const suffix = Buffer.from(options.suffix);
  // Node looks for a number much faster than for a buffer of one byte.
  const suffixToFind = suffix.length === 1 ? (suffix[0] as number) : suffix;
  for (let at = nextPrefix(bytes, prefix, 0); at >= 0;) {
    const nameStart = at + prefix.length;
    const nameEnd = bytes.indexOf(suffixToFind, nameStart);
    if (nameEnd < 0) throw missing(bytes, found, at, bytes.toString('utf8', nameStart), false, options);
    const name = bytes.toString('utf8', nameStart, nameEnd);
    const value = known.get(name) ?? encoded(options.resolve(name));
    if (value === null) throw missing(bytes, found, at, name, true, options);
    known.set(name, value);
    found.starts.push(at);
    found.ends.push(nameEnd + suffix.length);
    found.values.push(value);
    at = nextPrefix(bytes, prefix, nameEnd + suffix.length);
  }
  return found.starts.length === 0 ? unchanged(bytes) : assemble(bytes, found);
}

function encoded(value: string | null): Buffer | null {
  return value === null ? null : Buffer.from(value);
}

/** A lookup by name without regard to case, in which built-in values win over the user's (Flyway 12.4). */
export function placeholderLookup(
  user: ReadonlyMap<string, string>,
  builtIns: ReadonlyMap<string, string>,
): (name: string) => string | null {
  const values = new Map<string, string>();
  for (const [name, value] of user) values.set(name.toLowerCase(), value);
  for (const [name, value] of builtIns) values.set(name.toLowerCase(), value);
  return (name) => values.get(name.toLowerCase()) ?? null;
}

function nextPrefix(bytes: Buffer, prefix: Buffer, from: number): number {
  const first = prefix[0] as number;
  for (let at = bytes.indexOf(first, from); at >= 0;) {
    let matched = 1;
    while (matched < prefix.length && bytes[at + matched] === prefix[matched]) matched++;
    if (matched === prefix.length) return at;
    at = bytes.indexOf(first, afterCharacterAt(bytes, at + matched, at));
  }
  return -1;
}

function afterCharacterAt(bytes: Buffer, at: number, notBefore: number): number {
  let next = at;
  while (next > notBefore && isContinuation(bytes[next])) next--;
  next++;
  while (isContinuation(bytes[next])) next++;
  return next;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function unchanged(bytes: Buffer): ReplacedText {
  return { bytes, original: bytes, originalOffset: (offset) => offset };
}

function assemble(original: Buffer, found: Found): ReplacedText {
  const valueStarts = valueOffsets(found);
  return {
    bytes: joined(original, found, original.length),
    original,
    originalOffset: (offset) => {
      const index = lastNotAfter(valueStarts, offset);
      if (index < 0) return offset;
      const beyond = offset - (valueStarts[index] as number) - (found.values[index] as Buffer).length;
      return beyond < 0 ? (found.starts[index] as number) : (found.ends[index] as number) + beyond;
    },
  };
}

/** The text up to `end` with the values in place; written into one buffer, so that memory holds the file twice and no more. */
function joined(original: Buffer, { starts, ends, values }: Found, end: number): Buffer {
  const added = values.reduce((sum, value, index) => sum + value.length - (ends[index] as number) + (starts[index] as number), 0);
  const target = Buffer.allocUnsafe(end + added);
  let from = 0;
  let at = 0;
  for (let index = 0; index < values.length; index++) {
    at += original.copy(target, at, from, starts[index]);
    at += (values[index] as Buffer).copy(target, at);
    from = ends[index] as number;
  }
  original.copy(target, at, from, end);
  return target;
}

function valueOffsets({ starts, ends, values }: Found): readonly number[] {
  let shift = 0;
  return starts.map((start, index) => {
    const offset = start + shift;
    shift += (values[index] as Buffer).length - (ends[index] as number) + start;
    return offset;
  });
}

function lastNotAfter(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function missing(bytes: Buffer, found: Found, at: number, name: string, isClosed: boolean, options: PlaceholderOptions): PlaceholderError {
  const { prefix, suffix, separator = ':' } = options;
  // Without a suffix Flyway takes the rest of the file for the name and cuts the length of a suffix off its end.
  const reported = isClosed ? name : name.slice(0, Math.max(0, name.length - suffix.length));
  const canonical = prefix + reported + suffix;
  const message = reported.startsWith(`flyway${separator}`)
    ? `Failed to populate value for default placeholder: ${canonical}`
    : `No value provided for placeholder: ${canonical}.  Check your configuration!`;
  const line = 1 + countLineFeeds(bytes, 0, at);
  const hint = isClosed
    ? `Set placeholders.${reported}, or switch replacement off for this file with placeholderReplacement=false in FILE.conf.`
    : `The placeholder that begins in line ${line} has no closing ${suffix}.`;
  return new PlaceholderError(message, reported, at, joined(bytes, found, at), hint);
}
