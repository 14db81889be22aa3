import { StatementError } from '../model/errors.ts';
import * as lexer from './lexer.ts';
import { transactionControl } from './keywords.ts';
import type { TransactionControl } from './keywords.ts';
import type { ReplacedText } from './placeholders.ts';
import { countCharacters, countLineFeeds, placeAt } from './position.ts';
import { afterStatement, isChanged, isStandardConforming, stringSetting } from './standard-conforming-strings.ts';
import type { StringSetting } from './standard-conforming-strings.ts';
import { unparsable } from './unparsable.ts';

/** Byte offsets in the text that was split; `end` is behind the last byte. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What was still open at the end of the file. */
export type Unterminated = 'string' | 'quoted-identifier' | 'dollar-quote' | 'comment' | 'parenthesis';

/** A command of psql with its backslash, and the byte offset of that. */
export interface MetaCommand {
  readonly name: string;
  readonly offset: number;
}

/** One statement of a script. Offsets are bytes in the text with placeholders replaced. */
export interface Statement extends Span {
  /** From 0. */
  readonly index: number;
  /** Where the first token that is no comment begins. */
  readonly tokenStart: number;
  /** Line of that token, as Flyway reports it: counted in the text with placeholders replaced. */
  readonly line: number;
  /** Column of that token, in characters from 1. */
  readonly column: number;
  /** The text to send: from the first token, leading comments included, to before the `;`. Decoded anew at each use. */
  readonly sql: string;
  /** The lines between `COPY ... FROM STDIN;` and the line `\.`. */
  readonly copyData: Span | null;
  /** What stands behind the `;` on the line of a `COPY ... FROM STDIN;`: it is not executed (as in Flyway), so say so. */
  readonly ignored: Span | null;
  /** Why the server will refuse this last statement. */
  readonly unterminated: Unterminated | null;
  /** A command of psql (`\copy`, `\i`, `\gexec`), which no server understands. */
  readonly metaCommand: MetaCommand | null;
  /** PostgreSQL takes no NUL byte in a query: the offset of the first one. */
  readonly nulOffset: number | null;
  /** BEGIN, COMMIT and their like. */
  readonly control: TransactionControl | null;
}

export interface SplitOptions {
  /** The server's standard_conforming_strings at the start of the script; true unless said otherwise. A SET inside the script is followed. */
  readonly isStandardConforming?: boolean;
  /** The name of the file in errors. */
  readonly file?: string;
}

interface CopyPart {
  readonly copyData: Span | null;
  readonly ignored: Span | null;
}

type Head = 'start' | 'other' | 'create' | 'routine' | 'copy' | 'copy-name' | 'copy-from' | 'copy-stdin';
type Previous = 'none' | 'dot' | 'begin' | 'as' | 'other';

/** How far the lexer is in the script, and what it knows about the statement it is in. */
interface Scan {
  readonly bytes: Buffer;
  at: number;
  strings: StringSetting;
  start: number;
  tokenStart: number;
  end: number;
  parentheses: number;
  block: number;
  head: Head;
  previous: Previous;
  mentionsSetting: boolean;
  unterminated: Unterminated | null;
  metaCommand: MetaCommand | null;
}

const SETTING = 'standard_conforming_strings';
const NO_END = 'The body that BEGIN ATOMIC opens has no END.';
const NO_COPY_END = 'COPY ... FROM STDIN has no end of its data: no line that holds only \\. follows';
const NO_COPY_END_HINT = 'End the data with a line that holds only \\. (backslash, full stop).';
const NO_COPY: CopyPart = { copyData: null, ignored: null };
const LF = 10;
const CR = 13;
const DOT = 0x2e;
const AMPERSAND = 0x26;

/**
 * Splits a script into statements by PostgreSQL's own lexical rules (manual 4.1, psqlscan.l), with the boundaries and lines of Flyway 12.4.
 * Throws SQL_UNTERMINATED for an open BEGIN ATOMIC body and for COPY data without its end.
 */
export function* splitStatements(text: Buffer | ReplacedText, options: SplitOptions = {}): Generator<Statement, void, void> {
  const bytes = Buffer.isBuffer(text) ? text : text.bytes;
  const scan = newScan(bytes, options.isStandardConforming ?? true);
  const hasNul = bytes.includes(0);
  let line = 1;
  let counted = 0;
  for (let index = 0; scanStatement(scan); index++) {
    line += countLineFeeds(bytes, counted, scan.tokenStart);
    counted = scan.tokenStart;
    if (scan.block > 0) throw unterminatedError(text, options.file, scan, line, incompleteMessage(scan, line), NO_END);
    const copy = scan.head === 'copy-stdin' ? readCopyData(scan) : NO_COPY;
    if (copy === null) throw unterminatedError(text, options.file, scan, line, NO_COPY_END, NO_COPY_END_HINT);
    const statement = new ScriptStatement(scan, index, line, copy, hasNul);
    yield statement;
    if (scan.mentionsSetting || isChanged(scan.strings)) {
      scan.strings = afterStatement(scan.strings, bytes.subarray(statement.tokenStart, statement.end));
    }
  }
}

