import { tryParseVersion } from '../model/version.ts';
import type { Version } from '../model/version.ts';
import { callbackEvents } from './callback-events.ts';

/** Prefixes, separator and suffixes that file names are read with (Flyway's keys without `sql` and `Migration`). */
export interface NameSettings {
  readonly versionedPrefix: string;
  readonly undoPrefix: string;
  readonly repeatablePrefix: string;
  readonly baselinePrefix: string;
  readonly separator: string;
  readonly suffixes: readonly string[];
}

/** {@link NameSettings} made ready for many names. */
export interface NameGrammar extends NameSettings {
  /** Longer prefixes first; by the first letter of the name, those for every name by the empty text. */
  readonly candidates: ReadonlyMap<string, readonly PrefixCandidate[]>;
  readonly upperSuffixes: readonly string[];
}

interface PrefixCandidate {
  readonly prefix: string;
  readonly isVersioned: boolean;
  readonly isUndo: boolean;
}

export interface ValidName {
  readonly isValid: true;
  readonly prefix: string;
  /** `null` for repeatables and callbacks. */
  readonly version: Version | null;
  readonly description: string;
  /** Suffix as written. */
  readonly suffix: string;
  /** Name without suffix, blanks for underscores in the description: what makes callbacks the same. */
  readonly baseName: string;
  /** The value of `${flyway:filename}`; differs from the name on disk when the description is empty (`V1__.sql` gives `V1.sql`). */
  readonly placeholderName: string;
}

export interface InvalidName {
  readonly isValid: false;
  readonly reason: string;
}

/** Prepares the grammar: longer prefixes first, so that `beforeMigrate` is not taken for a short prefix `b`. */
export function nameGrammar(settings: NameSettings): NameGrammar {
  const candidates: PrefixCandidate[] = [
    { prefix: settings.versionedPrefix, isVersioned: true, isUndo: false },
    { prefix: settings.repeatablePrefix, isVersioned: false, isUndo: false },
    ...callbackEvents.map((prefix) => ({ prefix, isVersioned: false, isUndo: false })),
    { prefix: settings.baselinePrefix, isVersioned: true, isUndo: false },
  ];
  if (settings.undoPrefix !== '') candidates.push({ prefix: settings.undoPrefix, isVersioned: true, isUndo: true });
  candidates.sort((a, b) => b.prefix.length - a.prefix.length);
  return { ...settings, candidates: byFirstLetter(candidates), upperSuffixes: settings.suffixes.map((suffix) => suffix.toUpperCase()) };
}

/** Nearly every prefix is that of a callback: a thousand migrations need not be compared with all of them. */
function byFirstLetter(candidates: readonly PrefixCandidate[]): ReadonlyMap<string, readonly PrefixCandidate[]> {
  const letters = new Set(['', ...candidates.map(({ prefix }) => prefix.charAt(0))]);
  return new Map([...letters].map((letter) => [letter, candidates.filter(({ prefix }) => prefix === '' || prefix.charAt(0) === letter)]));
}

/** Suffix of the name as written, if it ends with a configured one (in any case) and is longer than it; else `null`. */
export function matchingSuffix(name: string, grammar: NameGrammar): string | null {
  const upperName = name.toUpperCase();
  for (const suffix of grammar.upperSuffixes) {
    if (name.length > suffix.length && upperName.endsWith(suffix)) return name.slice(name.length - suffix.length);
  }
  return null;
}

/** Splits a file name into its parts, or says in Flyway's words why it is no script's name (ResourceNameParser.java, 12.4). */
export function parseFileName(name: string, grammar: NameGrammar): ValidName | InvalidName {
  const suffix = matchingSuffix(name, grammar) ?? '';
  const stem = name.slice(0, name.length - suffix.length);
  const candidates = grammar.candidates.get(stem.charAt(0)) ?? grammar.candidates.get('');
  const candidate = candidates?.find(({ prefix }) => stem.startsWith(prefix));
  if (candidate === undefined) return unrecognised(name);

  const { prefix, isVersioned } = candidate;
  const { left, right } = splitOnce(stem.slice(prefix.length), grammar.separator);
  const example = (): string => `${grammar.separator}${right === '' ? 'description' : right}${suffix}`;
  if (!isVersioned) {
    if (left === '') return validName(name, grammar, candidate, null, '', right, suffix);
    return invalid(
      `Invalid repeatable migration / callback name format: ${name} (It cannot contain a version and should look like this: ${prefix}${example()})`,
    );
  }
  const version = left === '' ? null : tryParseVersion(left);
  if (version !== null) return validName(name, grammar, candidate, version, left, right, suffix);
  // Flyway's open edition knows no undo scripts: "Users.sql" must get the message it gets there.
  if (candidate.isUndo && !/^[0-9]/.test(left)) return unrecognised(name);
  if (left === '') {
    return invalid(
      `Invalid versioned migration name format: ${name} (It must contain a version and should look like this: ${prefix}1.2${example()})`,
    );
  }
  return invalid(`Invalid versioned migration name format: ${name} (could not recognise version number ${left})`);
}

function validName(
  name: string,
  grammar: NameGrammar,
  candidate: PrefixCandidate,
  version: Version | null,
  rawVersion: string,
  rawDescription: string,
  suffix: string,
): ValidName {
  const head = `${candidate.prefix}${rawVersion}`;
  const description = rawDescription.replaceAll('_', ' ');
  const hasDescription = description !== '';
  return {
    isValid: true,
    prefix: candidate.prefix,
    version,
    description,
    suffix,
    baseName: hasDescription ? `${head}${grammar.separator}${description}` : head,
    placeholderName: hasDescription ? name : `${head}${suffix}`,
  };
}

function splitOnce(text: string, separator: string): { readonly left: string; readonly right: string } {
  const at = text.indexOf(separator);
  return at < 0 ? { left: text, right: '' } : { left: text.slice(0, at), right: text.slice(at + separator.length) };
}

function unrecognised(name: string): InvalidName {
  return invalid(`Unrecognised migration name format: ${name}`);
}

function invalid(reason: string): InvalidName {
  return { isValid: false, reason };
}
