import type { Config } from '../config/config.ts';
import { surroundings } from '../io/environment.ts';
import { SourceError } from '../model/errors.ts';
import type { LogLine } from '../model/log.ts';
import type { Migration, MigrationKind, MigrationType } from '../model/migration.ts';
import { compareVersions } from '../model/version.ts';
import { replacePlaceholders } from '../syntax/placeholders.ts';
import type { PlaceholderOptions } from '../syntax/placeholders.ts';
import { flywayChecksum } from './checksum.ts';
import { compareText } from './locations.ts';
import { keepText } from './read-script.ts';
import { noScriptConfig, placedPlaceholderError, resolveScriptConfig } from './script-config.ts';
import { placeholdersForName } from './script-placeholders.ts';
import type { PlaceholderLookup } from './script-placeholders.ts';
import { readScriptText } from './script-text.ts';
import { textSource } from './scan-sources.ts';
import type { ScannedScript, SourceScan } from './scan-sources.ts';

/** The migrations of a project, unique, each list in the order in which it is executed. */
export interface ResolvedSources {
  /** Versioned and baseline scripts by version (of the same version the versioned one first), then repeatables by description. */
  readonly migrations: readonly Migration[];
  /** By version, ascending. */
  readonly undo: readonly Migration[];
  readonly log: readonly LogLine[];
}

const TYPES: Readonly<Record<MigrationKind, MigrationType>> = {
  versioned: 'SQL',
  repeatable: 'SQL',
  baseline: 'SQL_BASELINE',
  undo: 'UNDO_SQL',
};

/**
 * Turns scanned scripts into migrations: script configs, checksums of repeatables after replacement, order, duplicates.
 * Throws what Flyway throws when a command first asks for its migrations (CompositeMigrationResolver.java, 12.4).
 */
export function resolveMigrations(scan: SourceScan, config: Config, lookup: PlaceholderLookup): ResolvedSources {
  if (config.skipDefaultResolvers) return { migrations: [], undo: [], log: [] };
  const log: LogLine[] = [];
  const byPrefix = Map.groupBy(scan.migrations, ({ name }) => name.prefix);
  const resolved = (kind: MigrationKind, prefix: string): Migration[] =>
    (byPrefix.get(prefix) ?? [])
      .filter((script) => isOfKind(script, kind, prefix))
      .map((script) => migration(script, kind, config, lookup));
  const versioned = resolved('versioned', config.sqlMigrationPrefix);
  const repeatable = resolved('repeatable', config.repeatableSqlMigrationPrefix);
  const baseline = resolved('baseline', config.baselineMigrationPrefix);
  const undo = unique(resolved('undo', config.undoSqlMigrationPrefix), log);

  const migrations = unique([...versioned, ...repeatable, ...baseline], log);
  for (const list of [migrations, undo]) {
    list.sort(compareMigrations);
    refuseDuplicates(list);
  }
  return { migrations, undo, log };
}

function isOfKind({ file, name }: ScannedScript, kind: MigrationKind, prefix: string): boolean {
  // Flyway wants something between prefix and suffix: "R.sql" is a valid name and still no migration.
  if (kind === 'repeatable') return file.name.length > prefix.length + name.suffix.length;
  return name.version !== null;
}

function migration(script: ScannedScript, kind: MigrationKind, config: Config, lookup: PlaceholderLookup): Migration {
  const { file, name } = script;
  const placeholders = (): PlaceholderOptions => placeholdersForName(name.placeholderName, config, lookup);
  const scriptConfig = script.config === null ? noScriptConfig : resolveScriptConfig(script.config, placeholders(), surroundings().env);
  const { encoding, checksum, utf8 } = contentOf(script);
  const isReplaced = kind === 'repeatable' && (scriptConfig.placeholderReplacement ?? config.placeholderReplacement);
  const result: Migration = {
    path: file.path,
    shownPath: file.shownPath,
    script: file.script,
    encoding,
    config: scriptConfig,
    kind,
    type: TYPES[kind],
    version: name.version,
    description: name.description,
    checksum: isReplaced ? replacedChecksum(script, utf8 ?? reread(script, encoding, checksum), placeholders()) : checksum,
    rawChecksum: checksum,
  };
  if (utf8 !== null) keepText(result, utf8);
  return result;
}

