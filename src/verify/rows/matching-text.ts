import { quoteLiteral } from '../../syntax/names.ts';
import { constant, type Value } from './value.ts';

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const CLASSES: Readonly<Record<string, string>> = {
  d: DIGITS,
  w: `${LOWER}${DIGITS}`,
  s: ' ',
  digit: DIGITS,
  alpha: `${LOWER}${UPPER}`,
  lower: LOWER,
  upper: UPPER,
  alnum: `${LOWER}${DIGITS}`,
  xdigit: `${DIGITS}abcdef`,
  space: ' ',
  punct: '-_.',
};
const PRINTABLE = `${LOWER}${DIGITS}${UPPER}-_. @/:+#,;!()[]{}`;
const SHAPES = 3;
const MOST_REPEATS = 6;
const LONGEST = 300;

/** What stands at one place of a text: the letter itself, or one of several. */
type Place = string;

/** Texts that a simple regular expression of PostgreSQL (manual 9.7.3) matches; it may be none, and they are tried on the server before use. */
export function matchingValues(pattern: string): readonly Value[] {
  const shapes = Array.from({ length: SHAPES }, (_shape, at) => new PatternReader(pattern, at).places());
  const values = shapes.flatMap((places) => (places === null ? [] : [valueOf(places)]));
  return values.filter((value, at) => values.findIndex((one) => one.sql('1') === value.sql('1')) === at);
}

/** Texts that a LIKE pattern matches: the number of the row stands where anything may. */
export function likeValues(pattern: string): readonly Value[] {
  const parts: readonly string[] = pattern.match(/\\.|%|_|[^\\%_]+/gsu) ?? [];
  const literal = (part: string): string => quoteLiteral(part.startsWith('\\') ? part.slice(1) : part === '_' ? 'a' : part);
  const open = parts.lastIndexOf('%');
  const sql = (row: string): string =>
    `(${parts.map((part, at) => (part !== '%' ? literal(part) : at === open ? `(${row})` : "''")).join(' || ') || "''"})`;
  return [{ sql, size: open < 0 ? 1 : Infinity }, ...(open < 0 ? [] : [constant(sql("''"))])];
}

// The places with several letters are counted through like the digits of a number, the last one first.
function valueOf(places: readonly Place[]): Value {
  let size = 1;
  const parts: ((row: string) => string)[] = [];
  for (const letters of places.toReversed()) {
    const stride = size;
    if (letters.length === 1 || size * letters.length > Number.MAX_SAFE_INTEGER) parts.unshift(() => quoteLiteral(letters[0] ?? ''));
    else {
      parts.unshift((row) => `substr(${quoteLiteral(letters)}, 1 + (((${row}) / ${stride}) % ${letters.length})::int4, 1)`);
      size *= letters.length;
    }
  }
  if (parts.length === 0) return constant("''");
  return { sql: (row) => `(${parts.map((part) => part(row)).join(' || ')})`, size: size > 1_000_000 ? Infinity : size };
}

/** Reads a pattern from left to right; what it does not know ends it with null. Another shape takes other alternatives and other numbers of repeats. */
class PatternReader {
  readonly #pattern: string;
  readonly #shape: number;
  #at = 0;

  constructor(pattern: string, shape: number) {
    this.#pattern = pattern.replace(/^\(\?[a-z]+\)/u, '');
    this.#shape = shape;
  }

  places(): readonly Place[] | null {
    const found = this.#alternatives();
    return this.#at === this.#pattern.length && found !== null && found.length <= LONGEST ? found : null;
  }

  #alternatives(): readonly Place[] | null {
    const found: (readonly Place[] | null)[] = [];
    do found.push(this.#sequence());
    while (this.#take('|'));
    return found[this.#shape % found.length] ?? null;
  }

  #sequence(): readonly Place[] | null {
    const places: Place[] = [];
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern[this.#at] ?? '')) {
      const atom = this.#atom();
      if (atom === null) return null;
      const [least, most] = this.#repeats();
      const wanted = [Math.min(most, MOST_REPEATS), 1, 0][this.#shape] ?? 1;
      for (let count = 0; count < Math.min(Math.max(least, wanted), most, LONGEST); count++) places.push(...atom);
    }
    return places;
  }

  #atom(): readonly Place[] | null {
    const letter = this.#pattern[this.#at++] ?? '';
    if (letter === '^' || letter === '$') return [];
    if (letter === '.') return [LOWER];
    if (letter === '[') return this.#class();
    if (letter === '\\') return this.#escape();
    if (letter === '(') return this.#group();
    return '*+?{'.includes(letter) ? null : [letter];
  }

  #group(): readonly Place[] | null {
    if (!this.#take('?:') && this.#pattern[this.#at] === '?') return null;
    const found = this.#alternatives();
    return this.#take(')') ? found : null;
  }

  #escape(): readonly Place[] | null {
    const letter = this.#pattern[this.#at++] ?? '';
    if ('AZmMyY'.includes(letter)) return [];
    const of = CLASSES[letter];
    if (of !== undefined) return [of];
    return /\w/u.test(letter) ? null : [letter];
  }

  #class(): readonly Place[] | null {
    const isNegated = this.#take('^');
    let letters = '';
    for (let isFirst = true; isFirst || this.#pattern[this.#at] !== ']'; isFirst = false) {
      if (this.#at >= this.#pattern.length) return null;
      letters += this.#named() ?? this.#span();
    }
    this.#at++;
    const allowed = isNegated ? [...PRINTABLE].filter((one) => !letters.includes(one)) : [...new Set(letters)];
    return allowed.length === 0 ? null : [allowed.join('')];
  }

  #named(): string | null {
    const found = /^\[:(\w+):\]|^\\([dws])/u.exec(this.#pattern.slice(this.#at));
    if (found === null) return null;
    this.#at += found[0].length;
    return CLASSES[found[1] ?? found[2] ?? ''] ?? '';
  }

  #span(): string {
    if (this.#pattern[this.#at] === '\\') this.#at++;
    const from = this.#pattern[this.#at++] ?? '';
    const to = this.#pattern[this.#at + 1] ?? ']';
    if (this.#pattern[this.#at] !== '-' || to === ']') return from;
    this.#at += 2;
    const first = from.charCodeAt(0);
    return Array.from({ length: Math.max(Math.min(to.charCodeAt(0), 0x7e) - first + 1, 1) }, (_letter, at) =>
      String.fromCharCode(first + at),
    ).join('');
  }

  #repeats(): readonly [least: number, most: number] {
    const found = /^(?:[*+?]|\{(\d+)(,(\d+)?)?\})\??/u.exec(this.#pattern.slice(this.#at));
    if (found === null) return [1, 1];
    this.#at += found[0].length;
    const [sign, least, comma, most] = found;
    if (least === undefined) return sign.startsWith('+') ? [1, Infinity] : sign.startsWith('*') ? [0, Infinity] : [0, 1];
    return [Number(least), comma === undefined ? Number(least) : most === undefined ? Infinity : Number(most)];
  }

  #take(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }
}
