import { parse, TomlError } from 'smol-toml';
import type { ConfigProblem } from './config-problem.ts';
import { findEnvironmentKey, findKey } from './keys.ts';
import type { RawSetting, RawValue } from './raw-setting.ts';

/** What a TOML file holds, and what is wrong with it. */
export interface TomlContents {
  readonly settings: readonly RawSetting[];
  /** Names of all `[environments.NAME]`, also of empty ones. */
  readonly environments: readonly string[];
  readonly problems: readonly ConfigProblem[];
}

type Table = Readonly<Record<string, unknown>>;

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isRaw(value: unknown): value is RawValue {
  if (Array.isArray(value)) return value.every(isRaw);
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}

class Flattener {
  readonly settings: RawSetting[] = [];
  readonly environments: string[] = [];
  readonly problems: ConfigProblem[] = [];
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  root(root: Table): void {
    for (const [name, value] of Object.entries(root)) {
      if (name === 'flyway') this.#table(value, 'flyway', (table) => this.#flatten(table, '', 'flyway', null));
      else if (name === 'flyback') this.#table(value, 'flyback', (table) => this.#flatten(table, 'flyback.', 'flyway', null));
      else if (name === 'environments') this.#table(value, 'environments', (table) => this.#environments(table));
      // All other tables belong to other programs (flywayDesktop, redgateCompare).
    }
  }

  #environments(table: Table): void {
    for (const [name, value] of Object.entries(table)) {
      this.#table(value, `environments.${name}`, (environment) => {
        this.environments.push(name);
        const { flyway, ...own } = environment;
        this.#flatten(own, '', 'environment', name);
        if (flyway !== undefined) this.#table(flyway, `environments.${name}.flyway`, (inner) => this.#flatten(inner, '', 'override', name));
      });
    }
  }

  #table(value: unknown, name: string, use: (table: Table) => void): void {
    if (isTable(value)) use(value);
    else this.problems.push({ code: 'CONFIG_INVALID', text: `'${name}' must be a table`, source: this.#source, flywayCode: 'ERROR' });
  }

  #flatten(table: Table, prefix: string, area: RawSetting['area'], environment: string | null): void {
    for (const [key, value] of Object.entries(table)) {
      const name = prefix + key;
      if (isTable(value)) {
        const isLeaf = (area === 'environment' ? findEnvironmentKey(name) : findKey(name))?.type;
        if (isLeaf !== undefined && isLeaf !== 'map') this.problems.push(this.#wrongType(name));
        else this.#flatten(value, `${name}.`, area, environment);
      } else if (isRaw(value)) this.settings.push({ name, area, environment, value, form: 'toml', source: this.#source });
      else this.problems.push(this.#wrongType(name));
    }
  }

  #wrongType(name: string): ConfigProblem {
    return { code: 'CONFIG_INVALID', text: `'${name}' has a value of the wrong type`, source: this.#source, flywayCode: 'FAULT' };
  }
}

/** Java's words for a syntax error, but a line that may hold a secret is cut at its `=`. */
function syntaxProblem(error: TomlError, text: string, file: string, source: string): ConfigProblem {
  const line = text.split(/\r\n|\n/)[error.line - 1] ?? '';
  const cut = line.indexOf('=');
  const isSecret = cut !== -1 && /pass|pwd|secret|token|key|url/i.test(line.slice(0, cut));
  const column = Math.max(1, error.column);
  const shown = isSecret ? `${line.slice(0, cut + 1)} ********` : `${line.slice(0, column - 1)}^${line.slice(column - 1)}`;
  // smol-toml's message goes on with an excerpt of the file.
  const reason = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
  return {
    code: 'CONFIG_INVALID',
    text: `Error parsing config file at [line ${error.line}, column ${column}], syntax error shown by ^: ${shown}\n\tin ${file}`,
    source: `${source} line ${error.line}`,
    hint: reason === '' || isSecret ? undefined : `TOML: ${reason}.`,
    flywayCode: 'ERROR',
  };
}

/** The tables of a TOML file of another kind than our configuration, or what is wrong with it. */
export function parseTomlTables(text: string, file: string): { readonly root: Table } | { readonly problem: ConfigProblem } {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    return { root: parse(plain) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { problem: syntaxProblem(error, plain, file, file) };
  }
}

/** Reads the text of a TOML file. `file` is the absolute path and `source` the short name, both for messages. */
export function parseToml(text: string, file: string, source: string): TomlContents {
  let root: Table;
  try {
    root = parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { settings: [], environments: [], problems: [syntaxProblem(error, text, file, source)] };
  }
  const flattener = new Flattener(source);
  flattener.root(root);
  return flattener;
}