/** A class for its getters' sake: a file may hold a million statements, and their texts are not to be in memory all at once. */
class ScriptStatement implements Statement {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly tokenStart: number;
  readonly line: number;
  readonly copyData: Span | null;
  readonly ignored: Span | null;
  readonly unterminated: Unterminated | null;
  readonly metaCommand: MetaCommand | null;
  readonly nulOffset: number | null;
  readonly #bytes: Buffer;

  constructor(scan: Scan, index: number, line: number, copy: CopyPart, hasNul: boolean) {
    this.index = index;
    this.start = scan.start;
    this.end = trimmedEnd(scan.bytes, scan.start, scan.end);
    this.tokenStart = scan.tokenStart;
    this.line = line;
    this.copyData = copy.copyData;
    this.ignored = copy.ignored;
    this.unterminated = scan.unterminated;
    this.metaCommand = scan.metaCommand;
    this.nulOffset = hasNul ? nulWithin(scan.bytes, scan.start, this.end) : null;
    this.#bytes = scan.bytes;
  }

  get column(): number {
    return columnAt(this.#bytes, this.tokenStart);
  }

  get sql(): string {
    return this.#bytes.toString('utf8', this.start, this.end);
  }

  get control(): TransactionControl | null {
    return transactionControl(this.#bytes.subarray(this.tokenStart, this.end));
  }
}

function newScan(bytes: Buffer, startsConforming: boolean): Scan {
  const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return {
    bytes,
    at: hasByteOrderMark ? 3 : 0,
    strings: stringSetting(startsConforming),
    start: -1,
    tokenStart: -1,
    end: 0,
    parentheses: 0,
    block: 0,
    head: 'start',
    previous: 'none',
    mentionsSetting: false,
    unterminated: null,
    metaCommand: null,
  };
}

function resetStatement(scan: Scan): void {
  scan.start = -1;
  scan.tokenStart = -1;
  scan.parentheses = 0;
  scan.block = 0;
  scan.head = 'start';
  scan.previous = 'none';
  scan.mentionsSetting = false;
  scan.unterminated = null;
  scan.metaCommand = null;
}

/** Advances to behind the next statement's `;`; false at the end of the script. */
function scanStatement(scan: Scan): boolean {
  const { bytes } = scan;
  const length = bytes.length;
  resetStatement(scan);
  while (scan.at < length) {
    const at = scan.at;
    const byte = bytes[at] as number;
    const kind = lexer.BYTE_CLASS[byte];
    if (kind === lexer.SPACE) {
      scan.at = at + 1;
      continue;
    }
    if (scan.tokenStart < 0) {
      const blank = byte > 0x20 && byte < 0x80 ? 0 : lexer.foreignBlankLength(bytes, at);
      if (blank > 0) {
        scan.at = at + blank;
        continue;
      }
    }
    if ((kind === lexer.DASH && bytes[at + 1] === byte) || (kind === lexer.SLASH && bytes[at + 1] === 0x2a)) {
      if (scan.start < 0) scan.start = at;
      skipComment(scan, kind === lexer.DASH);
      continue;
    }
    if (kind === lexer.SEMICOLON) {
      scan.at = at + 1;
      if (scan.tokenStart < 0) {
        resetStatement(scan);
        continue;
      }
      if (scan.parentheses === 0 && scan.block === 0) {
        scan.end = at;
        return true;
      }
      scan.previous = 'other';
      continue;
    }
    if (scan.tokenStart < 0) {
      scan.tokenStart = at;
      if (scan.start < 0) scan.start = at;
    }
    if (kind === lexer.WORD) scanWord(scan);
    else scanOther(scan, kind as number);
  }
  return endOfScript(scan);
}

function endOfScript(scan: Scan): boolean {
  scan.at = scan.end = scan.bytes.length;
  // Flyway calls it a success when a comment without end swallows the rest of the file; the server is to refuse it.
  if (scan.tokenStart < 0 && scan.unterminated === 'comment') scan.tokenStart = scan.start;
  if (scan.tokenStart < 0) return false;
  if (scan.parentheses > 0) scan.unterminated ??= 'parenthesis';
  return true;
}

function skipComment(scan: Scan, isLineComment: boolean): void {
  const end = isLineComment ? lexer.endOfLineComment(scan.bytes, scan.at) : lexer.endOfBlockComment(scan.bytes, scan.at);
  moveTo(scan, end, 'comment');
}

function moveTo(scan: Scan, end: number, unterminated: Unterminated): void {
  scan.at = end < 0 ? scan.bytes.length : Math.min(end, scan.bytes.length);
  if (end < 0) scan.unterminated = unterminated;
}

function scanOther(scan: Scan, kind: number): void {
  const { bytes, at } = scan;
  if (scan.head === 'start' || (scan.head === 'copy' && kind === lexer.OPEN)) scan.head = 'other';
  scan.previous = 'other';
  switch (kind) {
    case lexer.QUOTE:
      scanString(scan, at, !isStandardConforming(scan.strings));
      break;
    case lexer.DOUBLE_QUOTE:
      scanQuotedIdentifier(scan, at);
      break;
    case lexer.DOLLAR:
      scanDollar(scan);
      break;
    case lexer.DIGIT:
      scan.at = lexer.endOfNumber(bytes, at);
      break;
    case lexer.OPEN:
      scan.parentheses++;
      scan.at = at + 1;
      break;
    case lexer.CLOSE:
      if (scan.parentheses > 0) scan.parentheses--;
      scan.at = at + 1;
      break;
    case lexer.BACKSLASH:
      scanMetaCommand(scan);
      break;
    default:
      if (bytes[at] === DOT) scan.previous = 'dot';
      scan.at = at + 1;
  }
  if (scan.head === 'copy-from') scan.head = 'other';
}

function scanString(scan: Scan, quote: number, hasEscapes: boolean): void {
  const end = lexer.endOfString(scan.bytes, quote, hasEscapes);
  scan.mentionsSetting ||= lexer.isKeyword(scan.bytes, quote + 1, end - 1, SETTING);
  moveTo(scan, end, 'string');
}

function scanQuotedIdentifier(scan: Scan, quote: number): void {
  const end = lexer.endOfQuotedIdentifier(scan.bytes, quote);
  scan.mentionsSetting ||= lexer.isKeyword(scan.bytes, quote + 1, end - 1, SETTING);
  if (scan.head === 'copy') scan.head = 'copy-name';
  moveTo(scan, end, 'quoted-identifier');
}

function scanDollar(scan: Scan): void {
  const { bytes, at } = scan;
  const tagEnd = lexer.endOfDollarTag(bytes, at);
  if (tagEnd < 0) scan.at = lexer.endOfDigits(bytes, at + 1);
  else moveTo(scan, lexer.endOfDollarQuote(bytes, at, tagEnd), 'dollar-quote');
}

function scanMetaCommand(scan: Scan): void {
  const { bytes, at } = scan;
  let end = at + 1;
  while (end < bytes.length && (bytes[end] as number) > 0x20 && bytes[end] !== 0x5c && bytes[end] !== 0x3b) end++;
  const isNamed = end > at + 1 && /[a-z!?:.]/i.test(String.fromCharCode(bytes[at + 1] as number));
  if (isNamed) scan.metaCommand ??= { name: bytes.toString('utf8', at, end), offset: at };
  scan.at = at + 1;
}

function scanWord(scan: Scan): void {
  const { bytes, at } = scan;
  const end = lexer.endOfWord(bytes, at);
  const previous = scan.previous;
  scan.previous = 'other';
  if (end - at === 1 && scanPrefixed(scan, bytes[at] as number)) {
    if (scan.head === 'start' || scan.head === 'copy-from') scan.head = 'other';
    return;
  }
  scan.at = end;
  if (end - at === SETTING.length) scan.mentionsSetting ||= lexer.isKeyword(bytes, at, end, SETTING);
  if (scan.head === 'other' || scan.parentheses > 0) return;
  if (scan.head === 'routine') followRoutine(scan, at, end, previous);
  else scan.head = nextHead(scan, at, end, previous);
}

/** The strings with a letter in front: E'..', B'..', X'..', U&'..', U&".."; N'..' is the word N and a plain string. */
function scanPrefixed(scan: Scan, letter: number): boolean {
  const { bytes, at } = scan;
  const lower = letter | 0x20;
  const next = bytes[at + 1];
  if (next === 0x27 && (lower === 0x65 || lower === 0x62 || lower === 0x78)) {
    scanString(scan, at + 1, lower === 0x65);
    return true;
  }
  if (next !== AMPERSAND || lower !== 0x75) return false;
  if (bytes[at + 2] === 0x27) scanString(scan, at + 2, false);
  else if (bytes[at + 2] === 0x22) scanQuotedIdentifier(scan, at + 2);
  else return false;
  return true;
}

function nextHead(scan: Scan, at: number, end: number, previous: Previous): Head {
  const is = (keyword: string): boolean => lexer.isKeyword(scan.bytes, at, end, keyword);
  switch (scan.head) {
    case 'start':
      return is('create') ? 'create' : is('copy') ? 'copy' : 'other';
    case 'create':
      if (is('or') || is('replace')) return 'create';
      return is('function') || is('procedure') ? 'routine' : 'other';
    case 'copy':
    case 'copy-name':
      return is('from') && previous !== 'dot' ? 'copy-from' : 'copy-name';
    case 'copy-from':
      // The grammar takes STDOUT for STDIN here (gram.y, copy_file_name).
      return is('stdin') || is('stdout') ? 'copy-stdin' : 'other';
    default:
      return scan.head;
  }
}

/** Counts BEGIN ATOMIC, CASE and END in the body of a routine; after a dot or AS they are names. */
function followRoutine(scan: Scan, at: number, end: number, previous: Previous): void {
  const { bytes } = scan;
  const is = (keyword: string): boolean => lexer.isKeyword(bytes, at, end, keyword);
  if (scan.block === 0) {
    if (previous === 'begin' && is('atomic')) scan.block = 1;
    else if (is('begin')) scan.previous = 'begin';
    return;
  }
  if (is('as')) scan.previous = 'as';
  else if (previous === 'dot' || previous === 'as') return;
  else if (is('case')) scan.block++;
  else if (is('end')) scan.block--;
}

/** NUL stays: a file of NULs is to be noticed, not to be cut off. */
function trimmedEnd(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(bytes[at - 1] as number)) at--;
  return at;
}

function isBlank(byte: number): boolean {
  return lexer.BYTE_CLASS[byte] === lexer.SPACE || (byte >= 0x1c && byte <= 0x1f);
}

function columnAt(bytes: Buffer, at: number): number {
  let start = at;
  while (start > 0 && bytes[start - 1] !== LF && bytes[start - 1] !== CR) start--;
  return 1 + countCharacters(bytes, start, at);
}

function nulWithin(bytes: Buffer, start: number, end: number): number | null {
  const at = bytes.indexOf(0, start);
  return at >= 0 && at < end ? at : null;
}

/** Moves behind the end of the COPY data; null where there is none. */
function readCopyData(scan: Scan): CopyPart | null {
  const { bytes } = scan;
  const lineEnd = bytes.indexOf(LF, scan.at);
  const dataStart = lineEnd < 0 ? bytes.length : lineEnd + 1;
  const ignoredEnd = trimmedEnd(bytes, scan.at, dataStart);
  const ignored = ignoredEnd > scan.at ? { start: scan.at, end: ignoredEnd } : null;
  for (let at = bytes.indexOf('\\.', dataStart); at >= 0; at = bytes.indexOf('\\.', at + 2)) {
    const start = blankLineStart(bytes, at, dataStart);
    const end = start < 0 ? -1 : blankLineEnd(bytes, at + 2);
    if (end < 0) continue;
    scan.at = end;
    return { copyData: { start: dataStart, end: start }, ignored };
  }
  return null;
}

/** The start of the line of `at` when there are only blanks in front of it, else -1. */
function blankLineStart(bytes: Buffer, at: number, notBefore: number): number {
  let start = at;
  while (start > notBefore && bytes[start - 1] !== LF) {
    if ((bytes[start - 1] as number) > 0x20) return -1;
    start--;
  }
  return start;
}

/** The end of the line (behind its LF) when there are only blanks from `from` on, else -1. */
function blankLineEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === LF) return at + 1;
    if (byte > 0x20) return -1;
  }
  return bytes.length;
}

function incompleteMessage(scan: Scan, line: number): string {
  return `Incomplete statement at line ${line} col ${columnAt(scan.bytes, scan.tokenStart)}: ${scan.bytes.toString('utf8', scan.start)}`;
}

function unterminatedError(
  text: Buffer | ReplacedText,
  file: string | undefined,
  scan: Scan,
  line: number,
  message: string,
  hint: string,
): StatementError {
  const inner = new StatementError('SQL_UNTERMINATED', message, { hint });
  if (file === undefined) return inner;
  const at = scan.tokenStart;
  const place = Buffer.isBuffer(text) ? placeAt(file, text, at) : placeAt(file, text.original, text.originalOffset(at));
  const outer = unparsable(file, line, columnAt(scan.bytes, at), message);
  return new StatementError('SQL_UNTERMINATED', outer, { hint, place, cause: inner });
}
