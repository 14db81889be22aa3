import { visibleLine, visibleText } from './visible-text.ts';

const PLAIN_CODE = /^[\w .,;:/()'"=+\-?$%]+$/u;
const SPECIAL = /[&<>|\\`*[\]{}~!^$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\/\/)|(?<=\bwww)\./gu;
/** Between a mark and a name, so that GitHub and GitLab see no mention and no reference. */
const BREAK = '&#8203;';
const MENTION = /[@#](?=[\w/-])/gu;
const CODE_SPECIAL = /[^\p{L}\p{N} ]/gu;
const SHORTEST_FENCE = 3;

/** Text of others as Markdown prose on one line (GFM 0.29): no markup, no HTML, no mention, no cell of its own. */
export function markdownText(text: string): string {
  return visibleLine(text)
    .replace(SPECIAL, entity)
    .replace(MENTION, (mark, at: number, all: string) => (isInEntity(all, at) ? mark : mark + BREAK));
}

/** Text of others as code on one line, also in a table. */
export function markdownCode(text: string): string {
  const line = visibleLine(text);
  if (line === '') return '';
  return PLAIN_CODE.test(line) ? `\`${line}\`` : `<code>${line.replace(CODE_SPECIAL, entity)}</code>`;
}

/** A block of code, its fence longer than any run of backticks in it. */
export function markdownFence(code: string, language: string): string {
  const text = visibleText(code).trimEnd();
  const runs = text.match(/`+/gu) ?? [];
  const fence = '`'.repeat(Math.max(SHORTEST_FENCE, ...runs.map((run) => run.length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A link to a page on the web; where it is none, the words alone. */
export function markdownLink(words: string, address: string): string {
  return /^https:\/\/[\w.~:/?#@!$&'*+,;=%-]+$/u.test(address) ? `[${words}](${address})` : words;
}

/** Rows of a table; cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function entity(character: string): string {
  return `&#${character.codePointAt(0) ?? 0};`;
}

// `&#64;` holds a mark that is ours.
function isInEntity(text: string, at: number): boolean {
  return text[at] === '#' && text[at - 1] === '&';
}
