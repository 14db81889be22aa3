import { basename } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Script } from '../model/migration.ts';
import type { PlaceholderOptions } from '../syntax/placeholders.ts';
import { nameGrammar, parseFileName } from './file-name.ts';
import type { NameGrammar } from './file-name.ts';

/** The value of a placeholder by its name in any case, without the ones that belong to a file; `null` where there is none. */
export type PlaceholderLookup = (name: string) => string | null;

const grammars = new WeakMap<Config, NameGrammar>();

/** The grammar of file names that a configuration asks for. */
export function configuredGrammar(config: Config): NameGrammar {
  const known = grammars.get(config);
  if (known !== undefined) return known;
  const grammar = nameGrammar({
    versionedPrefix: config.sqlMigrationPrefix,
    undoPrefix: config.undoSqlMigrationPrefix,
    repeatablePrefix: config.repeatableSqlMigrationPrefix,
    baselinePrefix: config.baselineMigrationPrefix,
    separator: config.sqlMigrationSeparator,
    suffixes: config.sqlMigrationSuffixes,
  });
  grammars.set(config, grammar);
  return grammar;
}

/** Placeholder settings for one script: the lookup, and its own `${flyway:filename}`. */
export function placeholdersFor(script: Pick<Script, 'path'>, config: Config, lookup: PlaceholderLookup): PlaceholderOptions {
  const name = parseFileName(basename(script.path), configuredGrammar(config));
  return placeholdersForName(name.isValid ? name.placeholderName : null, config, lookup);
}

/** As {@link placeholdersFor}, with the value of `${flyway:filename}` given. */
export function placeholdersForName(filename: string | null, config: Config, lookup: PlaceholderLookup): PlaceholderOptions {
  const filenameKey = `flyway${config.placeholderSeparator}filename`.toLowerCase();
  return {
    prefix: config.placeholderPrefix,
    suffix: config.placeholderSuffix,
    separator: config.placeholderSeparator,
    resolve: (name) => (name.toLowerCase() === filenameKey ? filename : lookup(name)),
  };
}
