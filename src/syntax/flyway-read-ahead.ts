/** The line and column of the statement Flyway was reading when a read failed; columns count UTF-16 units, as Flyway does. */
export interface FlywayPosition {
  readonly line: number;
  readonly column: number;
}

/** Flyway looks this many characters ahead, so it meets a broken placeholder before it gets to the statement that holds it. */
const READ_AHEAD = 256;
const NO_BREAK_SPACE = '\u00a0';

/** The read that failed: everything in front of the broken placeholder has been consumed or looked at. */
class ReadFailure extends Error {}

/**
 * Which statement Flyway 12.4 names when reading fails behind `before`. It follows Flyway's own tokenizer with its quirks (`$1` opens a string,
 * `e'..'` has no escapes), because its read-ahead decides the answer.
 */
export function flywayStatementAt(before: Buffer): FlywayPosition {
  const reader = new FlywayReader(before.toString('utf8'));
  const script: Script = { parentheses: 0, statement: { line: 1, column: 1 } };
  try {
    for (;;) readStatement(reader, script);
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return script.statement;
  }
}

interface Script {
  parentheses: number;
  statement: FlywayPosition;
}

type Token = { readonly kind: 'blank' | 'comment' | 'delimiter' | 'other' } | { readonly kind: 'word'; readonly text: string };

const BLANK: Token = { kind: 'blank' };
const COMMENT: Token = { kind: 'comment' };
const DELIMITER: Token = { kind: 'delimiter' };
const OTHER: Token = { kind: 'other' };

/** Reads and looks ahead in a text as Flyway's PeekingReader does; throws ReadFailure where Flyway would have read beyond the text. */
class FlywayReader {
  readonly text: string;
  at = 0;
  private line = 1;
  private lineStart = 0;
  private counted = 0;
  private filledFrom = 0;
  private filled = 0;

  constructor(text: string) {
    this.text = text;
  }

  position(): FlywayPosition {
    for (; this.counted < this.at; this.counted++) {
      const character = this.text[this.counted];
      if (character === '\n') this.line++;
      if (character === '\n' || character === '\r') this.lineStart = this.counted + 1;
    }
    return { line: this.line, column: this.at - this.lineStart + 1 };
  }

  read(): string {
    if (this.at >= this.text.length) throw new ReadFailure();
    return this.text[this.at++] as string;
  }

  skip(count: number): void {
    for (let left = count; left > 0; left--) this.read();
  }

  peek(): string {
    if (this.at - this.filledFrom >= this.filled) this.fill();
    return this.text[this.at] as string;
  }

  /** Flyway never looks across the end of a line. */
  isNext(expected: string): boolean {
    if (this.at - this.filledFrom + expected.length >= this.filled) this.fill();
    return this.text.startsWith(expected, this.at) && !expected.slice(0, -1).includes('\n');
  }

  private fill(): void {
    if (this.at + READ_AHEAD > this.text.length) throw new ReadFailure();
    this.filledFrom = this.at;
    this.filled = READ_AHEAD;
  }
}

function readStatement(reader: FlywayReader, script: Script): void {
  script.statement = reader.position();
  let isEmpty = true;
  let hasBody = false;
  let block: string[] = [];
  let previous = '';
  let words = '';
  let wordCount = 0;
  for (;;) {
    const start = reader.position();
    const token = readToken(reader, script);
    if (token === null) {
      if (isEmpty) script.statement = reader.position();
      continue;
    }
    if (token.kind === 'delimiter') {
      if (!hasBody) {
        isEmpty = true;
        script.statement = reader.position();
        continue;
      }
      if (script.parentheses === 0 && block.length === 0) break;
    }
    const isWord = token.kind === 'word' && script.parentheses === 0;
    if (isWord) block = adjusted(block, previous, token.text);
    if (!hasBody) script.statement = start;
    isEmpty = false;
    hasBody ||= token.kind !== 'comment' && token.kind !== 'blank';
    if (isWord && wordCount++ < 10) words += ` ${token.text}`;
    if (script.parentheses === 0 && token.kind !== 'comment' && token.kind !== 'blank') previous = token.kind === 'word' ? token.text : '';
  }
  if (/^ COPY(?: .*)? FROM STDIN(?: |$)/.test(words)) readCopyData(reader);
}

