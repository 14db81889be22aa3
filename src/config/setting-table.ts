import type { ConfigProblem } from './config-problem.ts';
import type { KeySpec } from './key-spec.ts';
import { findEnvironmentKey, findKey } from './keys.ts';
import { dottedName, type RawSetting } from './raw-setting.ts';
import { flywayPossibleValues, inJavaMapOrder, suggestKeys } from './suggest-keys.ts';

/** Settings sorted by key: what counts for the selected environment, and what is wrong with the rest. */
export interface SettingTable {
  readonly environment: string;
  readonly problems: readonly ConfigProblem[];
  /** Keys of the selected environment that nobody knows; Flyway 13 warns of them. */
  readonly unknownInEnvironment: readonly string[];
  /** The setting that wins for a key, `null` when none is set. */
  get(name: string): RawSetting | null;
  /** All entries of a map by name without the prefix. */
  map(name: string): ReadonlyMap<string, RawSetting>;
}

export interface SettingTableInput {
  /** Lowest precedence first. */
  readonly settings: readonly RawSetting[];
  readonly environments: readonly string[];
  readonly isTomlMode: boolean;
}

/** Group of the problems that Flyway words as one message. */
export const UNKNOWN_GROUP = 'unknown';

const REMOVED: ReadonlySet<string> = new Set([
  'cleanOnValidationError',
  'check.minorTolerance',
  'check.majorTolerance',
  'check.minorRules',
  'check.majorRules',
]);
const MOVED: Readonly<Record<string, string>> = {
  'plugins.clean': 'flyway.sqlserver.clean',
  'plugins.vault': 'flyway.vault',
  'plugins.dapr': 'flyway.dapr',
  'plugins.gcsm': 'flyway.gcsm',
};
/** Flyway reads these two itself before it looks at the keys. */
const READ_BEFORE: ReadonlySet<string> = new Set(['configFiles', 'configFileEncoding']);

/** An empty list does not replace a list, and in TOML mode an empty text is no number and no boolean. */
function isUnset(setting: RawSetting, spec: KeySpec | null, isTomlMode: boolean): boolean {
  if (Array.isArray(setting.value) && setting.value.length === 0) return true;
  return isTomlMode && setting.value === '' && setting.form !== 'conf' && (spec?.type === 'boolean' || spec?.type === 'integer');
}

class Table implements SettingTable {
  readonly environment: string;
  readonly problems: ConfigProblem[] = [];
  readonly unknownInEnvironment: string[] = [];
  readonly #isTomlMode: boolean;
  readonly #flyway = new Map<string, RawSetting>();
  readonly #environment = new Map<string, RawSetting>();
  readonly #overrides = new Map<string, RawSetting>();

