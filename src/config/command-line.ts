import { configProblemsError, type ConfigProblem } from './config-problem.ts';
import { findKey, KEYS } from './keys.ts';
import { redactUrl } from './redact-url.ts';
import { nearest, suggestKeys } from './suggest-keys.ts';

/** What the parser has to know of a command that Flyway does not have. */
export interface CommandGrammar {
  readonly name: string;
  /** Options of this command alone, without dashes: `generate`, `reason`. */
  readonly options?: readonly { readonly name: string; readonly takesValue: boolean }[];
  /** Words after this command are its arguments (`flyback lint sql/V2__x.sql`), not further commands. */
  readonly takesArguments?: boolean;
}

/** One `-key=value`, with the key in canonical form and without dashes. */
export interface KeyArgument {
  readonly key: string;
  readonly value: string;
  /** As it was written, for messages: `-outOfOrder`, `--out-of-order`. */
  readonly shown: string;
}

/** The command line, taken apart but not yet understood as a configuration. */
export interface ParsedArguments {
  /** In the order given; run from left to right. */
  readonly commands: readonly string[];
  /** Flyway's flags and ours: `-X`, `-q`, `-migrationIds`, `--exit-code`, ... */
  readonly flags: ReadonlySet<string>;
  readonly keys: readonly KeyArgument[];
  /** Options of flyback's own commands; `true` for those without value. */
  readonly options: ReadonlyMap<string, string | true>;
  /** Words after a command that takes arguments. */
  readonly operands: readonly string[];
  readonly isHelp: boolean;
  /** Words beside `help`: commands and keys to explain. */
  readonly helpTopics: readonly string[];
  readonly isVersion: boolean;
}

const VERSION_FLAGS = ['-v', '--version'];
const HELP_FLAGS = ['-?', '-h', '--help'];
/** Flyway's flags (CommandLineArguments.java, 12.4); `outputLogsInJson` is among its operations there by mistake. */
const FLYWAY_FLAGS = ['-X', '-q', '-communityFallback', '-skipCheckForUpdate', '-migrationIds', ...VERSION_FLAGS, ...HELP_FLAGS];
const OUR_FLAGS = ['--exit-code'];
const FLAGS: ReadonlySet<string> = new Set([...FLYWAY_FLAGS, ...OUR_FLAGS]);
const FLYWAY_COMMANDS = ['migrate', 'undo', 'info', 'validate', 'repair', 'baseline', 'clean', 'version', 'help'];
/** Of these Flyway takes the first when they come twice; all others twice are an error. */
const FIRST_WINS: ReadonlySet<string> = new Set(KEYS.filter((spec) => spec.scope === 'command-line').map((spec) => spec.name));

const kebab = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
let kebabNames: ReadonlyMap<string, string> | null = null;

/** After two dashes `out-of-order` and `outOfOrder` are the same, and so are `assume-rows` and `flyback.assumeRows`. */
function canonicalKey(name: string): string {
  if (findKey(name) !== null) return name;
  if (findKey(`flyback.${name}`) !== null) return `flyback.${name}`;
  if (!name.includes('-')) return name;
  kebabNames ??= new Map(KEYS.map((spec) => [kebab(spec.name.replace(/^flyback\./, '')), spec.name]));
  const [head = '', ...rest] = name.split('.');
  return kebabNames.get(name) ?? [kebabNames.get(head) ?? head, ...rest].join('.');
}

function isBooleanText(text: string | undefined): text is string {
  return text !== undefined && /^(true|false)$/i.test(text);
}

class Parser {
  readonly commands: string[] = [];
  readonly flags = new Set<string>();
  readonly keys: KeyArgument[] = [];
  readonly options = new Map<string, string | true>();
  readonly operands: string[] = [];
  readonly problems: ConfigProblem[] = [];
  readonly #argv: readonly string[];
  readonly #grammar: ReadonlyMap<string, CommandGrammar>;
  #at = 0;

