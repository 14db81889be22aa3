/** A function's promise (manual 36.7). */
export type Volatility = 'immutable' | 'stable' | 'volatile';

/** A type that is neither an array, a domain nor composite. */
export interface TypeFact {
  readonly name: string;
  readonly kind: 'base' | 'pseudo' | 'range' | 'multirange' | 'enum';
  /** `typcategory` (manual, table 51.65): `S` string, `N` numeric ... */
  readonly category: string;
  readonly isPreferred: boolean;
  readonly isCollatable: boolean;
  /** Of reading it from text and printing it. */
  readonly textVolatility: Volatility;
  readonly hasArray: boolean;
  /** Of a range. */
  readonly subtype: string | null;
  readonly multirange: string | null;
  /** As format_type prints it, where that is not its name. */
  readonly sqlName: string | null;
}

/** pg_cast's row. */
export interface CastFact {
  readonly method: 'binary' | 'function' | 'inout';
  readonly context: 'implicit' | 'assignment' | 'explicit';
  readonly volatility: Volatility;
  /** The planner takes the function away where it changes nothing (`varchar_support` and its like). */
  readonly isSimplified: boolean;
}

export interface FunctionFact {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly isVariadic: boolean;
  readonly defaults: number;
  readonly returns: string;
  readonly volatility: Volatility;
  readonly returnsSet: boolean;
  readonly isStrict: boolean;
  readonly kind: 'function' | 'aggregate' | 'window' | 'procedure';
}

export interface OperatorFact {
  readonly name: string;
  /** Null: a prefix operator. */
  readonly left: string | null;
  readonly right: string;
  readonly returns: string;
  readonly volatility: Volatility;
}

export interface OperatorClassFact {
  readonly method: string;
  readonly name: string;
  readonly family: string;
  readonly input: string;
  readonly isDefault: boolean;
}

const VOLATILITIES: Readonly<Record<string, Volatility>> = { i: 'immutable', s: 'stable', v: 'volatile' };
const KINDS: Readonly<Record<string, TypeFact['kind']>> = { b: 'base', p: 'pseudo', r: 'range', m: 'multirange', e: 'enum' };
const METHODS: Readonly<Record<string, CastFact['method']>> = { b: 'binary', f: 'function', i: 'inout' };
const CONTEXTS: Readonly<Record<string, CastFact['context']>> = { i: 'implicit', a: 'assignment', e: 'explicit' };
const FUNCTION_KINDS: Readonly<Record<string, FunctionFact['kind']>> = { a: 'aggregate', w: 'window', p: 'procedure' };

/** The lines of the five sections that `test/support/facts/generate-facts.ts` writes. */
export interface FactLines {
  readonly types: string;
  readonly casts: string;
  readonly functions: string;
  readonly operators: string;
  readonly operatorClasses: string;
}

/** Objects that come with PostgreSQL or with one extension, in one major version; lines are read when they are asked for. */
export class FactSet {
  readonly #major: number;
  readonly #lines: FactLines;
  readonly #sections = new Map<keyof FactLines, ReadonlyMap<string, readonly string[]>>();
  readonly #types = new Map<string, TypeFact | null>();
  readonly #casts = new Map<string, ReadonlyMap<string, CastFact>>();

  constructor(lines: FactLines, major: number) {
    this.#lines = lines;
    this.#major = major;
  }

  type(name: string): TypeFact | null {
    const known = this.#types.get(name);
    if (known !== undefined) return known;
    const line = this.#rests('types', name)[0];
    const fact = line === undefined ? null : typeFact(name, line);
    this.#types.set(name, fact);
    return fact;
  }

