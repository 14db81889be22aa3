const LONGEST = 80;
// Comments, quoted names (kept), strings in all their forms, numbers. The text may be cut anywhere, so each may be open at its end.
const TOKENS =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"]|"")*"?|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'?|(?:\b(?:[bBxXnN]|[uU]&))?'(?:[^']|'')*'?|\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|(?<![\w$"])[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/g;

/** The beginning of a query on one line, without comments and with `?` for each literal: literals may be what nobody should read. */
export function queryHead(sql: string): string {
  const bare = sql
    .replace(TOKENS, (token) => (token.startsWith('--') || token.startsWith('/*') ? ' ' : token.startsWith('"') ? token : '?'))
    .replace(/\s+/g, ' ')
    .trim();
  return bare.length <= LONGEST ? bare : `${bare.slice(0, LONGEST - 1)}…`;
}