  constructor({ settings, environments, isTomlMode }: SettingTableInput) {
    this.#isTomlMode = isTomlMode;
    const chosen = settings.findLast((each) => each.area === 'flyway' && each.name === 'environment' && each.value !== '');
    this.environment = isTomlMode && chosen !== undefined ? String(chosen.value) : 'default';
    const known = new Set(['default', '-', ...environments]);
    const unknown: RawSetting[] = [];
    for (const setting of settings) {
      if (setting.environment !== null) known.add(setting.environment);
      if (this.#put(setting) === 'unknown') unknown.push(setting);
    }
    // A plain -url or FLYWAY_URL makes the environment exist in Flyway.
    const isMade = settings.some((each) => each.area === 'flyway' && each.form !== 'toml' && findKey(each.name)?.scope === 'environment');
    this.#explain(unknown, settings.length);
    if (!known.has(this.environment) && !isMade) this.#missingEnvironment([...known], chosen?.source ?? 'environment');
  }

  get(name: string): RawSetting | null {
    return this.#overrides.get(name) ?? this.#environment.get(name) ?? this.#flyway.get(name) ?? null;
  }

  map(name: string): ReadonlyMap<string, RawSetting> {
    const prefix = `${name}.`;
    const within = (settings: ReadonlyMap<string, RawSetting>): [string, RawSetting][] =>
      [...settings].filter(([key]) => key.startsWith(prefix)).map(([key, setting]) => [key.slice(prefix.length), setting]);
    // The map of an environment replaces the other one as a whole, as in Flyway.
    const override = within(this.#overrides);
    return new Map(override.length > 0 ? override : [...within(this.#flyway), ...within(this.#environment)]);
  }

  #put(setting: RawSetting): 'unknown' | 'done' {
    const { name, area, environment, form } = setting;
    if (area !== 'flyway' && environment !== this.environment) return 'done';
    if (area === 'environment') {
      const spec = findEnvironmentKey(name);
      if (spec === null) this.unknownInEnvironment.push(name);
      else this.#set(this.#environment, setting, spec);
      return 'done';
    }
    const spec = findKey(name);
    if (spec === null || REMOVED.has(name)) return 'unknown';
    if (area === 'override') {
      if (spec.scope === 'environment' || spec.scope === 'command-line') return 'unknown';
      this.#set(this.#overrides, setting, spec);
      return 'done';
    }
    if (spec.scope === 'environment') {
      const isRefused = form === 'toml' || (form === 'flag' && this.#isTomlMode && spec.name === 'jdbcProperties');
      if (isRefused) return 'unknown';
      this.#set(this.#environment, setting, spec);
    } else if (spec.scope === 'command-line' && form !== 'flag' && form !== 'option') {
      return READ_BEFORE.has(name) ? 'done' : 'unknown';
    } else if (name === 'environment' && !this.#isTomlMode) {
      return 'unknown';
    } else if (name === spec.name && spec.type === 'map' && !this.#isTomlMode) {
      return 'unknown';
    } else this.#set(this.#flyway, setting, spec);
    return 'done';
  }

  #set(into: Map<string, RawSetting>, setting: RawSetting, spec: KeySpec): void {
    if (isUnset(setting, spec, this.#isTomlMode)) return;
    // Names of placeholders do not mind case: FLYWAY_PLACEHOLDERS_SRC replaces flyway.placeholders.Src.
    if (spec.name === 'placeholders') {
      const lower = setting.name.toLowerCase();
      for (const key of into.keys()) if (key.toLowerCase() === lower) into.delete(key);
    }
    into.set(setting.name, setting);
  }

  #explain(unknown: readonly RawSetting[], entries: number): void {
    const byName = new Map(unknown.map((setting) => [dottedName(setting), setting]));
    const order = this.#isTomlMode ? tomlOrder(unknown) : inJavaMapOrder([...byName.keys()], entries + 1);
    for (const name of order) {
      const setting = byName.get(name);
      if (setting === undefined) continue;
      const text = this.#isTomlMode ? tomlText(setting) : `Unknown configuration property: ${name}`;
      const isObsolete = this.#isTomlMode && /^\t(Removed|Deprecated)/.test(text);
      this.problems.push({
        code: 'CONFIG_UNKNOWN_KEY',
        text,
        source: setting.source,
        hint: unknownHint(setting, name),
        group: UNKNOWN_GROUP,
        key: name,
        flywayCode: isObsolete ? 'CONFIGURATION_RECOVERABLE' : 'CONFIGURATION',
      });
    }
  }

  #missingEnvironment(known: readonly string[], source: string): void {
    const names = known.filter((name) => name !== '-');
    const like = names.find((name) => name.toLowerCase() === this.environment.toLowerCase());
    this.problems.push({
      code: 'CONFIG_INVALID',
      text: `Environment '${this.environment}' not found. Check that this environment exists in your configuration.`,
      source,
      hint: like === undefined ? `There is ${names.join(', ')}.` : `Did you mean '${like}'?`,
      group: UNKNOWN_GROUP,
    });
  }
}

/** First keys of `[flyway]`, then those of the environment; within each by namespace, as Flyway's maps have them. */
function tomlOrder(unknown: readonly RawSetting[]): readonly string[] {
  return ['flyway', 'override'].flatMap((area) => {
    const settings = unknown.filter((setting) => setting.area === area);
    const heads = new Set(settings.map(({ name }) => name.split('.')[0] ?? ''));
    const spaces = new Set(settings.map(({ name }) => (name.includes('.') ? (name.split('.')[0] ?? '') : 'flyway')));
    const plain = inJavaMapOrder([...heads], heads.size);
    const within = (space: string): readonly string[] => settings.filter(({ name }) => name.startsWith(`${space}.`)).map(dottedName);
    return inJavaMapOrder([...spaces], spaces.size).flatMap((space) => [
      ...(space === 'flyway' ? plain.flatMap((head) => settings.filter(({ name }) => name === head).map(dottedName)) : []),
      ...within(space),
    ]);
  });
}

/** UnknownParameterModel.java, 12.4. */
function tomlText(setting: RawSetting): string {
  // `-flyway.table=x` is a `table` in the namespace `flyway`, which is the name Flyway shows.
  const name = setting.name.startsWith('flyway.') ? setting.name : dottedName(setting);
  if (REMOVED.has(setting.name)) return `\tRemoved: '${name}' has been removed and is no longer supported.`;
  const moved = MOVED[setting.name.split('.').slice(0, 2).join('.')];
  if (moved !== undefined) return `\tDeprecated: '${name}' has been replaced by '${moved}'.`;
  // Flyway looks at no more than the part after the namespace.
  const last = setting.name.includes('.') ? (setting.name.split('.')[1] ?? '') : setting.name;
  const prefix = dottedName(setting).slice(0, -setting.name.length);
  const possible = flywayPossibleValues(last, setting.area === 'flyway' ? 'flyway' : 'environment').map((key) => prefix + key);
  if (possible.length > 0) return `\tUnknown: '${name}'. Possible values: ${possible.join(', ')}?`;
  return `\tUnknown: '${name}'. Check the parameter spelling and ensure Flyway is up to date.`;
}

function unknownHint(setting: RawSetting, name: string): string | undefined {
  if (setting.name === 'cleanOnValidationError') return 'Run clean and migrate yourself where that is wanted.';
  const spec = findKey(setting.name);
  if (spec?.name === 'jdbcProperties') return `Write -environments.default.${setting.name}=VALUE, or put it into the URL.`;
  if (spec?.scope === 'environment') return `${setting.name} belongs into [environments.default].`;
  if (spec?.name === 'environment') return 'Environments need a TOML file; this configuration is a conf file.';
  if (spec?.scope === 'command-line') return `${setting.name} works only on the command line.`;
  const meant = suggestKeys(setting.name);
  const prefix = name.slice(0, name.length - setting.name.length);
  const shown = meant.map((key) => (setting.form === 'flag' ? `-${key}` : key.startsWith('flyback.') ? key : prefix + key));
  return shown.length === 0
    ? undefined
    : `Did you mean ${shown.join(' or ')} instead of ${setting.form === 'flag' ? `-${setting.name}` : name}?`;
}

/** Sorts settings by key, selects the environment, and finds the keys that nobody knows. */
export function settingTable(input: SettingTableInput): SettingTable {
  return new Table(input);
}

/** Words a group of problems as Flyway 12.4 words it. */
export function wordUnknown(problems: readonly ConfigProblem[], isTomlMode: boolean): string {
  if (isTomlMode) return `Failed to configure parameters:\n${problems.map(({ text }) => `${text}\n`).join('')}`;
  const names = problems.map(({ key }) => key ?? '').join(',');
  return `Unknown configuration ${problems.length === 1 ? 'property' : 'properties'}: ${names}. Please check your conf files or commandline parameters`;
}
