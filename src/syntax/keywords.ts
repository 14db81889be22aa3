import * as lexer from './lexer.ts';

/** What a statement does to the transaction it runs in. */
export type TransactionControl =
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'savepoint'
  | 'release'
  | 'rollback-to-savepoint'
  | 'prepare-transaction'
  | 'commit-prepared'
  | 'rollback-prepared';

const CONTROL_WORDS = 3;
const CONTROLS: ReadonlySet<string | undefined> = new Set('BEGIN START COMMIT END ROLLBACK ABORT SAVEPOINT RELEASE PREPARE'.split(' '));

/** The first words of a statement outside of parentheses, in upper case; numbers, quoted names, strings and comments are left out. */
export function leadingKeywords(statement: Buffer, limit: number): readonly string[] {
  const words: string[] = [];
  let depth = 0;
  for (let at = 0; at >= 0 && at < statement.length && words.length < limit;) {
    const kind = lexer.BYTE_CLASS[statement[at] as number];
    if (kind === lexer.OPEN) depth++;
    else if (kind === lexer.CLOSE) depth--;
    const end = endOfToken(statement, at, kind as number);
    if (kind === lexer.WORD && depth === 0 && !isStringPrefix(statement, at, end)) {
      const last = endOfQualified(statement, end);
      if (last === end) words.push(statement.toString('utf8', at, end).toUpperCase());
      at = last;
    } else {
      at = end;
    }
  }
  return words;
}

/** What the statement does to its transaction, null for every other statement; comments in front are allowed. */
export function transactionControl(statement: Buffer): TransactionControl | null {
  if (!CONTROLS.has(leadingKeywords(statement, 1)[0])) return null;
  const [one, two, three] = leadingKeywords(statement, CONTROL_WORDS);
  switch (one) {
    case 'BEGIN':
      return 'begin';
    case 'START':
      return two === 'TRANSACTION' ? 'begin' : null;
    case 'COMMIT':
      return two === 'PREPARED' ? 'commit-prepared' : 'commit';
    case 'END':
      return 'commit';
    case 'ROLLBACK':
    case 'ABORT':
      if (two === 'PREPARED') return 'rollback-prepared';
      return two === 'TO' || ((two === 'WORK' || two === 'TRANSACTION') && three === 'TO') ? 'rollback-to-savepoint' : 'rollback';
    case 'SAVEPOINT':
      return 'savepoint';
    case 'RELEASE':
      return 'release';
    case 'PREPARE':
      return two === 'TRANSACTION' ? 'prepare-transaction' : null;
    default:
      return null;
  }
}

/** The end of the token at `at`, -1 where it does not end. */
function endOfToken(text: Buffer, at: number, kind: number): number {
  switch (kind) {
    case lexer.WORD:
      return endOfPrefixed(text, at);
    case lexer.DIGIT:
      return lexer.endOfNumber(text, at);
    case lexer.QUOTE:
      return lexer.endOfString(text, at, false);
    case lexer.DOUBLE_QUOTE:
      return endOfQualified(text, lexer.endOfQuotedIdentifier(text, at));
    case lexer.DASH:
      return text[at + 1] === 0x2d ? lexer.endOfLineComment(text, at) : at + 1;
    case lexer.SLASH:
      return text[at + 1] === 0x2a ? lexer.endOfBlockComment(text, at) : at + 1;
    case lexer.DOLLAR: {
      const tagEnd = lexer.endOfDollarTag(text, at);
      return tagEnd < 0 ? lexer.endOfDigits(text, at + 1) : lexer.endOfDollarQuote(text, at, tagEnd);
    }
    default:
      return at + 1 + Math.max(0, lexer.foreignBlankLength(text, at) - 1);
  }
}

function endOfPrefixed(text: Buffer, at: number): number {
  const blank = lexer.foreignBlankLength(text, at);
  if (blank > 0) return at + blank;
  const end = lexer.endOfWord(text, at);
  if (!isStringPrefix(text, at, end)) return end;
  return lexer.endOfString(text, end, ((text[at] as number) | 0x20) === 0x65);
}

function isStringPrefix(text: Buffer, at: number, end: number): boolean {
  if (lexer.foreignBlankLength(text, at) > 0) return true;
  return end - at === 1 && text[end] === 0x27 && 'ebxn'.includes(String.fromCharCode((text[at] as number) | 0x20));
}

/** The end of `.name.name` behind a name. */
function endOfQualified(text: Buffer, nameEnd: number): number {
  let end = nameEnd;
  while (end >= 0 && text[end] === 0x2e) {
    const next = text[end + 1];
    if (next === 0x22) end = lexer.endOfQuotedIdentifier(text, end + 1);
    else if (next !== undefined && lexer.BYTE_CLASS[next] === lexer.WORD) end = lexer.endOfWord(text, end + 1);
    else return end + 1;
  }
  return end;
}

const COPY_WORDS = 6;

/** Whether the statement is a COPY whose rows go to the client: TO STDOUT (the grammar takes TO STDIN for the same, PostgreSQL's gram.y). */
export function isCopyToClient(statement: Buffer): boolean {
  if (leadingKeywords(statement, 1)[0] !== 'COPY') return false;
  const words = leadingKeywords(statement, COPY_WORDS);
  const to = words.indexOf('TO');
  return to > 0 && (words[to + 1] === 'STDOUT' || words[to + 1] === 'STDIN');
}
