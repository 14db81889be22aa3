import type { Span } from './split.ts';
import * as lexer from './lexer.ts';

const STAR = 42;

/** Comments in a stretch of SQL, line and block comments alike; strings, quoted names and dollar quotes are skipped (manual 4.1.5). */
export function* commentsIn(bytes: Buffer, { start, end }: Span): Generator<Span, void, void> {
  let at = start;
  while (at < end) {
    const next = endOfToken(bytes, at);
    const stop = next < 0 ? end : Math.min(next, end);
    if (isComment(bytes, at)) yield { start: at, end: stop };
    at = stop;
  }
}

function isComment(bytes: Buffer, at: number): boolean {
  const next = bytes[at + 1];
  return (bytes[at] === 0x2d && next === 0x2d) || (bytes[at] === 0x2f && next === STAR);
}

function endOfToken(bytes: Buffer, at: number): number {
  switch (lexer.BYTE_CLASS[bytes[at] as number]) {
    case lexer.DASH:
      return bytes[at + 1] === 0x2d ? lexer.endOfLineComment(bytes, at) : at + 1;
    case lexer.SLASH:
      return bytes[at + 1] === STAR ? lexer.endOfBlockComment(bytes, at) : at + 1;
    case lexer.QUOTE:
      return lexer.endOfString(bytes, at, isEscapeString(bytes, at));
    case lexer.DOUBLE_QUOTE:
      return lexer.endOfQuotedIdentifier(bytes, at);
    case lexer.DOLLAR: {
      const tagEnd = lexer.endOfDollarTag(bytes, at);
      return tagEnd > at ? lexer.endOfDollarQuote(bytes, at, tagEnd) : at + 1;
    }
    case lexer.WORD:
      return lexer.endOfWord(bytes, at);
    default:
      return at + 1;
  }
}

function isEscapeString(bytes: Buffer, at: number): boolean {
  const before = bytes[at - 1];
  return before === 0x65 || before === 0x45;
}
