import { isAbsolute, join, resolve as resolvePath } from 'node:path';
import { lookAt, namesIn } from '../io/environment.ts';
import { ConfigError, FlybackError } from '../model/errors.ts';
import type { LogLine } from '../model/log.ts';
import { parseVersion, type Version } from '../model/version.ts';
import type { CliOptions, Config, FlybackConfig } from './config.ts';
import { configProblemsError, type ConfigProblem } from './config-problem.ts';
import { connectionSettings } from './connection-settings.ts';
import type { KeySpec } from './key-spec.ts';
import { confName, findKey, KEYS } from './keys.ts';
import { parseDuration } from './parse-duration.ts';
import { parseIgnorePatterns } from './parse-ignore-patterns.ts';
import { parseInfoDate } from './parse-info-date.ts';
import { parseTarget } from './parse-target.ts';
import { resolveProperty } from './property-resolver.ts';
import { dottedName, type RawSetting, type RawValue } from './raw-setting.ts';
import { settingTable, UNKNOWN_GROUP, wordUnknown, type SettingTable, type SettingTableInput } from './setting-table.ts';
import { nearest } from './suggest-keys.ts';

/** Everything a configuration is made of, once it has been read. */
export interface ResolveInput extends SettingTableInput {
  /** Problems of the files, which come first. */
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly LogLine[];
  readonly flags: ReadonlySet<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** Absolute, `null` without `-workingDirectory`. */
  readonly workingDirectory: string | null;
  /** Whether `DATABASE_URL`, `PG*` and the service file count. */
  readonly isEnvironmentAsked: boolean;
  /** A connection that the caller brings, `null` for an open one; without it the settings say where the database is. */
  readonly connection?: Config['connection'];
}

export interface ResolvedConfig {
  readonly config: Config;
  readonly cli: CliOptions;
  readonly warnings: readonly LogLine[];
}

const ENCODINGS = [
  'UTF-8',
  'UTF8',
  'ISO-8859-1',
  'ISO8859_1',
  'latin1',
  'UTF-16',
  'UTF-16LE',
  'UTF-16BE',
  'windows-1252',
  'Cp1252',
  'US-ASCII',
  'ASCII',
];
/** States by which `info` can be filtered (MigrationState.java, 12.4), in lower case. */
const INFO_STATES: ReadonlySet<string> = new Set(
  'pending above_target below_baseline baseline_ignored baseline ignored missing_success missing_failed success undone available failed out_of_order future_success future_failed outdated superseded deleted'.split(
    ' ',
  ),
);
const DEFAULT_LOCATIONS = ['db/migration', 'sql'];
/** What Flyway falls back on when there is no folder at all. */
const NO_LOCATION = 'classpath:db/migration';

/** A value whose fault is an error only for those who read it. */
type Late<T> = { readonly value: T } | { readonly error: ConfigError };

class Values {
  readonly problems: ConfigProblem[];
  readonly lateProblems: ConfigProblem[] = [];
  readonly warnings: LogLine[];
  readonly table: SettingTable;
  readonly #input: ResolveInput;

  constructor(input: ResolveInput) {
    this.#input = input;
    this.problems = [...input.problems];
    this.warnings = [...input.warnings];
    this.table = settingTable(input);
  }

  problem(setting: RawSetting | null, text: string, extra: Partial<ConfigProblem> = {}): void {
    this.problems.push({ code: 'CONFIG_INVALID', text, source: setting?.source ?? 'default', ...extra });
  }