function adjusted(block: readonly string[], previous: string, word: string): string[] {
  const opened = [...block];
  if (previous === 'BEGIN' && word === 'ATOMIC') opened.push('ATOMIC');
  if (word === 'CASE' && opened.at(-1) === 'ATOMIC') opened.push('CASE');
  if (word === 'END' && opened.length > 0) opened.pop();
  return opened;
}

function readCopyData(reader: FlywayReader): void {
  readUntil(reader, '\n');
  while (readUntil(reader, '\n').trim() !== '\\.');
}

function readUntil(reader: FlywayReader, last: string): string {
  const start = reader.at;
  while (reader.read() !== last);
  return reader.text.slice(start, reader.at);
}

function readToken(reader: FlywayReader, script: Script): Token | null {
  reader.isNext('   ');
  const character = reader.peek();
  switch (character) {
    case '$':
      return readDollar(reader);
    case "'":
      return readQuoted(reader, 1, "'", false);
    case '(':
    case ')':
      script.parentheses += character === '(' ? 1 : -1;
      reader.skip(1);
      return null;
    case '"':
      readQuoted(reader, 1, '"', false);
      if (reader.peek() === '.') readFurtherNames(reader);
      return OTHER;
    case ';':
      reader.skip(1);
      return DELIMITER;
    case ' ':
    case '\r':
    case NO_BREAK_SPACE:
      reader.skip(1);
      return null;
    default:
  }
  const ahead = reader.text.slice(reader.at, reader.at + 3);
  if (ahead.startsWith('--')) return readLineComment(reader);
  if (ahead.startsWith('/*')) return readBlockComment(reader);
  if (/^\d/.test(ahead)) return readWhile(reader, /\d/);
  if (/^[BEX]'/.test(ahead)) return readQuoted(reader, 2, "'", true);
  if (ahead === "U&'") return readQuoted(reader, 3, "'", false);
  if (/^[\p{L}_]/u.test(character)) return readWord(reader);
  if (/^\s/.test(character)) return readBlanks(reader);
  reader.skip(1);
  return OTHER;
}

function readDollar(reader: FlywayReader): Token {
  const start = reader.at;
  reader.skip(1);
  readUntil(reader, '$');
  const tag = reader.text.slice(start, reader.at);
  while (!reader.isNext(tag)) reader.skip(1);
  reader.skip(tag.length);
  return OTHER;
}

function readQuoted(reader: FlywayReader, opening: number, quote: string, hasEscapes: boolean): Token {
  reader.skip(opening);
  for (;;) {
    const character = reader.read();
    if (hasEscapes && character === '\\') reader.skip(1);
    else if (character === quote) {
      if (reader.peek() !== quote) return OTHER;
      reader.skip(1);
    }
  }
}

function readLineComment(reader: FlywayReader): Token {
  while (reader.peek() !== '\n' && reader.peek() !== '\r') reader.skip(1);
  return COMMENT;
}

function readBlockComment(reader: FlywayReader): Token {
  reader.skip(2);
  for (let depth = 1; ;) {
    if (reader.isNext('*/')) depth--;
    else if (reader.isNext('/*')) depth++;
    else {
      reader.skip(1);
      continue;
    }
    reader.skip(2);
    if (depth === 0) return COMMENT;
  }
}

function readWhile(reader: FlywayReader, pattern: RegExp): Token {
  while (pattern.test(reader.peek())) reader.skip(1);
  return OTHER;
}

function readWord(reader: FlywayReader): Token {
  const start = reader.at;
  reader.skip(1);
  readNamePart(reader);
  const text = reader.text.slice(start, reader.at);
  if (reader.peek() === '.') {
    readFurtherNames(reader);
    return OTHER;
  }
  return /^[\p{L}_]+$/u.test(text) ? { kind: 'word', text: text.toUpperCase() } : OTHER;
}

function readNamePart(reader: FlywayReader): void {
  while (!reader.isNext(';') && /[\p{L}\p{Nd}_$]/u.test(reader.peek())) reader.skip(1);
}

function readFurtherNames(reader: FlywayReader): void {
  for (let part = 0; part < 2 && (part === 0 || reader.peek() === '.'); part++) {
    reader.skip(1);
    if (reader.peek() === '"') readQuoted(reader, 1, '"', false);
    else readNamePart(reader);
  }
}

function readBlanks(reader: FlywayReader): Token | null {
  const start = reader.at;
  readWhile(reader, /[\t\n\v\f\r \x1c-\x1f]|[^\S\u00a0\u2007\u202f\ufeff]/);
  return reader.text.slice(start, reader.at).split('\n').length > 2 ? BLANK : null;
}
