import { basename, resolve } from 'node:path';
import type { BatchScript } from '../analyze/analyze-batch.ts';
import { duplicateVersion } from '../analyze/rules/duplicate-version.ts';
import { mixedTransaction } from '../analyze/rules/mixed-transaction.ts';
import { unreadableScript } from '../analyze/rules/unreadable-script.ts';
import { hazardOf } from '../analyze/run-rules.ts';
import type { Config } from '../config/config.ts';
import { prepareScript, type PreparedScript } from '../execute/prepare-script.ts';
import { FlybackError, SourceError } from '../model/errors.ts';
import { pointIn, type Hazard } from '../model/hazard.ts';
import type { LogLine } from '../model/log.ts';
import type { CallbackScript, Migration, Script } from '../model/migration.ts';
import {
  placeholdersFor,
  readScript,
  resolveCallbacks,
  resolveMigrations,
  scanSources,
  type PlaceholderLookup,
  type SourceScan,
} from '../sources/read-sources.ts';
import { noScriptConfig } from '../sources/script-config.ts';
import { placeholderLookup } from '../syntax/placeholders.ts';
import { batchCallback, batchMigration } from './batch-scripts.ts';

/** A script that lint looks at. */
export interface LintScript {
  /** Absolute. */
  readonly path: string;
  readonly script: Script;
  readonly migration: Migration | null;
  readonly callback: CallbackScript | null;
  readonly hasUndo: boolean;
}

const FIRST_EVENTS = /^before/u;

/** The files of a project as lint reads them: what is wrong with one of them is a hazard, and the others are judged all the same. */
export class LintSources {
  /** Callbacks before, migrations in their order, callbacks after; then files that were named and belong to no location. */
  readonly scripts: readonly LintScript[];
  readonly hazards: readonly Hazard[];
  readonly log: readonly LogLine[];
  readonly #config: Config;
  readonly #lookup: PlaceholderLookup;
  readonly #guessed = new Set<string>();

