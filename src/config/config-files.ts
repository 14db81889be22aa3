import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { lookAt, readOptionalFile } from '../io/environment.ts';
import type { LogLine } from '../model/log.ts';
import { parseConf } from './conf-format.ts';
import type { ConfigProblem } from './config-problem.ts';
import { nearest, suggestKeys } from './suggest-keys.ts';
import { settingFromDotted, type RawSetting } from './raw-setting.ts';

/** Which files may hold settings. */
export interface ConfigFileRequest {
  /** The text of `-configFiles`. */
  readonly configFiles: string | null;
  readonly configFileEncoding: string | null;
  /** Absolute, `null` without `-workingDirectory`. */
  readonly workingDirectory: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  /** Only the files of `configFiles`: nothing in the usual places, nothing that a variable names. */
  readonly isNamedOnly?: boolean;
}

/** What the files hold, lowest precedence first. */
export interface ConfigFileContents {
  /** Flyway reads either TOML or conf files, never both; without any file it behaves as with TOML. */
  readonly isTomlMode: boolean;
  readonly settings: readonly RawSetting[];
  readonly environments: readonly string[];
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly LogLine[];
}

const OWN_FILE = 'runner.conf';
const isToml = (path: string): boolean => path.endsWith('.toml');
const isFile = (path: string): boolean => lookAt(path)?.kind === 'file';
// Also a pipe (`-configFiles=<(...)`), and a folder by mistake, which then cannot be read.
const isThere = (path: string): boolean => lookAt(path) !== null;

function listed(text: string | null | undefined, base: string): readonly string[] {
  const names = (text ?? '').split(',').map((name) => name.trim());
  return names.filter((name) => name !== '').map((name) => (isAbsolute(name) ? name : resolve(base, name)));
}

class Files {
  readonly settings: RawSetting[] = [];
  readonly environments: string[] = [];
  readonly problems: ConfigProblem[] = [];
  readonly warnings: LogLine[] = [];
  readonly #request: ConfigFileRequest;
  readonly #folders: readonly string[];

  constructor(request: ConfigFileRequest) {
    this.#request = request;
    const { cwd, workingDirectory, isNamedOnly = false } = request;
    if (isNamedOnly) this.#folders = [];
    else this.#folders = workingDirectory === null || workingDirectory === cwd ? [cwd] : [cwd, workingDirectory];
  }

