import type { Config } from '../config/config.ts';
import { SourceError } from '../model/errors.ts';
import type { LogLine } from '../model/log.ts';
import type { CallbackScript } from '../model/migration.ts';
import { surroundings } from '../io/environment.ts';
import { callbackEvents, hasSqlCallbacks } from './callback-events.ts';
import { compareText } from './locations.ts';
import { noScriptConfig, resolveScriptConfig } from './script-config.ts';
import { placeholdersForName } from './script-placeholders.ts';
import type { PlaceholderLookup } from './script-placeholders.ts';
import { textSource } from './scan-sources.ts';
import type { ScannedScript, SourceScan } from './scan-sources.ts';
import { readScriptText } from './script-text.ts';

/** The SQL callbacks of a run, in the order in which those of one event are executed, and what Flyway says about them. */
export interface ResolvedCallbacks {
  readonly callbacks: readonly CallbackScript[];
  readonly log: readonly LogLine[];
}

/** Turns the found callback files into scripts; two of the same name are an error (SqlScriptCallbackFactory.java, Flyway 12.4). */
export function resolveCallbacks(scan: SourceScan, config: Config, lookup: PlaceholderLookup): ResolvedCallbacks {
  refuseDuplicates(scan.callbacks);
  const callbacks = scan.callbacks
    .filter(({ name }) => hasSqlCallbacks(name.prefix))
    .map((script) => callbackScript(script, config, lookup));
  callbacks.sort((a, b) => compareText(a.description, b.description) || callbackEvents.indexOf(a.event) - callbackEvents.indexOf(b.event));
  return { callbacks, log: callbacks.some(({ event }) => event === 'createSchema') ? [createSchemaWarning] : [] };
}

// The blank that Flyway 12.4 forgot is forgotten here too: scripts look for the line.
const createSchemaWarning: LogLine = {
  level: 'warn',
  text: "'createSchema' callback is deprecated and will be removed in a future release.Please use beforeCreateSchema instead",
};

function refuseDuplicates(scripts: readonly ScannedScript[]): void {
  const byName = new Map<string, ScannedScript>();
  for (const script of scripts) {
    const { baseName } = script.name;
    const existing = byName.get(baseName);
    if (existing !== undefined) {
      const offenders = `-> ${existing.file.path}\n-> ${script.file.path}`;
      throw new SourceError('SOURCE_DUPLICATE', `Found more than 1 SQL callback script called ${baseName}!\nOffenders:\n${offenders}`, {
        hint: 'Give each a description of its own: EVENT__description.sql.',
      });
    }
    byName.set(baseName, script);
  }
}

function callbackScript(script: ScannedScript, config: Config, lookup: PlaceholderLookup): CallbackScript {
  const { file, name } = script;
  const placeholders = placeholdersForName(name.placeholderName, config, lookup);
  return {
    path: file.path,
    shownPath: file.shownPath,
    script: file.script,
    encoding: script.encoding ?? detectedEncoding(script),
    config: script.config === null ? noScriptConfig : resolveScriptConfig(script.config, placeholders, surroundings().env),
    event: name.prefix,
    description: name.description,
  };
}

function detectedEncoding(script: ScannedScript): string {
  return readScriptText(textSource(script)).encoding;
}
