/** What `status IN ('a', 'b')` is printed as where `status` is a varchar. */
const VARCHAR_LIST = /\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]/gu;
/** A string or a quoted name, as the server prints it. */
const QUOTED = /E'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"/uy;
/** Kinds whose statements hold printed expressions and no text in other languages. */
const KINDS: ReadonlySet<string> = new Set([
  'table',
  'column',
  'domain',
  'view',
  'materialized view',
  'constraint',
  'index',
  'rule',
  'policy',
  'trigger',
  'statistics',
]);

/**
 * A statement that makes an expression that is printed as the one in it, where the printed text itself would make another one, although of the same
 * meaning. Two are known: the parser takes a cast beside an array as one of its elements (transformTypeCast), and an AND on the left of another one as
 * a part of that (makeAndExpr in gram.y), which BETWEEN is not.
 */
export function withStableExpressions(kind: string, statement: string): string {
  if (!KINDS.has(kind)) return statement;
  const text = statement.includes('::character varying')
    ? statement.replace(VARCHAR_LIST, '((ARRAY[$1])::character varying[])::text[]')
    : statement;
  return text.includes(' <= ') ? withBetween(text) : text;
}

function withBetween(text: string): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const quoted = quotedAt(text, at);
    if (quoted > at) {
      result += text.slice(at, quoted);
      at = quoted;
      continue;
    }
    const found = text.startsWith('((', at) ? rangeAt(text, at) : null;
    if (found === null) result += text[at++] ?? '';
    else {
      result += `(${withBetween(found.subject)} BETWEEN (${withBetween(found.low)}) AND (${withBetween(found.high)}))`;
      at = found.end;
    }
  }
  return result;
}

interface Range {
  readonly subject: string;
  readonly low: string;
  readonly high: string;
  readonly end: number;
}

/** `((x >= 1) AND (x <= 2))` at this place. */
function rangeAt(text: string, at: number): Range | null {
  const first = groupEnd(text, at + 1);
  if (first === null || !text.startsWith(' AND (', first)) return null;
  const second = groupEnd(text, first + ' AND '.length);
  if (second === null || text[second] !== ')') return null;
  const lower = sides(text.slice(at + 2, first - 1), ' >= ');
  const upper = sides(text.slice(first + ' AND ('.length, second - 1), ' <= ');
  if (lower === null || upper === null || lower[0] !== upper[0]) return null;
  return { subject: lower[0], low: lower[1], high: upper[1], end: second + 1 };
}

/** Both sides of a comparison that is not inside of parentheses. */
function sides(text: string, operator: string): readonly [string, string] | null {
  let depth = 0;
  for (let at = 0; at < text.length;) {
    const quoted = quotedAt(text, at);
    if (quoted > at) {
      at = quoted;
      continue;
    }
    if (text[at] === '(' || text[at] === '[') depth++;
    if (text[at] === ')' || text[at] === ']') depth--;
    if (depth === 0 && text.startsWith(operator, at)) return [text.slice(0, at), text.slice(at + operator.length)];
    at++;
  }
  return null;
}

/** Behind the parenthesis that closes the one at this place. */
function groupEnd(text: string, start: number): number | null {
  if (text[start] !== '(') return null;
  let depth = 0;
  for (let at = start; at < text.length;) {
    const quoted = quotedAt(text, at);
    if (quoted > at) {
      at = quoted;
      continue;
    }
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at + 1;
    at++;
  }
  return null;
}

/** Behind the string or quoted name at this place; the place itself where there is none. */
function quotedAt(text: string, at: number): number {
  const first = text[at];
  if (first !== "'" && first !== '"' && first !== 'E') return at;
  QUOTED.lastIndex = at;
  return QUOTED.test(text) ? QUOTED.lastIndex : at;
}
