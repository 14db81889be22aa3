import { basename, dirname, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { entryKind } from '../io/files.ts';
import { ConfigError, SourceError } from '../model/errors.ts';
import type { LogLine } from '../model/log.ts';
import { flywayChecksum } from './checksum.ts';
import { canonicalEncoding } from './encoding.ts';
import { matchingSuffix, parseFileName } from './file-name.ts';
import type { NameGrammar, ValidName } from './file-name.ts';
import { listLocation, parseLocations } from './locations.ts';
import type { FoundFile } from './locations.ts';
import { isCallbackEvent } from './callback-events.ts';
import { parseScriptConfig } from './script-config.ts';
import type { RawScriptConfig } from './script-config.ts';
import { configuredGrammar } from './script-placeholders.ts';
import { readScriptText } from './script-text.ts';
import type { ScriptText, TextSource } from './script-text.ts';

/** A script with a valid name, before anything that needs placeholders. */
export interface ScannedScript {
  readonly file: FoundFile;
  readonly name: ValidName;
  readonly config: RawScriptConfig | null;
  /** `null`: it is detected from the bytes. */
  readonly encoding: string | null;
  /** `null`: not read (callbacks, and migrations when only callbacks were asked for). */
  readonly content: ScannedContent | null;
}

/** What reading gave; errors are kept, because Flyway meets them only when a command asks for the migrations. */
export type ScannedContent =
  | { readonly isRead: true; readonly encoding: string; readonly checksum: number; readonly text: ScriptText | null }
  | { readonly isRead: false; readonly error: unknown };

/** Everything that stands in the locations. */
export interface SourceScan {
  /** Valid migration names, in the order of their locations and script paths. */
  readonly migrations: readonly ScannedScript[];
  /** Valid callback names: from `callbackLocations` where these are set. */
  readonly callbacks: readonly ScannedScript[];
  /** Why files with a script's suffix are no scripts, in Flyway's words. */
  readonly invalidNames: readonly string[];
  /** What Flyway says meanwhile, in its order. */
  readonly log: readonly LogLine[];
}

export interface ScanOptions {
  /** `callbacks`: the command never asks for migrations (clean, baseline), so none is read. */
  readonly purpose?: 'migrations' | 'callbacks';
  /** Gets each line of the log at once: the ones before an error are not lost. */
  readonly report?: (line: LogLine) => void;
  /** Texts up to this sum stay in memory between the scan and their execution, others are read again; 64 MB unless given. */
  readonly keptBytes?: number;
}

const DEFAULT_KEPT_BYTES = 64 * 1024 * 1024;

interface Scan {
  readonly config: Config;
  readonly grammar: NameGrammar;
  readonly encoding: string;
  readonly log: LogLine[];
  readonly report: (line: LogLine) => void;
}

/** Lists the locations once, checks the names, reads the migrations and sums them up. */
export function scanSources(config: Config, options: ScanOptions = {}): SourceScan {
  const isForMigrations = (options.purpose ?? 'migrations') === 'migrations';
  if (!isForMigrations && config.skipDefaultResolvers && config.skipDefaultCallbacks) {
    return { migrations: [], callbacks: [], invalidNames: [], log: [] };
  }
  const log: LogLine[] = [];
  const report = (line: LogLine): void => {
    log.push(line);
    options.report?.(line);
  };
  const scan: Scan = { config, grammar: configuredGrammar(config), encoding: configuredEncoding(config), log, report };

  const files = listFiles(scan, config.locations);
  const { scripts: found, invalidNames } = readNames(scan, files);
  const scripts = [...found, ...rollbackScripts(scan, found)];
  reportInvalidNames(scan, invalidNames);
  const callbackScripts =
    config.callbackLocations.length === 0 ? scripts : readNames(scan, listFiles(scan, config.callbackLocations)).scripts;

  const migrations = scripts.filter(({ name }) => !isCallbackEvent(name.prefix));
  const isReading = isForMigrations && !config.skipDefaultResolvers;
  return {
    migrations: isReading ? withContents(migrations, options.keptBytes ?? DEFAULT_KEPT_BYTES) : migrations,
    callbacks: config.skipDefaultCallbacks ? [] : callbackScripts.filter(({ name }) => isCallbackEvent(name.prefix)),
    invalidNames,
    log,
  };
}

/** Undo scripts in the folder of rollback scripts, of versions that have none in the locations. */
function rollbackScripts(scan: Scan, found: readonly ScannedScript[]): readonly ScannedScript[] {
  const { flyback, undoSqlMigrationPrefix, workingDirectory } = scan.config;
  const folder = flyback.rollbacksLocation;
  if (folder === null || entryKind(resolve(workingDirectory, folder)) !== 'directory') return [];
  const isUndo = ({ name }: ScannedScript): boolean => name.prefix === undoSqlMigrationPrefix && name.version !== null;
  const undone = new Set(found.filter(isUndo).map(({ name }) => name.version?.key));
  return readNames(scan, listFiles(scan, [`filesystem:${folder}`])).scripts.filter(
    (script) => isUndo(script) && !undone.has(script.name.version?.key),
  );
}

function configuredEncoding(config: Config): string {
  const encoding = canonicalEncoding(config.encoding);
  if (encoding !== null) return encoding;
  throw new ConfigError('CONFIG_INVALID', `Unknown encoding: ${config.encoding}`, {
    hint: 'Use a name such as UTF-8, ISO-8859-1, windows-1252 or UTF-16LE.',
  });
}

function listFiles(scan: Scan, settings: readonly string[]): FoundFile[] {
  const { workingDirectory, failOnMissingLocations } = scan.config;
  const isScriptName = (name: string): boolean => matchingSuffix(name, scan.grammar) !== null;
  const list = parseLocations(settings, workingDirectory);
  list.log.forEach(scan.report);
  return list.locations.flatMap((location) => {
    const found = listLocation(location, { workingDirectory, failOnMissingLocations, isScriptName });
    found.log.forEach(scan.report);
    return found.files.filter(({ name }) => isScriptName(name));
  });
}

function readNames(scan: Scan, files: readonly FoundFile[]): { scripts: ScannedScript[]; invalidNames: string[] } {
  const scripts: ScannedScript[] = [];
  const invalidNames: string[] = [];
  for (const file of files) {
    const config = file.configPath === null ? null : readConfig(scan, file, file.configPath);
    const name = parseFileName(file.name, scan.grammar);
    if (name.isValid) scripts.push({ file, name, config, encoding: encodingOf(scan, config), content: null });
    else invalidNames.push(name.reason);
  }
  return { scripts, invalidNames };
}

function encodingOf(scan: Scan, config: RawScriptConfig | null): string | null {
  return config?.encoding ?? (scan.config.detectEncoding ? null : scan.encoding);
}

function readConfig(scan: Scan, file: FoundFile, path: string): RawScriptConfig {
  const name = basename(path);
  const directory = dirname(file.shownPath);
  const shownPath = directory === '.' && !file.shownPath.startsWith('.') ? name : `${directory}/${name}`;
  return parseScriptConfig(shownPath, readScriptText({ name, path, shownPath, encoding: scan.encoding }).utf8);
}

function reportInvalidNames(scan: Scan, reasons: readonly string[]): void {
  if (reasons.length === 0) return;
  if (scan.config.validateMigrationNaming) {
    throw new SourceError('SOURCE_NAME', `Invalid SQL filenames found:\r\n${reasons.join('\r\n')}`, {
      hint: 'Rename the files as shown, or move them out of the locations.',
    });
  }
  const text = `${reasons.length} SQL migrations were detected but not run because they did not follow the filename convention.`;
  scan.report({ level: 'info', text });
  scan.report({ level: 'info', text: "Set 'validateMigrationNaming' to true to fail fast and see a list of the invalid file names." });
}

function withContents(scripts: readonly ScannedScript[], keptBytes: number): ScannedScript[] {
  let left = keptBytes;
  return scripts.map((script) => {
    const content = readContent(script, left);
    if (content.isRead && content.text !== null) left -= content.text.utf8.length;
    return { ...script, content };
  });
}

function readContent(script: ScannedScript, keptBytes: number): ScannedContent {
  try {
    const text = readScriptText(textSource(script));
    const isKept = text.utf8.length <= keptBytes;
    return { isRead: true, encoding: text.encoding, checksum: flywayChecksum(text.utf8), text: isKept ? text : null };
  } catch (error) {
    return { isRead: false, error };
  }
}

/** What is needed to read a scanned script. */
export function textSource({ file, encoding }: ScannedScript): TextSource {
  return { name: file.name, path: file.path, shownPath: file.shownPath, encoding };
}