function contentOf(script: ScannedScript): { encoding: string; checksum: number; utf8: Buffer | null } {
  if (script.content === null) {
    const { utf8, encoding } = readScriptText(textSource(script));
    return { utf8, encoding, checksum: flywayChecksum(utf8) };
  }
  if (!script.content.isRead) throw script.content.error;
  return { ...script.content, utf8: script.content.text?.utf8 ?? null };
}

function reread(script: ScannedScript, encoding: string, checksum: number): Buffer {
  const { utf8 } = readScriptText({ ...textSource(script), encoding });
  if (flywayChecksum(utf8) === checksum) return utf8;
  const { shownPath, path } = script.file;
  throw new SourceError('SOURCE_UNREADABLE', `${shownPath} (${path}) changed while flyback was running`, {
    hint: 'Run the command again.',
  });
}

function replacedChecksum(script: ScannedScript, utf8: Buffer, placeholders: PlaceholderOptions): number {
  try {
    return flywayChecksum(replacePlaceholders(utf8, placeholders).bytes);
  } catch (error) {
    throw placedPlaceholderError(error, script.file.shownPath, utf8);
  }
}

// Flyway collects migrations in a set: the same file in two locations counts once. Of a repeatable both checksums must agree.
function unique(migrations: readonly Migration[], log: LogLine[]): Migration[] {
  const byScript = new Map<string, Migration[]>();
  return migrations.filter((each) => {
    const namesakes = byScript.get(each.script);
    const twin = namesakes?.find((other) => isSame(other, each));
    if (twin !== undefined) log.push({ level: 'debug', text: `Ignoring '${each.shownPath}': it is the same as '${twin.shownPath}'` });
    else if (namesakes === undefined) byScript.set(each.script, [each]);
    else namesakes.push(each);
    return twin === undefined;
  });
}

/** Of two migrations with the same script path. */
function isSame(a: Migration, b: Migration): boolean {
  return (
    a.kind === b.kind &&
    a.version?.key === b.version?.key &&
    a.description === b.description &&
    a.checksum === b.checksum &&
    (a.kind !== 'repeatable' || a.rawChecksum === b.rawChecksum)
  );
}

function compareMigrations(a: Migration, b: Migration): number {
  if (a.version !== null && b.version !== null) return compareVersions(a.version, b.version);
  if (a.version !== null) return -1;
  if (b.version !== null) return 1;
  return compareText(a.description, b.description);
}

function refuseDuplicates(sorted: readonly Migration[]): void {
  for (let i = 1; i < sorted.length; i++) {
    const a = sorted[i - 1] as Migration;
    const b = sorted[i] as Migration;
    if (compareMigrations(a, b) === 0 && (a.kind === 'baseline') === (b.kind === 'baseline')) throw duplicate(a, b);
  }
}

function duplicate(a: Migration, b: Migration): SourceError {
  const what = a.version === null ? `repeatable migration with description ${a.description}` : `migration with version ${a.version.text}`;
  const offenders = `-> ${a.path} (${a.type})\n-> ${b.path} (${b.type})`;
  return new SourceError('SOURCE_DUPLICATE', `Found more than one ${what}\nOffenders:\n${offenders}`, {
    flywayCode: duplicateCode(a),
    hint: a.version === null ? 'Rename one of them.' : 'Give one of them another version; 1, 1.0 and 01 are the same one.',
  });
}

function duplicateCode({ kind, version }: Migration): string {
  if (kind === 'undo') return 'DUPLICATE_UNDO_MIGRATION';
  return version === null ? 'DUPLICATE_REPEATABLE_MIGRATION' : 'DUPLICATE_VERSIONED_MIGRATION';
}
