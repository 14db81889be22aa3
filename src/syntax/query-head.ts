const LONGEST = 80;
// Comments, quoted names (kept), strings in all their forms, numbers. The text may be cut anywhere, so each may be open at its end.
const TOKENS =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"]|"")*"?|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'?|(?:\b(?:[bBxXnN]|[uU]&))?'(?:[^']|'')*'?|\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)|(?<![\w$"])[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/g;

/** Only the beginning of a text is looked at. */
const LOOKED_AT = 1000;
const LABEL = /^\/\* (flyback .*?) \*\//;

/** A comment before a message of ours, so that pg_stat_activity tells which script is at work and with what it begins. */
export function workLabel(script: string, sql: string): string {
  return `/* flyback ${`${script}: ${queryHead(sql)}`.replaceAll(/\/\*|\*\//g, '')} */ `;
}

/** The beginning of a query on one line, without comments and with `?` for each literal: literals may be what nobody should read. */
export function queryHead(sql: string): string {
  const label = LABEL.exec(sql)?.[1];
  if (label !== undefined) return label;
  const bare = sql
    .slice(0, LOOKED_AT)
    .replace(TOKENS, (token) => (token.startsWith('--') || token.startsWith('/*') ? ' ' : token.startsWith('"') ? token : '?'))
    .replace(/\s+/g, ' ')
    .trim();
  return bare.length <= LONGEST ? bare : `${bare.slice(0, LONGEST - 1)}…`;
}