  async read(): Promise<ConfigFileContents> {
    const { configFiles, env, cwd, home, workingDirectory, isNamedOnly = false } = this.#request;
    const named = listed(configFiles, workingDirectory ?? cwd);
    const fromVariable = isNamedOnly ? [] : listed(env['FLYWAY_CONFIG_FILES'], workingDirectory ?? cwd);
    const folders = isNamedOnly ? [] : [...new Set([home, ...this.#folders])];
    const tomlDefaults = folders.flatMap((folder) => [join(folder, 'flyway.toml'), join(folder, 'flyway.user.toml')]).filter(isFile);
    const missing = [...named.filter((path) => !isThere(path)), ...fromVariable.filter((path) => isToml(path) && !isThere(path))];
    if (missing.length > 0) {
      this.warnings.push({ level: 'warn', text: `One or more specified configuration files could not be found: ${missing.join(', ')}` });
    }
    const isTomlMode =
      this.#mode(named.filter(isThere), fromVariable) ??
      (tomlDefaults.length > 0 || !folders.some((folder) => isFile(join(folder, 'flyway.conf'))));
    if (isTomlMode) {
      const all = [...tomlDefaults, ...[...fromVariable, ...named].filter((path) => isToml(path) && isFile(path))];
      if (all.length > 0) await this.#readToml(all);
    } else {
      this.#readConf(folders.map((folder) => join(folder, 'flyway.conf')).filter(isFile));
      this.#readConf([...fromVariable, ...named].filter((path) => !isToml(path)));
    }
    this.#readOwn();
    return { isTomlMode, settings: this.settings, environments: this.environments, problems: this.problems, warnings: this.warnings };
  }

  /** True for TOML, false for conf, null when nothing was named. */
  #mode(named: readonly string[], fromVariable: readonly string[]): boolean | null {
    for (const group of [named, fromVariable]) {
      const toml = group.filter(isToml);
      const conf = group.filter((path) => !isToml(path));
      if (toml.length > 0 && conf.length > 0) {
        const text =
          'Using both TOML configuration and CONF configuration is not supported. Please remove the CONF configuration files.\n' +
          `TOML files: ${toml.join(', ')}\nCONF files: ${conf.join(', ')}\n`;
        this.problems.push({ code: 'CONFIG_CONFLICT', text, source: conf.map((path) => basename(path)).join(', '), flywayCode: 'ERROR' });
      }
      if (group.length > 0) return toml.length > 0;
    }
    return null;
  }

  async #readToml(paths: readonly string[]): Promise<void> {
    const { parseToml } = await import('./toml-format.ts');
    for (const path of paths) {
      const contents = parseToml(readOptionalFile(path)?.toString('utf8') ?? '', path, this.#short(path));
      this.settings.push(...contents.settings);
      this.environments.push(...contents.environments);
      this.problems.push(...contents.problems);
    }
  }

  #readConf(paths: readonly string[]): void {
    for (const path of paths) {
      const text = this.#text(path);
      if (text === null) continue;
      for (const { key, value, line } of parseConf(text, this.#request.env)) {
        if (!key.startsWith('flyway.') && !key.startsWith('flyback.')) continue;
        const setting = settingFromDotted(key, { value, form: 'conf', source: `${this.#short(path)} line ${line}` });
        if (setting !== null) this.settings.push(setting);
      }
    }
  }

  /** runner.conf is ours alone, so that a key nobody knows is a mistake there. */
  #readOwn(): void {
    for (const path of this.#folders.map((folder) => join(folder, OWN_FILE)).filter(isFile)) {
      const text = this.#text(path);
      for (const { key, value, line } of text === null ? [] : parseConf(text, this.#request.env)) {
        const source = `${this.#short(path)} line ${line}`;
        const setting = settingFromDotted(key, { value, form: 'conf', source });
        if (setting !== null) this.settings.push(setting);
        else this.problems.push({ code: 'CONFIG_UNKNOWN_KEY', text: `Unknown key in ${OWN_FILE}: ${key}`, source, hint: ownHint(key) });
      }
    }
  }

  #text(path: string): string | null {
    const bytes = readOptionalFile(path);
    if (bytes === null) {
      this.problems.push({
        code: 'CONFIG_INVALID',
        text: `Unable to load config file: ${path}`,
        source: this.#short(path),
        flywayCode: 'ERROR',
      });
      return null;
    }
    // Flyway lets the variable win over the flag here.
    const encoding = this.#request.env['FLYWAY_CONFIG_FILE_ENCODING'] ?? this.#request.configFileEncoding ?? 'UTF-8';
    try {
      return /^utf-?8$/i.test(encoding) ? bytes.toString('utf8') : new TextDecoder(encoding).decode(bytes);
    } catch {
      this.problems.push({
        code: 'CONFIG_INVALID',
        text: `Unknown encoding of configuration files: ${encoding}`,
        source: 'configFileEncoding',
      });
      return null;
    }
  }

  #short(path: string): string {
    const short = relative(this.#request.cwd, path);
    return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
  }
}

function ownHint(key: string): string {
  const [meant] = suggestKeys(`flyback.${key}`).concat(suggestKeys(key), nearest(key, ['flyback', 'flyway']));
  if (meant === undefined) return 'Keys begin with flyway. or flyback.';
  return `Did you mean ${meant.startsWith('flyback') || meant === 'flyway' ? meant : `flyway.${meant}`}?`;
}

/** Finds and reads all configuration files; loads the TOML parser only when there is a TOML file. */
export function readConfigFiles(request: ConfigFileRequest): Promise<ConfigFileContents> {
  return new Files(request).read();
}