  constructor(argv: readonly string[], commands: readonly (string | CommandGrammar)[]) {
    this.#argv = argv.filter((word) => word.trim() !== '');
    this.#grammar = new Map([
      ...FLYWAY_COMMANDS.map((name): [string, CommandGrammar] => [name, { name }]),
      ...commands.map((entry): [string, CommandGrammar] => (typeof entry === 'string' ? [entry, { name: entry }] : [entry.name, entry])),
    ]);
  }

  run(): void {
    for (this.#at = 0; this.#at < this.#argv.length; this.#at++) {
      const word = this.#argv[this.#at] ?? '';
      if (FLAGS.has(word)) this.flags.add(word);
      else if (word === '--json') this.#addKey('outputType', 'json', word);
      else if (!word.startsWith('-')) this.#word(word);
      else if (this.#ownOption(word)) continue;
      else if (word.includes('=')) this.#assignment(word);
      else if (word.startsWith('--')) this.#longOption(word);
      else this.#invalid(word);
    }
  }

  /** The option of a command that has been named anywhere on the line, since options may stand before it. */
  #ownOption(word: string): boolean {
    const match = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word);
    if (match === null) return false;
    const [, name = '', value] = match;
    const option = this.#argv.flatMap((command) => this.#grammar.get(command)?.options ?? []).find((each) => each.name === name);
    if (option === undefined) return false;
    const next = this.#argv[this.#at + 1];
    if (!option.takesValue && value === undefined) this.options.set(name, true);
    else if (option.takesValue && value !== undefined) this.options.set(name, value);
    else if (option.takesValue && next !== undefined && !next.startsWith('-')) this.options.set(name, this.#argv[++this.#at] ?? '');
    else {
      const text = option.takesValue ? `Option --${name} needs a value` : `Option --${name} takes no value`;
      this.problems.push({ code: 'CONFIG_INVALID', text, source: word.split('=', 1)[0] ?? word });
    }
    return true;
  }

  #word(word: string): void {
    const last = this.#grammar.get(this.commands.at(-1) ?? '');
    if (last?.takesArguments === true) this.operands.push(word);
    else if (this.#grammar.has(word)) this.commands.push(word);
    else if (this.#argv.includes('help') && isHelpTopic(word)) this.operands.push(word);
    else this.#invalid(word);
  }

  #assignment(word: string): void {
    const cut = word.indexOf('=');
    const shown = word.slice(0, cut);
    const name = word.startsWith('--') ? canonicalKey(shown.slice(2)) : shown.slice(1);
    this.#addKey(name, word.slice(cut + 1), shown);
  }

  #longOption(word: string): void {
    const key = canonicalKey(word.slice(2));
    const spec = findKey(key);
    const next = this.#argv[this.#at + 1];
    if (spec === null && !key.startsWith('environments.')) this.#invalid(word);
    else if (spec?.type === 'boolean') {
      const value = isBooleanText(next) ? next : 'true';
      if (isBooleanText(next)) this.#at++;
      this.#addKey(key, value, word);
    } else if (next === '=') this.#invalid(word);
    else if (next === undefined || (next.startsWith('-') && !/^-\d/.test(next))) {
      const text = `Option ${word} needs a value`;
      this.problems.push({ code: 'CONFIG_INVALID', text, source: word, hint: `Write ${word} VALUE or -${key}=VALUE.` });
    } else {
      this.#at++;
      this.#addKey(key, next, word);
    }
  }

  #addKey(key: string, value: string, shown: string): void {
    if (shown.startsWith('-environments') && key.split('.').length === 2) {
      const text = `Invalid configuration argument: ${shown}. Both the environment name and configuration option are required.`;
      this.problems.push({
        code: 'CONFIG_INVALID',
        text,
        source: shown,
        flywayCode: 'ERROR',
        hint: `Example: ${shown}.url=jdbc:postgresql://...`,
      });
      return;
    }
    const earlier = this.keys.find((each) => each.key === key);
    if (earlier === undefined) this.keys.push({ key, value, shown });
    else if (!FIRST_WINS.has(key)) {
      const isSecret = findKey(key)?.isSecret === true || /url|password|jdbcProperties/i.test(key);
      const values = isSecret ? '' : ` (attempted merging values ${earlier.value} and ${value})`;
      const text = `Duplicate key ${key.startsWith('flyback.') ? key : `flyway.${key}`}${values}`;
      this.problems.push({ code: 'CONFIG_CONFLICT', text, source: shown, flywayCode: 'FAULT', hint: `Give ${shown} only once.` });
    }
  }

  #invalid(word: string): void {
    const next = this.#argv[this.#at + 1];
    if (next === '=') {
      const text = `Invalid configuration argument: ${word}. Please check you have not included any spaces in your configuration argument.`;
      this.problems.push({ code: 'CONFIG_INVALID', text, source: word, flywayCode: 'ERROR' });
      // The "=" and the value belong to the same slip.
      this.#at += 2;
      return;
    }
    const dots = next?.startsWith('.') === true;
    const shell =
      'Shell may cause input parameters containing periods (.) to be misinterpreted - do you need to wrap your parameter in double quotes?';
    const isKey = word.startsWith('-') && findKey(canonicalKey(word.replace(/^-+/, ''))) !== null;
    // After `-password` its value follows, which must not be shown as one more invalid flag.
    if (dots || (isKey && next !== undefined && !next.startsWith('-') && !this.#grammar.has(next))) this.#at++;
    const safe = redactUrl(word);
    const text = `Invalid flag: ${safe}\n${dots ? shell : ''}`;
    this.problems.push({ code: 'CONFIG_UNKNOWN_KEY', text, source: safe, flywayCode: 'ERROR', hint: this.#meant(word) });
  }

  #meant(word: string): string | undefined {
    if (!word.startsWith('-')) {
      const [command] = nearest(word, [...this.#grammar.keys()]);
      return command === undefined ? undefined : `Did you mean ${command}?`;
    }
    const key = canonicalKey(word.replace(/^-+/, ''));
    const spec = findKey(key);
    if (spec !== null) return `Did you mean -${key}=${spec.type === 'boolean' ? 'true' : 'VALUE'}?`;
    const [flag] = nearest(word, [...FLAGS]);
    const [meant] = suggestKeys(key);
    if (meant !== undefined) return `Did you mean -${meant}=${findKey(meant)?.type === 'boolean' ? 'true' : 'VALUE'}?`;
    return flag === undefined ? undefined : `Did you mean ${flag}?`;
  }
}

/** Flyway checks these two on the command line, before it reads any file. */
function checkChoices(keys: readonly KeyArgument[]): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const type = keys.find(({ key }) => key === 'outputType');
  const value = type?.value.toLowerCase() ?? '';
  if (type !== undefined && value !== 'json' && value !== '') {
    const text = `'${value}' is an invalid value for the -outputType option. Use 'json'.`;
    problems.push({ code: 'CONFIG_INVALID', text, source: type.shown, flywayCode: 'ERROR' });
  }
  const color = keys.find(({ key }) => key === 'color');
  if (color !== undefined && !['', 'always', 'never', 'auto'].includes(color.value)) {
    const text = `'${color.value}' is an invalid value for the -color option. Use 'always', 'never', or 'auto'.`;
    problems.push({ code: 'CONFIG_INVALID', text, source: color.shown, flywayCode: 'ERROR' });
  }
  return problems;
}

/** Whether errors have to be answered in JSON; works on any command line, also a wrong one. */
export function isJsonWanted(argv: readonly string[]): boolean {
  const type = argv.find((word) => /^--?outputType=/.test(word) || word === '--json' || word.startsWith('--output-type='));
  return type === '--json' || type?.slice(type.indexOf('=') + 1).toLowerCase() === 'json';
}

/**
 * Takes a command line apart: `-key=value` as in Flyway, also `--key value`, `--key=value` and `--flag`.
 * @throws ConfigProblemsError with Flyway's text for words and flags that nobody knows
 */
export function parseCommandLine(argv: readonly string[], commands: readonly (string | CommandGrammar)[] = []): ParsedArguments {
  const parser = new Parser(argv, commands);
  parser.run();
  const problems = [...parser.problems, ...checkChoices(parser.keys)];
  if (problems.length > 0) throw configProblemsError(problems);
  const isHelp = parser.commands.includes('help') || HELP_FLAGS.some((flag) => parser.flags.has(flag));
  return {
    commands: parser.commands,
    flags: parser.flags,
    keys: parser.keys,
    options: parser.options,
    operands: parser.operands,
    isHelp,
    helpTopics: isHelp ? [...parser.commands.filter((name) => name !== 'help'), ...parser.operands] : [],
    isVersion: parser.commands.includes('version') || VERSION_FLAGS.some((flag) => parser.flags.has(flag)),
  };
}

function isHelpTopic(word: string): boolean {
  return word.startsWith('ERR_') || findKey(word.replace(/^flyway\./, '')) !== null;
}
