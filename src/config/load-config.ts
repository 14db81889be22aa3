import { resolve as resolvePath } from 'node:path';
import { surroundings, type Surroundings } from '../io/environment.ts';
import type { ConnectionSettings } from '../model/connection.ts';
import type { LogLine } from '../model/log.ts';
import type { ParsedArguments } from './command-line.ts';
import type { CliOptions, Config } from './config.ts';
import type { ConfigOptions, OptionValue } from './config-options.ts';
import { readConfigFiles, type ConfigFileContents } from './config-files.ts';
import { configProblemsError } from './config-problem.ts';
import { findKey } from './keys.ts';
import { settingFromDotted, type RawSetting, type RawValue } from './raw-setting.ts';
import { resolveConfig } from './resolve.ts';
import { suggestKeys } from './suggest-keys.ts';
import { settingsFromVariables } from './variable-settings.ts';

export type { ConfigOptions } from './config-options.ts';

/** Everything a configuration is loaded from. */
export interface LoadConfigInput extends Surroundings {
  readonly argv: ParsedArguments;
}

/** A checked configuration, and what is to be told about how it came about. */
export interface LoadedConfig {
  readonly config: Config;
  readonly cli: CliOptions;
  readonly warnings: readonly LogLine[];
}

function settingOfFlag({ key, value, shown }: ParsedArguments['keys'][number]): RawSetting {
  const rest = { value, form: 'flag', source: shown } as const;
  const dotted = key.startsWith('environments.') || key.startsWith('flyback.') ? key : `flyway.${key}`;
  return settingFromDotted(dotted, rest) ?? { ...rest, name: key, area: 'flyway', environment: null };
}

function flagValue(argv: ParsedArguments, key: string): string | null {
  const value = argv.keys.find((each) => each.key === key)?.value ?? '';
  return value === '' ? null : value;
}

/**
 * Loads the configuration: defaults, then files, then environment variables, then the command line (Flyway 12.4's rules).
 * @throws ConfigProblemsError with all problems at once
 */
export async function loadConfig(input: LoadConfigInput): Promise<LoadedConfig> {
  const { argv, env, cwd, home } = input;
  const folder = flagValue(argv, 'workingDirectory');
  const workingDirectory = folder === null ? null : resolvePath(cwd, folder);
  const files = await readConfigFiles({
    configFiles: flagValue(argv, 'configFiles'),
    configFileEncoding: flagValue(argv, 'configFileEncoding'),
    workingDirectory,
    env,
    cwd,
    home,
  });
  const variables = settingsFromVariables(env, files.isTomlMode);
  const flags = argv.keys.map(settingOfFlag);
  // -environments.X counts for nothing beside a conf file, as in Flyway.
  const usable = files.isTomlMode ? flags : flags.filter(({ area }) => area === 'flyway');
  const ignored: LogLine[] = flags
    .filter((flag) => !usable.includes(flag))
    .map(({ source }) => ({ level: 'warn', text: `${source} has no effect: environments need a TOML file` }));
  return resolveConfig({
    settings: [...files.settings, ...variables.settings, ...usable],
    environments: files.environments,
    isTomlMode: files.isTomlMode,
    problems: files.problems,
    warnings: [...files.warnings, ...variables.warnings, ...ignored],
    flags: argv.flags,
    env,
    cwd,
    home,
    workingDirectory,
    isEnvironmentAsked: true,
  });
}

function settingsOfOption(key: string, value: OptionValue): readonly RawSetting[] {
  const rest = { area: 'flyway', environment: null, form: 'option', source: `option ${key}` } as const;
  if (value === undefined || value === null) return [];
  if (typeof value === 'object' && !Array.isArray(value)) {
    return Object.entries(value).map(([name, each]) => ({ ...rest, name: `${key}.${name}`, value: each }));
  }
  return [{ ...rest, name: key, value: value as RawValue }];
}

/** Reads the files that a program names, and no others. */
export function readNamedFiles(
  paths: readonly string[],
  folder: string | null,
  from: Partial<Surroundings> = {},
): Promise<ConfigFileContents> {
  const { env, cwd, home } = { ...surroundings(), ...from };
  const workingDirectory = folder === null ? null : resolvePath(cwd, folder);
  return readConfigFiles({ configFiles: paths.join(','), configFileEncoding: null, workingDirectory, env, cwd, home, isNamedOnly: true });
}

/** What else a configuration of options is made of. */
export interface OptionSources extends Partial<Surroundings> {
  readonly isEnvironmentUsed?: boolean;
  /** Files that were read before; options win over them. */
  readonly files?: ConfigFileContents;
  /** The connection that the program brings, `null` for one that is open already; without it the settings are asked. */
  readonly connection?: ConnectionSettings | null;
}

const NO_FILES: ConfigFileContents = { isTomlMode: true, settings: [], environments: [], problems: [], warnings: [] };

/**
 * Makes a configuration from the options of a program, checked like any other. Environment variables
 * (`FLYWAY_*`, `DATABASE_URL`, `PG*`) only when asked for.
 * @throws ConfigProblemsError with all problems at once
 */
export function configFromOptions(options: ConfigOptions, from: OptionSources = {}): LoadedConfig {
  const { env, cwd, home } = { ...surroundings(), ...from };
  const isEnvironmentUsed = from.isEnvironmentUsed ?? false;
  const settings = Object.entries(options).flatMap(([key, value]) => settingsOfOption(key, value));
  const unknown = settings.filter(({ name }) => findKey(name) === null);
  if (unknown.length > 0) {
    throw configProblemsError(
      unknown.map(({ name, source }) => {
        const [meant] = suggestKeys(name);
        return {
          code: 'CONFIG_UNKNOWN_KEY',
          text: `Unknown option: ${name}`,
          source,
          hint: meant === undefined ? undefined : `Did you mean ${meant}?`,
        };
      }),
    );
  }
  const folder = options['workingDirectory'];
  const files = from.files ?? NO_FILES;
  const variables = isEnvironmentUsed ? settingsFromVariables(env, files.isTomlMode) : { settings: [], warnings: [] };
  // Without files there is nothing that an environment could be missing from.
  const named = from.files === undefined && typeof options['environment'] === 'string' ? [options['environment']] : [];
  return resolveConfig({
    settings: [...files.settings, ...variables.settings, ...settings],
    environments: [...files.environments, ...named],
    isTomlMode: files.isTomlMode,
    problems: files.problems,
    warnings: [...files.warnings, ...variables.warnings],
    ...(from.connection === undefined ? {} : { connection: from.connection }),
    flags: new Set(),
    env,
    cwd,
    home,
    workingDirectory: typeof folder === 'string' && folder !== '' ? resolvePath(cwd, folder) : null,
    isEnvironmentAsked: isEnvironmentUsed,
  });
}
