/** Since this version a view of one relation is printed without the names of that relation before its columns (get_query_def in ruleutils.c). */
export const WITHOUT_PREFIXES_SINCE = 160_000;

/** A word, a quoted name, a string, or one character; all that the server prints of a view. */
const TOKEN = /E?'(?:[^'\\]|''|\\.)*'|(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)|\s+|./gsu;
const NAME = /^(?:"|[\p{L}_])/u;
/** What can follow the list of relations. */
const AFTER_FROM = new Set([
  'TABLESAMPLE',
  'WHERE',
  'GROUP',
  'HAVING',
  'WINDOW',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
  'FOR',
  'UNION',
  'INTERSECT',
  'EXCEPT',
]);
const SETS = new Set(['UNION', 'INTERSECT', 'EXCEPT']);

/** The definition of a view as PostgreSQL 14 or 15 prints it, as later majors do. */
export function withoutPrefixes(definition: string): string {
  const tokens = definition.match(TOKEN) ?? [];
  const depths = depthsOf(tokens);
  const from = tokens.findIndex((token, at) => token === 'FROM' && depths[at] === 0);
  // Each side of UNION is a query of its own.
  if (from < 0 || tokens.some((token, at) => depths[at] === 0 && SETS.has(token))) return definition;
  const alias = onlyRelation(tokens, depths, from + 1);
  if (alias === null) return definition;
  const isOwn = outsideOfQueries(tokens);
  return tokens.filter((_token, at) => isOwn[at] !== true || !(isPrefix(tokens, at, alias) || isPrefix(tokens, at - 1, alias))).join('');
}

function depthsOf(tokens: readonly string[]): readonly number[] {
  let depth = 0;
  return tokens.map((token) => {
    if (token === ')') depth -= 1;
    const here = depth;
    if (token === '(') depth += 1;
    return here;
  });
}

/** The name of the relation after FROM, null where there are several. */
function onlyRelation(tokens: readonly string[], depths: readonly number[], start: number): string | null {
  let name: string | null = null;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (depths[at] !== 0 || token.trim() === '') continue;
    if (AFTER_FROM.has(token) || token === ';') return name;
    if (token === ',' || token === 'JOIN') return null;
    if (NAME.test(token)) name = token;
  }
  return name;
}

/** Whether each token belongs to the query itself, not to one in parentheses, where names have their prefixes in all majors. */
function outsideOfQueries(tokens: readonly string[]): readonly boolean[] {
  const opened: boolean[] = [];
  return tokens.map((token, at) => {
    if (token === ')') opened.pop();
    const isOutside = !opened.includes(true);
    if (token === '(') opened.push(/^(?:SELECT|WITH|VALUES)$/.test(tokens.slice(at + 1).find((next) => next.trim() !== '') ?? ''));
    return isOutside;
  });
}

function isPrefix(tokens: readonly string[], at: number, alias: string): boolean {
  return tokens[at] === alias && tokens[at + 1] === '.' && tokens[at - 1] !== '.' && tokens[at + 2] !== '*';
}
