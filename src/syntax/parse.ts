import type { ParseResult } from 'libpg-query';
import { StatementError } from '../model/errors.ts';
import { characterToByteOffset, placeAt } from './position.ts';

/** PostgreSQL's raw parse tree, as libpg-query gives it; locations in it are bytes. */
export type ParseTree = ParseResult;

type Parser = typeof import('libpg-query');

let parser: Parser | null = null;

/** Loads PostgreSQL's parser (about 50 ms, once); `parseSql` needs it. */
export async function loadParser(): Promise<void> {
  if (parser !== null) return;
  const loading = await import('libpg-query');
  await loading.loadModule();
  parser = loading;
}

/** The parser once `loadParser` has been awaited (parse-plpgsql.ts). */
export function loadedParser(): Parser {
  if (parser === null) throw new Error('loadParser() has not been awaited.');
  return parser;
}

/** Parses SQL with PostgreSQL 18's grammar; throws SQL_SYNTAX with the place, SQL_UNSUPPORTED for a NUL byte. Call `loadParser` first. */
export function parseSql(sql: string, file: string = 'SQL'): ParseTree {
  const loaded = loadedParser();
  // libpg-query reads a C string, so it would silently ignore what follows a NUL byte.
  if (sql.includes('\0'))
    throw new StatementError('SQL_UNSUPPORTED', 'PostgreSQL takes no NUL byte in SQL.', { place: at(file, sql, sql.indexOf('\0')) });
  if (sql.trim() === '') return { version: 0, stmts: [] };
  try {
    return loaded.parseSync(sql);
  } catch (error) {
    throw syntaxError(error, sql, file);
  }
}

function syntaxError(error: unknown, sql: string, file: string): StatementError {
  const details = (error as { readonly sqlDetails?: { readonly cursorPosition: number } }).sqlDetails;
  const message = error instanceof Error ? error.message : String(error);
  if (details === undefined) return new StatementError('SQL_SYNTAX', message, { cause: error });
  const bytes = Buffer.from(sql);
  return new StatementError('SQL_SYNTAX', message, {
    cause: error,
    place: placeAt(file, bytes, characterToByteOffset(bytes, details.cursorPosition)),
  });
}

function at(file: string, sql: string, index: number): ReturnType<typeof placeAt> {
  return placeAt(file, Buffer.from(sql), Buffer.byteLength(sql.slice(0, index)));
}
