import { visibleText } from './visible-text.ts';

/** Markup that we wrote. */
export class Html {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

type Part = Html | readonly Html[] | string | number | null;

/** A template of markup: what is put in is escaped, unless it is markup itself. Attributes stand in double quotes. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, index) => text + shown(parts[index] ?? null)).join(''));
}

/** Text of others as HTML text or in a quoted attribute; nothing in it stays invisible. */
export function escapeHtml(text: string): string {
  return visibleText(text).replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}

function shown(part: Part): string {
  if (part === null) return '';
  if (part instanceof Html) return part.source;
  return typeof part === 'string' || typeof part === 'number' ? escapeHtml(String(part)) : part.map(({ source }) => source).join('\n');
}