  /** The text of a setting; lists and the like are a fault. */
  #textOf(setting: RawSetting): string | null {
    const { value } = setting;
    if (!Array.isArray(value)) return String(value);
    this.problem(setting, `Invalid value for ${dottedName(setting)} (should be one value, not a list)`, { flywayCode: 'FAULT' });
    return null;
  }

  text(name: string): string | null {
    const spec = specOf(name);
    const setting = this.table.get(name);
    const given = setting === null ? spec.defaultText : this.#textOf(setting);
    if (given === null || setting === null || spec.scope !== 'environment') return given;
    return this.#resolved(setting, given, spec);
  }

  /** Text that counts as not set when it is empty. */
  textOrNull(name: string): string | null {
    const text = this.text(name);
    return text === null || text === '' ? null : text;
  }

  /** Text that must not be empty; TOML mode of Flyway lets it pass. */
  needed(name: string, isTomlStrict = false): string {
    const text = this.text(name) ?? '';
    if (text === '' && (isTomlStrict || !this.#input.isTomlMode)) this.problem(this.table.get(name), `${name} cannot be empty!`);
    return text;
  }

  /** One of the choices of the row, spelt as the row spells it. */
  choice(name: string): string {
    const spec = specOf(name);
    const text = this.text(name) ?? '';
    const choices = spec.choices ?? [];
    const found = choices.find((each) => each.toLowerCase() === text.toLowerCase());
    if (found !== undefined) return found;
    const [meant] = nearest(text, choices);
    const hint = meant === undefined ? undefined : `Did you mean ${meant}?`;
    this.problem(this.table.get(name), `Invalid value for ${confName(spec)} (should be one of ${choices.join(', ')}): ${text}`, { hint });
    return spec.defaultText ?? '';
  }

  boolean(name: string): boolean {
    const spec = specOf(name);
    const setting = this.table.get(name);
    const text = setting === null ? (spec.defaultText ?? 'false') : this.#textOf(setting);
    if (text === null) return false;
    if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    this.#wrongType(setting, `Invalid value for ${confName(spec)} (should be either true or false): ${text}`);
    return false;
  }

  integer(name: string, least: number | null = null): number {
    const spec = specOf(name);
    const setting = this.table.get(name);
    const text = setting === null ? (spec.defaultText ?? '0') : this.#textOf(setting);
    if (text === null) return 0;
    const number = Number(text);
    if (!/^[+-]?\d+$/.test(text) || Math.abs(number) > 2_147_483_647)
      this.#wrongType(setting, `Invalid value for ${confName(spec)} (should be an integer): ${text}`);
    else if (least !== null && number < least) this.problem(setting, `Invalid number of ${name} (must be ${least} or greater): ${text}`);
    return number;
  }

  /** Jackson says FAULT where the setters of conf mode say CONFIGURATION. */
  #wrongType(setting: RawSetting | null, text: string): void {
    this.problem(setting, text, { flywayCode: this.#input.isTomlMode ? 'FAULT' : 'CONFIGURATION' });
  }

  /** Items as Flyway splits them: trimmed in conf files, not trimmed on the command line beside TOML. Empty ones are dropped. */
  list(name: string): readonly string[] {
    const spec = specOf(name);
    const setting = this.table.get(name);
    if (setting === null) return splitList(spec.defaultText ?? '', true);
    const items = this.#items(setting, spec);
    return spec.scope === 'environment' ? items.map((item) => this.#resolved(setting, item, spec) ?? item) : items;
  }

  #items(setting: RawSetting, spec: KeySpec): readonly string[] {
    const { value, form, area } = setting;
    if (Array.isArray(value)) return value.flatMap((item) => this.#item(setting, spec, item)).filter((item) => item !== '');
    if (form === 'toml' && spec.name !== 'cherryPick') {
      this.problem(setting, `Invalid value for ${confName(spec)} (should be a list)`, {
        flywayCode: 'FAULT',
        hint: `Write ${spec.name} = [...].`,
      });
      return [];
    }
    // -environments.N.schemas is trimmed, -schemas is not (ModernConfigurationManager.java, 12.4).
    const isTrimmed = !this.#input.isTomlMode || form === 'conf' || form === 'option' || area === 'environment';
    return splitList(String(value), isTrimmed);
  }

  #item(setting: RawSetting, spec: KeySpec, item: RawValue): string | readonly string[] {
    if (!Array.isArray(item)) return String(item);
    this.problem(setting, `Invalid value for ${confName(spec)} (lists cannot hold lists)`, { flywayCode: 'FAULT' });
    return [];
  }

  entries(name: string): Map<string, string> {
    const spec = specOf(name);
    const found = new Map<string, string>();
    const direct = this.table.get(name);
    if (direct !== null) {
      this.problem(direct, `Invalid value for ${confName(spec)} (should be written as ${confName(spec)}.NAME)`, { flywayCode: 'FAULT' });
    }
    for (const [key, setting] of this.table.map(name)) {
      const text = this.#textOf(setting);
      if (text === null) continue;
      found.set(key, (spec.scope === 'environment' ? this.#resolved(setting, text, spec) : text) ?? '');
    }
    return found;
  }

  #resolved(setting: RawSetting, text: string, spec: KeySpec): string | null {
    if (!text.includes('{')) return text;
    const isSecret = spec.isSecret || ['url', 'jdbcProperties'].includes(spec.name);
    const context = { env: this.#input.env, placeholders: this.entries('placeholders'), environment: this.table.environment, isSecret };
    const resolved = spec.name === 'initSql' ? text : resolveProperty(text, context);
    if (typeof resolved === 'string') return resolved;
    const hint = resolved.isUnsupported
      ? 'flyback resolves ${env.NAME}: let the deployment put the secret into an environment variable.'
      : undefined;
    this.problem(setting, resolved.text, {
      code: resolved.isUnsupported ? 'UNSUPPORTED' : 'CONFIG_INVALID',
      flywayCode: resolved.flywayCode,
      hint,
    });
    return null;
  }

  late<T>(name: string, read: () => T | { readonly fault: string }): Late<T> {
    const source = this.table.get(name)?.source ?? 'default';
    let problem: ConfigProblem;
    try {
      const value = read();
      if (!isFault(value)) return { value };
      problem = { code: 'CONFIG_INVALID', text: value.fault, source, flywayCode: 'ERROR' };
    } catch (error) {
      if (!(error instanceof FlybackError)) throw error;
      problem = {
        code: 'CONFIG_INVALID',
        text: error.message,
        source,
        flywayCode: 'ERROR',
        hint: `This is the value of ${name} (${source}).`,
      };
    }
    this.lateProblems.push(problem);
    return { error: configProblemsError([problem]) };
  }

  /** Keys that are refused, with what to do instead. */
  checkRefused(): void {
    for (const spec of KEYS.filter(({ use }) => use === 'out')) {
      const single = this.table.get(spec.name);
      const settings = [
        ...(single === null || single.value === spec.defaultText ? [] : [single]),
        ...(spec.type === 'map' ? this.table.map(spec.name).values() : []),
      ];
      const [first] = settings;
      if (first === undefined) continue;
      const isProvisioner = spec.name === 'provisioner';
      const text = isProvisioner
        ? `Unknown provisioner '${String(first.value)}' for environment ${this.table.environment}`
        : `${dottedName(first)} is not supported`;
      this.problem(first, text, { code: 'UNSUPPORTED', hint: spec.help });
    }
  }
}

function isFault(value: unknown): value is { readonly fault: string } {
  return typeof value === 'object' && value !== null && 'fault' in value;
}

function specOf(name: string): KeySpec {
  const spec = findKey(name);
  if (spec === null) throw new RangeError(`no such key: ${name}`);
  return spec;
}

function splitList(text: string, isTrimmed: boolean): readonly string[] {
  return text
    .split(',')
    .map((item) => (isTrimmed ? item.trim() : item))
    .filter((item) => item.trim() !== '');
}

/** Puts a value into an object so that a wrong one throws when somebody reads it. */
function putLate<T extends object, K extends keyof T>(target: T, key: K, late: Late<T[K]>): void {
  const descriptor = 'value' in late ? { value: late.value } : { get: () => raise(late.error) };
  Object.defineProperty(target, key, { ...descriptor, enumerable: true, configurable: true });
}

function raise(error: Error): never {
  throw error;
}

function absoluteLocation(location: string, base: string): string {
  const prefix = 'filesystem:';
  if (!location.startsWith(prefix)) return location;
  const path = location.slice(prefix.length);
  return prefix + (isAbsolute(path) ? path : resolvePath(base, path));
}

function checkLocation(location: string, values: Values, key: string): void {
  const setting = values.table.get(key);
  if (/^(s3|gcs):/.test(location)) {
    const hint = 'Copy the files to a folder before the run and use filesystem:FOLDER.';
    values.problem(setting, `Locations in cloud storage are not supported: ${location}`, { code: 'UNSUPPORTED', hint });
  } else if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(location) && !/^(filesystem|classpath):/.test(location)) {
    const text = `Unknown prefix for location (should be one of classpath:, filesystem:, s3:): ${location}`;
    values.problem(setting, text, { flywayCode: 'ERROR', hint: `Write filesystem:${location.slice(location.indexOf(':') + 1)}.` });
  }
}

function locations(values: Values, input: ResolveInput): readonly string[] {
  const setting = values.table.get('locations');
  if (setting === null) return defaultLocations(values, input);
  const given = values.list('locations').map((item) => item.trim());
  for (const location of given) checkLocation(location, values, 'locations');
  const { workingDirectory } = input;
  return workingDirectory === null ? given : given.map((item) => absoluteLocation(item, workingDirectory));
}

function defaultLocations(values: Values, { workingDirectory, cwd }: ResolveInput): readonly string[] {
  const base = workingDirectory ?? cwd;
  const found = DEFAULT_LOCATIONS.filter((folder) => lookAt(join(base, folder))?.kind === 'folder');
  if (found.length === 0) {
    values.warnings.push({ level: 'warn', text: "No locations configured and default location 'sql' not found." });
    return [NO_LOCATION];
  }
  // Flyway says so of the folder that it finds by itself; it never looks into the current folder without being told.
  if (workingDirectory !== null && found.includes('sql') && namesIn(join(base, 'sql')).some((name) => name.endsWith('.sql'))) {
    const text =
      "Storing migrations in 'sql' is not recommended and default scanning of this location may be deprecated in a future release";
    values.warnings.push({ level: 'warn', text });
  }
  return found.map((folder) => `filesystem:${workingDirectory === null ? folder : join(base, folder)}`);
}

function callbackLocations(values: Values, { workingDirectory }: ResolveInput): readonly string[] {
  const given = values.list('callbackLocations').map((item) => item.trim());
  for (const location of given) checkLocation(location, values, 'callbackLocations');
  return workingDirectory === null ? given : given.map((item) => absoluteLocation(item, workingDirectory));
}

function placeholders(values: Values, separator: string): ReadonlyMap<string, string> {
  const found = values.entries('placeholders');
  for (const name of found.keys()) {
    if (!name.toLowerCase().startsWith(`flyway${separator}`)) continue;
    const setting = values.table.map('placeholders').get(name) ?? null;
    values.problem(setting, `Invalid placeholder ('flyway${separator}' prefix is reserved): ${name}`, { flywayCode: 'ERROR' });
  }
  return found;
}

function isDecodable(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

function encoding(values: Values): string {
  const given = values.text('encoding') ?? '';
  if (ENCODINGS.some((each) => each.toLowerCase() === given.toLowerCase()) || isDecodable(given)) return given;
  const [meant] = nearest(given, ENCODINGS);
  const hint = meant === undefined ? `One of ${ENCODINGS.join(', ')}.` : `Did you mean ${meant}?`;
  values.problem(values.table.get('encoding'), `Invalid value for flyway.encoding (unknown encoding): ${given}`, {
    hint,
    flywayCode: 'FAULT',
  });
  return given;
}

function errorOverrides(values: Values): readonly string[] {
  const given = values.list('errorOverrides').map((item) => item.trim());
  for (const item of given) {
    if (/^[^:]+:[^:]+:[DIWE]-?$/i.test(item)) continue;
    const text = `Invalid value for flyway.errorOverrides (should be STATE:CODE:X with X = D, I, W or E): ${item}`;
    values.problem(values.table.get('errorOverrides'), text);
  }
  return given;
}

function warnOfBlanks(values: Values, schemas: readonly string[]): void {
  for (const schema of schemas) {
    if (schema.trim() === schema) continue;
    values.warnings.push({
      level: 'warn',
      text: `The name of schema '${schema}' begins or ends with a blank; write -schemas=a,b without blanks`,
    });
  }
}

/** A limit that is not set checks nothing. */
function limit(values: Values, name: string): number | null {
  return values.textOrNull(name) === null ? null : values.integer(name, 1);
}

/** Milliseconds; null where nothing is set. */
function duration(values: Values, name: string): number | null {
  const text = values.textOrNull(name);
  if (text === null) return null;
  const ms = parseDuration(text);
  if (ms === null)
    values.problem(values.table.get(name), `Invalid value for ${name} (should be a time such as 250ms, 2s or 10min): ${text}`);
  return ms;
}

function flybackConfig(values: Values, input: ResolveInput): FlybackConfig {
  return {
    undoHistoryType: values.choice('flyback.undoHistoryType') as FlybackConfig['undoHistoryType'],
    strictExit: values.boolean('flyback.strictExit'),
    recordFailure: values.boolean('flyback.recordFailure'),
    resetSession: values.boolean('flyback.resetSession'),
    fullClean: values.boolean('flyback.fullClean'),
    progress: values.choice('flyback.progress') as FlybackConfig['progress'],
    environment: values.choice('flyback.environment') as FlybackConfig['environment'],
    lockTimeoutMs: duration(values, 'flyback.lockTimeout'),
    lockRetryBudgetMs: duration(values, 'flyback.lockRetryBudget') ?? 0,
    maxBlockingMs: duration(values, 'flyback.maxBlockingTime'),
    statementTimeout: values.text('flyback.statementTimeout') === 'plan' ? 'plan' : duration(values, 'flyback.statementTimeout'),
    idleInTransactionMs: duration(values, 'flyback.idleInTransactionTimeout') ?? 0,
    watchAfterMs: duration(values, 'flyback.watchAfter') ?? 0,
    journal: values.choice('flyback.journal') as FlybackConfig['journal'],
    assumeRows: values.list('flyback.assumeRows'),
    postgresVersion: values.integer('flyback.postgresVersion'),
    failOn: values.choice('flyback.failOn') as FlybackConfig['failOn'],
    riskLimit: values.integer('flyback.riskLimit'),
    rules: values.list('flyback.rules'),
    rulesModule: values.textOrNull('flyback.rulesModule'),
    maxMigrationBytes: limit(values, 'flyback.maxMigrationBytes'),
    maxMigrationStatements: limit(values, 'flyback.maxMigrationStatements'),
    maxIndexesPerTable: limit(values, 'flyback.maxIndexesPerTable'),
    maxIndexColumns: limit(values, 'flyback.maxIndexColumns'),
    names: values.entries('flyback.names'),
    base: values.textOrNull('flyback.base'),
    sandbox: values.choice('flyback.sandbox') as FlybackConfig['sandbox'],
    shadow: shadowOf(values, input),
    verifyBase: values.choice('flyback.verify.base') as FlybackConfig['verifyBase'],
    verifyTimeoutS: values.integer('flyback.verify.timeout', 1),
    verifyRows: values.choice('flyback.verify.rows') as FlybackConfig['verifyRows'],
    sample: sampleConfig(values),
    rollbacksLocation: values.textOrNull('flyback.undo.rollbacksLocation'),
    keepDays: values.integer('flyback.keep.days', 0),
    sandboxMajor: limit(values, 'flyback.sandboxVersion'),
    driftIgnore: values.list('flyback.drift.ignore'),
  };
}

function sampleConfig(values: Values): FlybackConfig['sample'] {
  return {
    size: values.textOrNull('flyback.verify.sample'),
    megabytesPerSecond: values.integer('flyback.verify.sampleRate', 1),
    timeoutS: values.integer('flyback.verify.sampleTimeout', 1),
    seed: limit(values, 'flyback.verify.sampleSeed'),
    rulesFile: values.textOrNull('flyback.verify.maskRules'),
    secret: values.textOrNull('flyback.verify.maskSecret'),
  };
}

/** The server for `verify`, by a URL of its own: nothing of the target's settings may reach it. */
function shadowOf(values: Values, { env, home }: ResolveInput): FlybackConfig['shadow'] {
  const url = values.textOrNull('flyback.shadowUrl');
  if (url === null) return null;
  const urlSource = values.table.get('flyback.shadowUrl')?.source ?? 'flyback.shadowUrl';
  const request = { url, urlSource, user: null, password: null, jdbcProperties: new Map<string, string>(), env, home };
  const answer = connectionSettings({ ...request, isEnvironmentAsked: false });
  values.warnings.push(...answer.warnings);
  values.problems.push(...answer.problems);
  return answer.settings;
}

function connectionOf(values: Values, input: ResolveInput): Config['connection'] {
  if (input.connection !== undefined) return input.connection;
  const before = values.problems.length;
  const answer = connectionSettings({
    url: values.text('url'),
    urlSource: values.table.get('url')?.source ?? 'url',
    user: values.textOrNull('user'),
    password: values.text('password'),
    jdbcProperties: values.entries('jdbcProperties'),
    env: input.env,
    home: input.home,
    isEnvironmentAsked: input.isEnvironmentAsked,
  });
  values.warnings.push(...answer.warnings);
  // A url that could not be resolved needs no second complaint.
  if (values.problems.length === before) values.problems.push(...answer.problems);
  return answer.settings;
}

type LateConfigKey = 'target' | 'baselineVersion' | 'ignoreMigrationPatterns';

function buildConfig(values: Values, input: ResolveInput): Config {
  // Flyway looks at the values in this order (ClassicConfiguration.configure, 12.4), so its first complaint is ours too.
  const connectRetries = values.integer('connectRetries', 0);
  const connectRetriesInterval = values.integer('connectRetriesInterval', 0);
  const placeholderReplacement = values.boolean('placeholderReplacement');
  const placeholderPrefix = values.needed('placeholderPrefix');
  const placeholderSuffix = values.needed('placeholderSuffix');
  const placeholderSeparator = values.needed('placeholderSeparator');
  const sqlMigrationSeparator = values.needed('sqlMigrationSeparator');
  const detectEncoding = values.boolean('detectEncoding');
  const executeInTransaction = values.boolean('executeInTransaction');
  const schemas = values.list('schemas');
  warnOfBlanks(values, schemas);
  const baselineVersion = values.late<Version>('baselineVersion', () => parseVersion(values.text('baselineVersion') ?? ''));
  const target = values.late('target', () => parseTarget(values.text('target') ?? ''));
  const patterns = values.late('ignoreMigrationPatterns', () => parseIgnorePatterns(values.list('ignoreMigrationPatterns')));
  const config: Omit<Config, LateConfigKey> = {
    environment: values.table.environment,
    workingDirectory: input.workingDirectory ?? input.cwd,
    givenWorkingDirectory: values.textOrNull('workingDirectory') ?? input.cwd,
    schemas,
    defaultSchema: values.textOrNull('defaultSchema'),
    table: values.needed('table', true),
    tablespace: values.textOrNull('tablespace'),
    cleanDisabled: values.boolean('cleanDisabled'),
    reportEnabled: values.boolean('reportEnabled'),
    reportFilename: values.textOrNull('reportFilename') ?? 'report',
    validateOnMigrate: values.boolean('validateOnMigrate'),
    baselineDescription: values.text('baselineDescription') ?? '',
    baselineOnMigrate: values.boolean('baselineOnMigrate'),
    validateMigrationNaming: values.boolean('validateMigrationNaming'),
    lockRetryCount: values.integer('lockRetryCount'),
    outOfOrder: values.boolean('outOfOrder'),
    skipExecutingMigrations: values.boolean('skipExecutingMigrations'),
    outputQueryResults: values.boolean('outputQueryResults'),
    skipDefaultResolvers: values.boolean('skipDefaultResolvers'),
    skipDefaultCallbacks: values.boolean('skipDefaultCallbacks'),
    mixed: values.boolean('mixed'),
    group: values.boolean('group'),
    createSchemas: values.boolean('createSchemas'),
    failOnMissingLocations: values.boolean('failOnMissingLocations'),
    transactionalLock: values.boolean('postgresql.transactional.lock'),
    installedBy: values.textOrNull('installedBy'),
    initSql: values.textOrNull('initSql'),
    connectRetries,
    connectRetriesInterval,
    placeholderReplacement,
    placeholders: placeholders(values, placeholderSeparator),
    placeholderPrefix,
    placeholderSuffix,
    placeholderSeparator,
    sqlMigrationPrefix: values.text('sqlMigrationPrefix') ?? '',
    undoSqlMigrationPrefix: values.text('undoSqlMigrationPrefix') ?? '',
    repeatableSqlMigrationPrefix: values.text('repeatableSqlMigrationPrefix') ?? '',
    baselineMigrationPrefix: values.text('baselineMigrationPrefix') ?? '',
    sqlMigrationSeparator,
    sqlMigrationSuffixes: values.list('sqlMigrationSuffixes'),
    encoding: encoding(values),
    detectEncoding,
    executeInTransaction,
    cherryPick: values.list('cherryPick').map((item) => item.trim()),
    dryRunOutput: values.textOrNull('dryRunOutput'),
    errorOverrides: errorOverrides(values),
    undoCount: values.table.get('count') === null ? null : values.integer('count', 1),
    flyback: flybackConfig(values, input),
    locations: locations(values, input),
    callbackLocations: callbackLocations(values, input),
    connection: connectionOf(values, input),
  };
  const whole = config as Config;
  putLate(whole, 'target', target);
  putLate(whole, 'baselineVersion', baselineVersion);
  putLate(whole, 'ignoreMigrationPatterns', patterns);
  return whole;
}

function infoDate(values: Values, name: string): Late<Date | null> {
  return values.late<Date | null>(name, () => {
    const text = values.textOrNull(name);
    if (text === null) return null;
    const link = 'https://documentation.red-gate.com/flyway/reference/usage/command-line';
    return (
      parseInfoDate(text) ?? {
        fault:
          `'${text}' is an invalid value for the ${name} option. The expected format is 'dd/mm/yyyy hh:mm', like '13/10/2020 16:30'. ` +
          `See the Flyway documentation for help: ${link}`,
      }
    );
  });
}

function infoVersion(values: Values, name: string): Late<Version | null> {
  return values.late(name, () => {
    const text = values.textOrNull(name);
    return text === null ? null : parseVersion(text);
  });
}

function infoStates(values: Values): Late<readonly string[]> {
  return values.late<readonly string[]>('infoOfState', () => {
    const states = values.list('infoOfState').map((state) => state.toLowerCase());
    const wrong = states.find((state) => !INFO_STATES.has(state));
    if (wrong === undefined) return states;
    const [meant] = nearest(wrong, [...INFO_STATES]);
    const rest = meant === undefined ? `Use one of ${[...INFO_STATES].join(', ')}.` : `Did you mean '${meant}'?`;
    return { fault: `'${wrong}' is an invalid value for the infoOfState option. ${rest}` };
  });
}

type LateCliKey = 'infoSinceDate' | 'infoUntilDate' | 'infoSinceVersion' | 'infoUntilVersion' | 'infoOfState';

function buildCli(values: Values, input: ResolveInput): CliOptions {
  const { flags } = input;
  const outputFile = values.textOrNull('outputFile');
  const cli: Omit<CliOptions, LateCliKey> = {
    outputType: values.text('outputType')?.toLowerCase() === 'json' ? 'json' : 'text',
    outputFile: outputFile === null ? null : resolvePath(input.cwd, outputFile),
    color: values.textOrNull('color') === null ? 'auto' : (values.choice('color') as CliOptions['color']),
    verbosity: flags.has('-q') ? 'quiet' : flags.has('-X') ? 'debug' : 'normal',
    outputLogsInJson: values.boolean('outputLogsInJson'),
    migrationIds: flags.has('-migrationIds'),
    exitCodeOnPending: flags.has('--exit-code'),
  };
  const whole = cli as CliOptions;
  putLate(whole, 'infoSinceDate', infoDate(values, 'infoSinceDate'));
  putLate(whole, 'infoUntilDate', infoDate(values, 'infoUntilDate'));
  putLate(whole, 'infoSinceVersion', infoVersion(values, 'infoSinceVersion'));
  putLate(whole, 'infoUntilVersion', infoVersion(values, 'infoUntilVersion'));
  putLate(whole, 'infoOfState', infoStates(values));
  return whole;
}

/** In TOML mode Flyway stops at wrong types before unknown keys, in conf mode after all values. */
function inFlywayOrder(values: Values, isTomlMode: boolean): readonly ConfigProblem[] {
  const unknown = values.table.problems;
  const isFirst = (problem: ConfigProblem): boolean => !isTomlMode || problem.flywayCode === 'FAULT' || problem.group === UNKNOWN_GROUP;
  const own = values.problems;
  return [...own.filter(isFirst), ...unknown, ...own.filter((problem) => !isFirst(problem)), ...values.lateProblems];
}

/**
 * Makes the configuration out of all settings.
 * @throws ConfigProblemsError with every problem there is
 */
export function resolveConfig(input: ResolveInput): ResolvedConfig {
  const values = new Values(input);
  const config = buildConfig(values, input);
  const cli = buildCli(values, input);
  values.checkRefused();
  if (values.problems.length + values.table.problems.length > 0) {
    const fileProblems = input.problems.length;
    const ordered = inFlywayOrder(values, input.isTomlMode);
    const problems = fileProblems === 0 ? ordered : [...input.problems, ...ordered.filter((problem) => !input.problems.includes(problem))];
    throw configProblemsError(problems, (_group, all) => wordUnknown(all, input.isTomlMode), input.warnings);
  }
  const { unknownInEnvironment, environment } = values.table;
  if (unknownInEnvironment.length > 0) {
    values.warnings.push({
      level: 'warn',
      text: `Unknown parameters configured in Environment ${environment}: ${unknownInEnvironment.join(', ')}`,
    });
  }
  return { config, cli, warnings: values.warnings };
}

/** What a scrubber must never let through: every password and placeholder that is named like a secret, raw. */
export function secretsOf(config: Config): readonly string[] {
  const { connection } = config;
  const { shadow, sample } = config.flyback;
  const named = [...config.placeholders].filter(([name]) => /pass|secret|token|credential|api_?key/i.test(name)).map(([, value]) => value);
  return [
    ...new Set([connection, shadow].flatMap((one) => [one?.password ?? '', one?.ssl.keyPassword ?? '']).concat(named, sample.secret ?? '')),
  ].filter((secret) => secret !== '');
}

/** The connection, or Flyway's error when nothing says where the database is. */
export function requireConnection(config: Config): NonNullable<Config['connection']> {
  if (config.connection !== null) return config.connection;
  throw new ConfigError('CONFIG_MISSING', 'Unable to connect to the database. Configure the url, user and password!', {
    flywayCode: 'CONFIGURATION',
    hint: 'Give -url=jdbc:postgresql://HOST:5432/DATABASE, or set FLYWAY_URL, DATABASE_URL or PGHOST.',
  });
}
