import { parseConf } from '../config/conf-format.ts';
import type { ConfEntry } from '../config/conf-format.ts';
import { ConfigError, SourceError } from '../model/errors.ts';
import type { Place } from '../model/errors.ts';
import type { ScriptConfig } from '../model/migration.ts';
import { PlaceholderError, replacePlaceholders } from '../syntax/placeholders.ts';
import type { PlaceholderOptions } from '../syntax/placeholders.ts';
import { placeAt } from '../syntax/position.ts';
import { canonicalEncoding } from './encoding.ts';
import { evaluateShouldExecute } from './should-execute.ts';

/** A `.conf` file as read, before anything in it is replaced. */
export interface RawScriptConfig {
  /** Path for messages. */
  readonly file: string;
  readonly utf8: Buffer;
  /** Canonical name of the `encoding` in it, as written: the script is read before placeholders are known. `null`: not set. */
  readonly encoding: string | null;
  readonly shouldExecuteExpression: string | null;
}

/** What a script without a `.conf` file has. */
export const noScriptConfig: ScriptConfig = {
  executeInTransaction: null,
  placeholderReplacement: null,
  encoding: null,
  shouldExecute: true,
  shouldExecuteExpression: null,
};

const KEYS: readonly string[] = ['executeInTransaction', 'encoding', 'placeholderReplacement', 'shouldExecute'];

/** Checks the keys of a `.conf` file and all values that need no placeholders (Flyway does this for each file it finds). */
export function parseScriptConfig(file: string, utf8: Buffer): RawScriptConfig {
  const entries = parseConf(utf8.toString('utf8'), null);
  checkKeys(entries, file);
  const isFixed = (entry: ConfEntry | undefined): boolean => entry !== undefined && !entry.value.includes('${');
  for (const key of ['executeInTransaction', 'placeholderReplacement']) {
    const entry = last(entries, key);
    if (isFixed(entry)) booleanOf(entry, file);
  }
  return {
    file,
    utf8,
    encoding: encodingOf(last(entries, 'encoding'), file),
    shouldExecuteExpression: last(entries, 'shouldExecute')?.value ?? null,
  };
}

/** The settings of a `.conf` file after replacement of placeholders (environment variables stand in for missing ones) and `${NAME}`. */
export function resolveScriptConfig(
  raw: RawScriptConfig,
  placeholders: PlaceholderOptions,
  variables: Readonly<Record<string, string | undefined>>,
): ScriptConfig {
  const resolve = (name: string): string | null => placeholders.resolve(name) ?? variables[name] ?? null;
  const entries = parseConf(replaced(raw, { ...placeholders, resolve }), variables);
  checkKeys(entries, raw.file);
  return {
    executeInTransaction: booleanOf(last(entries, 'executeInTransaction'), raw.file),
    placeholderReplacement: booleanOf(last(entries, 'placeholderReplacement'), raw.file),
    encoding: raw.encoding,
    shouldExecute: shouldExecuteOf(last(entries, 'shouldExecute'), raw.file),
    shouldExecuteExpression: raw.shouldExecuteExpression,
  };
}

function replaced(raw: RawScriptConfig, placeholders: PlaceholderOptions): string {
  try {
    return replacePlaceholders(raw.utf8, placeholders).bytes.toString('utf8');
  } catch (error) {
    throw placedPlaceholderError(error, raw.file, raw.utf8);
  }
}

/** The error of a placeholder without value, with its place in the file; other errors come back as they are. */
export function placedPlaceholderError(error: unknown, file: string, utf8: Buffer): unknown {
  if (!(error instanceof PlaceholderError)) return error;
  return new SourceError('SOURCE_PLACEHOLDER', error.message, { hint: error.hint, place: placeAt(file, utf8, error.offset) });
}

function last(entries: readonly ConfEntry[], key: string): ConfEntry | undefined {
  return entries.findLast((entry) => entry.key === key);
}

function checkKeys(entries: readonly ConfEntry[], file: string): void {
  const unknown = entries.filter(({ key }) => !KEYS.includes(key));
  const first = unknown[0];
  if (first === undefined) return;
  const names = [...new Set(unknown.map(({ key }) => key))];
  const noun = names.length === 1 ? 'property' : 'properties';
  throw new ConfigError('CONFIG_UNKNOWN_KEY', `Unknown configuration ${noun}: ${names.join(',')}. Please check your script config files`, {
    flywayCode: 'CONFIGURATION',
    place: placeOf(first, file),
    hint: `A script config file knows ${KEYS.join(', ')}.`,
  });
}

function booleanOf(entry: ConfEntry | undefined, file: string): boolean | null {
  if (entry === undefined) return null;
  const word = entry.value.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  const text = `Invalid value for ${entry.key} (should be either true or false): ${entry.value}`;
  throw new ConfigError('CONFIG_INVALID', text, { flywayCode: 'CONFIGURATION', place: placeOf(entry, file) });
}

function encodingOf(entry: ConfEntry | undefined, file: string): string | null {
  if (entry === undefined) return null;
  const name = canonicalEncoding(entry.value);
  if (name !== null) return name;
  throw new ConfigError('CONFIG_INVALID', `Unknown encoding: ${entry.value}`, {
    place: placeOf(entry, file),
    hint: 'Use a name such as UTF-8, ISO-8859-1, windows-1252 or UTF-16LE, without placeholders.',
  });
}

function shouldExecuteOf(entry: ConfEntry | undefined, file: string): boolean {
  if (entry === undefined) return true;
  const value = evaluateShouldExecute(entry.value);
  if (value !== null) return value;
  throw new ConfigError('CONFIG_INVALID', `Invalid value for shouldExecute: ${entry.value}`, {
    flywayCode: 'CONFIGURATION',
    place: placeOf(entry, file),
    hint: 'Write true, false, A==B or A!=B, joined with &&, || and parentheses.',
  });
}

function placeOf(entry: ConfEntry, file: string): Place {
  return { file, line: entry.line };
}
