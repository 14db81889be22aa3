import { SourceError } from './errors.ts';

/** A migration's version. `raw` keeps the digits and separators of the file name, `text` is what Flyway shows and stores (`_` becomes `.`). */
export interface Version {
  readonly raw: string;
  readonly text: string;
  readonly parts: readonly bigint[];
  /** Equal for equal versions (1, 1.0 and 01 share it): the key for maps. */
  readonly key: string;
}

// Flyway splits only at dots that a digit follows (MigrationVersion.java, 12.4): "18." and ".13" stay one broken part.
const PART_SEPARATOR = /\.(?=\d)/;
const PLAIN = /^\d+$/;
const PART = /^[+-]?\d+$/;

/** Parses a version text; answers `null` where Flyway answers "Version may only contain 0..9 and . (dot)". */
export function tryParseVersion(raw: string): Version | null {
  // Most versions are one number: a thousand of them should not cost a thousand splits.
  if (PLAIN.test(raw)) {
    const part = BigInt(raw);
    return { raw, text: raw, parts: [part], key: String(part) };
  }
  const text = raw.replaceAll('_', '.');
  const parts: bigint[] = [];
  for (const part of text.split(PART_SEPARATOR)) {
    if (!PART.test(part)) return null;
    parts.push(BigInt(part.startsWith('+') ? part.slice(1) : part));
  }
  return { raw, text, parts, key: keyOf(parts) };
}

/** Parses a version text or throws Flyway's message with code `ERR_SOURCE_NAME`. */
export function parseVersion(raw: string): Version {
  const version = tryParseVersion(raw);
  if (version === null) {
    throw new SourceError('SOURCE_NAME', `Version may only contain 0..9 and . (dot). Invalid version: ${raw.replaceAll('_', '.')}`);
  }
  return version;
}

/** Compares numerically part by part; missing parts count as 0, so 1 = 1.0 (Flyway 12.4). Negative, 0 or positive. */
export function compareVersions(a: Version, b: Version): number {
  const length = Math.max(a.parts.length, b.parts.length);
  for (let i = 0; i < length; i++) {
    const x = a.parts[i] ?? 0n;
    const y = b.parts[i] ?? 0n;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

function keyOf(parts: readonly bigint[]): string {
  let end = parts.length;
  while (end > 1 && parts[end - 1] === 0n) end--;
  return parts.slice(0, end).join('.');
}
