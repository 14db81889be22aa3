import { FlybackError, StatementError } from '../model/errors.ts';
import type { Script } from '../model/migration.ts';
import { loadParser } from '../syntax/parse.ts';
import { placeholderFailure } from '../syntax/placeholder-failure.ts';
import { PlaceholderError, replacePlaceholders, type PlaceholderOptions, type ReplacedText } from '../syntax/placeholders.ts';
import { placeAt } from '../syntax/position.ts';
import { splitStatements, type Statement } from '../syntax/split.ts';
import { couldRefuseTransaction, transactionRule } from '../syntax/transaction-rule.ts';

export type ScriptStatement = Statement;

/** A script read, with its placeholders replaced, split and judged: ready to run. */
export interface PreparedScript {
  readonly script: Script;
  /** The text that is sent; statements' offsets count here. */
  readonly bytes: Buffer;
  /** The file as it is on disk (UTF-8, without byte order mark). */
  readonly fileBytes: Buffer;
  toFileOffset(offset: number): number;
  /** Can be gone through more than once. */
  statements(): Iterable<ScriptStatement>;
  readonly statementCount: number;
  readonly isTransactional: boolean;
  /** A statement was found that refuses a transaction: a failure must leave its row. */
  readonly hasRefusingStatement: boolean;
  /** Holds BEGIN, COMMIT or the like: each statement must be sent on its own, because the transaction may end on the way. */
  readonly endsTransaction: boolean;
  /** Sets the isolation level or mode of its transaction at its start: no query may come before. */
  readonly setsTransactionMode: boolean;
  /** Text that will not run although it looks as if: what stands behind `COPY ... FROM STDIN;` on its line. */
  readonly warnings: readonly string[];
}

export interface PrepareOptions {
  /** `null`: nothing is replaced. */
  readonly placeholders: PlaceholderOptions | null;
  readonly serverVersionNum: number;
  readonly isStandardConforming: boolean;
  readonly mixed: boolean;
  /** The global `executeInTransaction`. */
  readonly executeInTransaction: boolean;
}

/** Scripts with up to so many statements keep them; larger ones are split anew each time, so that memory stays flat. */
const KEPT_STATEMENTS = 5000;
/** SET TRANSACTION must come before any query, so it is looked for among the first statements only. */
const FIRST_STATEMENTS = 10;
const TRANSACTION_MODE = /^(?:set\s+(?:(?:local|session)\s+)?transaction|(?:begin|start)\b[^;]*\bisolation)/i;

/** Reads through a script once; throws for what Flyway refuses before a script runs. */
export async function prepareScript(script: Script, fileBytes: Buffer, options: PrepareOptions): Promise<PreparedScript> {
  const text = replaced(script, fileBytes, options.placeholders);
  const split = (): Iterable<Statement> =>
    splitStatements(text, { isStandardConforming: options.isStandardConforming, file: script.shownPath });
  const kept: Statement[] = [];
  const found = { transactional: false, refusing: false };
  let count = 0;
  let endsTransaction = false;
  let setsTransactionMode = false;
  const warnings: string[] = [];
  for (const statement of split()) {
    count++;
    if (kept.length < KEPT_STATEMENTS) kept.push(statement);
    if (statement.ignored !== null) {
      const ignored = text.bytes.toString('utf8', statement.ignored.start, statement.ignored.end).trim();
      warnings.push(
        `${script.shownPath}, line ${statement.line}: not executed, because it stands on the line of a COPY ... FROM STDIN: ${ignored}`,
      );
    }
    if (statement.nulOffset !== null) throw nulError(script, fileBytes, text, statement.nulOffset);
    endsTransaction ||= isTransactionEnd(statement);
    if (count <= FIRST_STATEMENTS)
      setsTransactionMode ||= TRANSACTION_MODE.test(text.bytes.toString('latin1', statement.tokenStart, statement.end));
    const isRefusing = await refusesTransaction(text.bytes, statement, options.serverVersionNum);
    if (isRefusing) found.refusing = true;
    else found.transactional = true;
    if (found.transactional && found.refusing && !mayMix(script, options)) throw mixedError(script, fileBytes, text, statement, isRefusing);
  }
  return {
    script,
    bytes: text.bytes,
    fileBytes,
    toFileOffset: (offset) => text.originalOffset(offset),
    statements: count === kept.length ? () => kept : split,
    statementCount: count,
    isTransactional: script.config.executeInTransaction ?? (!found.refusing && options.executeInTransaction),
    hasRefusingStatement: found.refusing,
    endsTransaction,
    setsTransactionMode,
    warnings,
  };
}

function replaced(script: Script, fileBytes: Buffer, placeholders: PlaceholderOptions | null): ReplacedText {
  if (placeholders === null) return { bytes: fileBytes, original: fileBytes, originalOffset: (offset) => offset };
  try {
    return replacePlaceholders(fileBytes, placeholders);
  } catch (error) {
    throw error instanceof PlaceholderError ? placeholderFailure(error, script.shownPath, fileBytes) : error;
  }
}

async function refusesTransaction(bytes: Buffer, statement: Statement, serverVersionNum: number): Promise<boolean> {
  if (!couldRefuseTransaction(bytes.subarray(statement.tokenStart, statement.end), serverVersionNum)) return false;
  await loadParser();
  return !transactionRule(statement.sql, serverVersionNum).isTransactional;
}

function isTransactionEnd(statement: Statement): boolean {
  const { control } = statement;
  return control !== null && control !== 'savepoint' && control !== 'release' && control !== 'rollback-to-savepoint';
}

function mayMix(script: Script, options: PrepareOptions): boolean {
  return options.mixed || script.config.executeInTransaction !== null || !options.executeInTransaction;
}

function mixedError(script: Script, fileBytes: Buffer, text: ReplacedText, statement: Statement, isRefusing: boolean): FlybackError {
  const marker = isRefusing ? ' [non-transactional]' : '';
  return new FlybackError(
    'EXECUTE_MIXED',
    `Detected both transactional and non-transactional statements within the same migration (even though mixed is false). Offending statement found at line ${statement.line}: ${statement.sql}${marker}`,
    {
      place: placeAt(script.shownPath, fileBytes, text.originalOffset(statement.tokenStart)),
      hint: 'Put the statements that refuse a transaction into a file of their own, or allow the mixture with -mixed=true. Nothing of this script was run.',
    },
  );
}

function nulError(script: Script, fileBytes: Buffer, text: ReplacedText, offset: number): StatementError {
  return new StatementError('SQL_UNSUPPORTED', `${script.shownPath} holds a NUL character, which PostgreSQL cannot take in SQL.`, {
    place: placeAt(script.shownPath, fileBytes, text.originalOffset(offset)),
    hint: 'Is the file UTF-16? Set the encoding (flyway.encoding, or FILE.conf), or remove the character. Nothing of this script was run.',
  });
}
