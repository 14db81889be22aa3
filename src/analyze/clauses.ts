import { commentsIn } from '../syntax/comments.ts';
import * as lexer from '../syntax/lexer.ts';

const COMMA = 0x2c;
const NAME = String.raw`(?:"(?:[^"]|"")+"|[^\s".,()]+)`;
const ALTER_TABLE = new RegExp(
  String.raw`^alter\s+(?:foreign\s+)?table\s+(?:if\s+exists\s+)?(?:only\s+)?${NAME}(?:\s*\.\s*${NAME})*(?:\s*\*)?\s+`,
  'iu',
);

/** A statement's text without comments, on one line, as it can be pasted. */
export function plainSql(sql: string): string {
  const bytes = Buffer.from(sql);
  let text = '';
  let at = 0;
  for (const { start, end } of commentsIn(bytes, { start: 0, end: bytes.length })) {
    text += `${bytes.toString('utf8', at, start)} `;
    at = end;
  }
  return (text + bytes.toString('utf8', at)).trim();
}

/** The subcommands of an ALTER TABLE as they are written, in order: one for each `cmds` of the parser's node. */
export function alterTableClauses(sql: string): readonly string[] {
  return splitByCommas(plainSql(sql).replace(ALTER_TABLE, ''));
}

/** The parts of a text between commas that stand outside of parentheses, strings and quoted names. */
export function splitByCommas(sql: string): readonly string[] {
  const bytes = Buffer.from(sql);
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < bytes.length;) {
    const kind = lexer.BYTE_CLASS[bytes[at] as number];
    if (kind === lexer.OPEN) depth++;
    else if (kind === lexer.CLOSE) depth--;
    else if (bytes[at] === COMMA && depth === 0) {
      parts.push(bytes.toString('utf8', from, at).trim());
      from = at + 1;
    }
    at = endOfToken(bytes, at, kind ?? 0);
  }
  return [...parts, bytes.toString('utf8', from).trim()];
}

function endOfToken(bytes: Buffer, at: number, kind: number): number {
  const end = endOfQuoted(bytes, at, kind);
  return end > at ? end : at + 1;
}

function endOfQuoted(bytes: Buffer, at: number, kind: number): number {
  switch (kind) {
    case lexer.QUOTE:
      return lexer.endOfString(bytes, at, ((bytes[at - 1] ?? 0) | 0x20) === 0x65);
    case lexer.DOUBLE_QUOTE:
      return lexer.endOfQuotedIdentifier(bytes, at);
    case lexer.DOLLAR: {
      const tagEnd = lexer.endOfDollarTag(bytes, at);
      return tagEnd < 0 ? at + 1 : lexer.endOfDollarQuote(bytes, at, tagEnd);
    }
    case lexer.WORD:
      return lexer.endOfWord(bytes, at);
    default:
      return at + 1;
  }
}