  private constructor(config: Config, operands: readonly string[]) {
    this.#config = config;
    this.#lookup = this.#total(config);
    const scan = scanSources(config);
    const { unique, hazards } = withoutDuplicates(scan, config);
    const { migrations, undo, log } = resolveMigrations(unique, config, this.#lookup);
    const { callbacks } = resolveCallbacks(scan, config, this.#lookup);
    const undone = new Set(undo.map(({ version }) => version?.key));
    const found = [
      ...callbacks.filter(({ event }) => FIRST_EVENTS.test(event)).map(callbackScript),
      ...migrations.map((migration) => migrationScript(migration, undone.has(migration.version?.key))),
      ...callbacks.filter(({ event }) => !FIRST_EVENTS.test(event)).map(callbackScript),
    ];
    const known = new Set(found.map(({ path }) => path));
    const named = operands.map((file) => resolve(config.workingDirectory, file)).filter((path) => !known.has(path));
    const undoPaths = new Set(undo.map(({ path }) => resolve(path)));
    this.scripts = [...found, ...named.filter((path) => !undoPaths.has(path)).map((path) => looseScript(path, config))];
    this.hazards = hazards;
    this.log = [...scan.log, ...log].filter(({ level }) => level === 'warn');
  }

  /** Lists the sources; throws SourceError and ConfigError where there is nothing to judge. */
  static scan(config: Config, operands: readonly string[]): LintSources {
    const sources = new LintSources(config, operands);
    if (sources.scripts.length === 0)
      throw new SourceError('SOURCE_UNREADABLE', 'There is no migration to judge.', {
        exitCode: 2,
        hint: `Locations: ${config.locations.join(', ')}. Give -locations=filesystem:FOLDER, or name files: flyback lint sql/V2__x.sql.`,
      });
    return sources;
  }

  /** What was taken for granted. */
  get notAnalysed(): readonly string[] {
    return [...this.#guessed].toSorted().map((name) => `the placeholder ${name} has no value here: its own name was taken for it`);
  }

  /** Reads and splits a script; null and a hazard where that fails. */
  async prepared(script: LintScript, hazards: Hazard[]): Promise<BatchScript | null> {
    try {
      return batch(script, await this.#prepare(script.script));
    } catch (error) {
      if (!(error instanceof FlybackError)) throw error;
      hazards.push(brokenFile(script, error));
      // A mixture of statements is refused by migrate, and can be judged.
      return error.code === 'ERR_EXECUTE_MIXED' ? batch(script, await this.#prepare(script.script, true)) : null;
    }
  }

  #prepare(script: Script, mixed: boolean = this.#config.mixed): Promise<PreparedScript> {
    const config = this.#config;
    return prepareScript(script, readScript(script), {
      placeholders:
        (script.config.placeholderReplacement ?? config.placeholderReplacement) ? placeholdersFor(script, config, this.#lookup) : null,
      serverVersionNum: config.flyback.postgresVersion * 10_000,
      isStandardConforming: true,
      mixed,
      executeInTransaction: config.executeInTransaction,
    });
  }

  /** Configured placeholders, Flyway's own with what they would be by default, and for others their names. */
  #total(config: Config): PlaceholderLookup {
    const { placeholders, placeholderSeparator: separator, connection } = config;
    const builtIn = new Map([
      ['defaultSchema', config.defaultSchema ?? config.schemas[0] ?? 'public'],
      ['user', connection?.user ?? 'postgres'],
      ['database', connection?.database ?? 'postgres'],
      ['workingDirectory', config.givenWorkingDirectory],
      ['table', config.table],
      ['environment', config.environment],
      ['timestamp', '2000-01-01 00:00:00'],
    ]);
    const lookup = placeholderLookup(placeholders, new Map([...builtIn].map(([name, value]) => [`flyway${separator}${name}`, value])));
    return (name) => {
      const value = lookup(name);
      if (value !== null || name.startsWith(`flyway${separator}`)) return value;
      this.#guessed.add(name);
      return name;
    };
  }
}

function batch({ migration, callback, script, hasUndo }: LintScript, prepared: PreparedScript): BatchScript {
  if (callback !== null) return batchCallback(callback, prepared);
  return batchMigration(migration ?? asMigration(script), prepared, { isOutOfOrder: false, hasUndo });
}

/** A file that belongs to no location is judged as a versioned migration without version. */
function asMigration(script: Script): Migration {
  return { ...script, kind: 'versioned', type: 'SQL', version: null, description: script.script, checksum: 0, rawChecksum: 0 };
}

function migrationScript(migration: Migration, hasUndo: boolean): LintScript {
  return { path: resolve(migration.path), script: migration, migration, callback: null, hasUndo };
}

function callbackScript(callback: CallbackScript): LintScript {
  return { path: resolve(callback.path), script: callback, migration: null, callback, hasUndo: true };
}

function looseScript(path: string, config: Config): LintScript {
  const script: Script = { path, shownPath: path, script: basename(path), encoding: config.encoding, config: noScriptConfig };
  return { path, script, migration: null, callback: null, hasUndo: true };
}

function brokenFile({ script }: LintScript, error: FlybackError): Hazard {
  const { place } = error;
  const caret = place?.excerpt === undefined ? '' : `\n${place.excerpt}`;
  const rule = error.code === 'ERR_EXECUTE_MIXED' ? mixedTransaction : unreadableScript;
  const finding = { message: `${error.message}${caret}`, safer: error.hint ?? null };
  return hazardOf(rule, finding, pointIn(place?.file ?? script.shownPath, place?.line, place?.column));
}

/** Two files with one version stop migrate; lint says so and goes on with the first. */
function withoutDuplicates(scan: SourceScan, config: Config): { readonly unique: SourceScan; readonly hazards: readonly Hazard[] } {
  const first = new Map<string, string>();
  const hazards: Hazard[] = [];
  const migrations = scan.migrations.filter(({ file, name }) => {
    const key = `${name.prefix} ${name.version?.key ?? name.description}`;
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, file.shownPath);
      return true;
    }
    const what = name.version === null ? `description "${name.description}"` : `version ${name.version.text}`;
    const message = `${file.shownPath} has the same ${what} as ${other}: nothing can be migrated.`;
    const isVersioned = name.prefix === config.sqlMigrationPrefix;
    const safer = isVersioned
      ? 'Give one of them the next free version: flyback renumber does it for files that are not applied yet.'
      : 'Rename one of them.';
    hazards.push(hazardOf(duplicateVersion, { message, safer }, pointIn(file.shownPath)));
    return false;
  });
  return { unique: { ...scan, migrations }, hazards };
}
