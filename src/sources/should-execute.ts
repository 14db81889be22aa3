// `==` before the rest, so that `!` and `=` inside of an operand stay with it.
const TOKEN = /&&|\|\||==|!=|[()]|(?:(?!&&|\|\||==|!=|[()])[^])+/g;

/**
 * Value of a `shouldExecute` expression: `true`, `false`, `A==B`, `A!=B`, joined with `&&`, `||` and parentheses; `&&` binds tighter.
 * Operands are compared as texts without blanks around them. `null`: not an expression.
 */
export function evaluateShouldExecute(expression: string): boolean | null {
  const tokens = (expression.match(TOKEN) ?? []).map((token) => token.trim()).filter((token) => token !== '');
  const parser = new ExpressionParser(tokens);
  const value = parser.anyOf();
  return parser.isAtEnd ? value : null;
}

const OPERATORS: ReadonlySet<string> = new Set(['&&', '||', '==', '!=', '(', ')']);

class ExpressionParser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  anyOf(): boolean | null {
    let value = this.#allOf();
    while (this.#take('||')) value = combine(value, this.#allOf(), (a, b) => a || b);
    return value;
  }

  #allOf(): boolean | null {
    let value = this.#single();
    while (this.#take('&&')) value = combine(value, this.#single(), (a, b) => a && b);
    return value;
  }

  #single(): boolean | null {
    if (this.#take('(')) {
      const value = this.anyOf();
      return this.#take(')') ? value : null;
    }
    const left = this.#operand();
    if (this.#take('==')) return left === this.#operand();
    if (this.#take('!=')) return left !== this.#operand();
    const word = left.toLowerCase();
    return word === 'true' ? true : word === 'false' ? false : null;
  }

  // An operand may be empty: a placeholder without text.
  #operand(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined || OPERATORS.has(token)) return '';
    this.#at++;
    return token;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at++;
    return true;
  }
}

function combine(a: boolean | null, b: boolean | null, operation: (a: boolean, b: boolean) => boolean): boolean | null {
  return a === null || b === null ? null : operation(a, b);
}