  typeNames(): readonly string[] {
    return [...this.#section('types').keys()].filter((name) => this.type(name) !== null);
  }

  /** Casts from a type, by their target. */
  castsFrom(source: string): ReadonlyMap<string, CastFact> {
    const known = this.#casts.get(source) ?? new Map(this.#rests('casts', source).map(castFact));
    this.#casts.set(source, known);
    return known;
  }

  cast(source: string, target: string): CastFact | null {
    return this.castsFrom(source).get(target) ?? null;
  }

  castSources(): readonly string[] {
    return [...this.#section('casts').keys()];
  }

  /** Functions, aggregates and procedures of a name. */
  functions(name: string): readonly FunctionFact[] {
    return this.#rests('functions', name).map((line) => functionFact(name, line));
  }

  functionNames(): readonly string[] {
    return [...this.#section('functions').keys()];
  }

  operators(name: string): readonly OperatorFact[] {
    return this.#rests('operators', name).map((line) => operatorFact(name, line));
  }

  /** Operator classes of an access method. */
  operatorClasses(method: string): readonly OperatorClassFact[] {
    return this.#rests('operatorClasses', method).map((line) => operatorClassFact(method, line));
  }

  #rests(section: keyof FactLines, word: string): readonly string[] {
    return (this.#section(section).get(word) ?? [])
      .flatMap((lines) => lines.split('|'))
      .flatMap((line) => {
        const at = line.lastIndexOf(' @');
        if (at < 0) return [line];
        const [from, to] = line.slice(at + 2).split('-');
        return this.#major >= Number(from) && (to === '' || this.#major <= Number(to)) ? [line.slice(0, at)] : [];
      });
  }

  #section(section: keyof FactLines): ReadonlyMap<string, readonly string[]> {
    const known = this.#sections.get(section);
    if (known !== undefined) return known;
    const words = new Map<string, string[]>();
    for (const line of this.#lines[section].split('\n')) {
      const space = line.indexOf(' ');
      if (space < 0) continue;
      const word = line.slice(0, space);
      const known = words.get(word);
      // Operators hold `|` themselves, but only in their name.
      if (known === undefined) words.set(word, [line.slice(space + 1)]);
      else known.push(line.slice(space + 1));
    }
    this.#sections.set(section, words);
    return words;
  }
}

function typeFact(name: string, line: string): TypeFact {
  const colon = line.indexOf(' :');
  const [kind = '', category = '', flags = '', subtype, multirange] = (colon < 0 ? line : line.slice(0, colon)).split(' ');
  return {
    name,
    kind: KINDS[kind] ?? 'base',
    category: category.charAt(0),
    isPreferred: category.endsWith('!'),
    isCollatable: flags.includes('c'),
    textVolatility: flags.includes('s') ? 'stable' : 'immutable',
    hasArray: !flags.includes('n'),
    subtype: kind === 'r' ? (subtype ?? null) : null,
    multirange: multirange ?? null,
    sqlName: colon < 0 ? null : line.slice(colon + 2),
  };
}

function castFact(line: string): readonly [string, CastFact] {
  const [target = '', flags = ''] = line.split(' ');
  return [
    target,
    {
      method: METHODS[flags.charAt(0)] ?? 'function',
      context: CONTEXTS[flags.charAt(1)] ?? 'explicit',
      volatility: VOLATILITIES[flags.charAt(2)] ?? 'immutable',
      isSimplified: flags.endsWith('z'),
    },
  ];
}

function functionFact(name: string, line: string): FunctionFact {
  const words = line.split(' ');
  const list = words.length > 2 ? (words[0] ?? '') : '';
  const flags = words.at(-1) ?? '';
  const kind = /[awp]/u.exec(flags.slice(1))?.[0] ?? '';
  return {
    name,
    arguments: list === '' ? [] : list.replace('*', '').split(','),
    isVariadic: list.startsWith('*'),
    defaults: Number(/\d+$/u.exec(flags)?.[0] ?? 0),
    returns: words.at(-2) ?? '',
    volatility: VOLATILITIES[flags.charAt(0)] ?? 'volatile',
    returnsSet: flags.includes('r'),
    isStrict: flags.includes('t'),
    kind: FUNCTION_KINDS[kind] ?? 'function',
  };
}

function operatorFact(name: string, line: string): OperatorFact {
  const [left = '-', right = '', returns = '', volatility = 'v'] = line.split(' ');
  return { name, left: left === '-' ? null : left, right, returns, volatility: VOLATILITIES[volatility] ?? 'volatile' };
}

function operatorClassFact(method: string, line: string): OperatorClassFact {
  const [name = '', family = '', input = '', isDefault] = line.split(' ');
  return { method, name, family, input, isDefault: isDefault === 'd' };
}
