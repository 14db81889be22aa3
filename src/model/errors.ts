/** Where in a file something is wrong; lines and columns are 1-based, columns count characters. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
  /** The source line with a caret line below it, ready to print. */
  readonly excerpt?: string;
}

export interface FlybackErrorOptions {
  readonly hint?: string | undefined;
  readonly place?: Place | undefined;
  /** Flyway's name of the error in JSON (`errorCode`), `ERROR` where it has none. */
  readonly flywayCode?: string | undefined;
  /** Exit code; 1 unless the table in product.md says otherwise. */
  readonly exitCode?: number | undefined;
  readonly cause?: unknown;
}

/** What each means and what to do about it: error-guide.ts. */
export type ErrorCode =
  | `CONFIG_${'UNKNOWN_KEY' | 'INVALID' | 'MISSING' | 'CONFLICT'}`
  | `SOURCE_${'NAME' | 'DUPLICATE' | 'PLACEHOLDER' | 'UNREADABLE'}`
  | `SQL_${'SYNTAX' | 'UNTERMINATED' | 'UNSUPPORTED'}`
  | `HISTORY_${'FAILED_ROW' | 'NON_EMPTY_SCHEMA' | 'VALIDATE' | 'CORRUPT' | 'BASELINE'}`
  | `DB_${'UNREACHABLE' | 'AUTH' | 'VERSION' | 'LOST' | 'PRIVILEGE' | 'QUERY'}`
  | `LOCK_${'HELD' | 'TIMEOUT'}`
  | `EXECUTE_${'STATEMENT' | 'CANCELLED' | 'MIXED' | 'CALLBACK'}`
  | 'CLEANUP_PENDING'
  | 'INVALID_INDEX'
  | 'OUTCOME_UNKNOWN'
  | `SANDBOX_${'UNAVAILABLE' | 'START' | 'IS_TARGET' | 'LOST' | 'SAMPLE'}`
  | 'HALTED'
  | 'UNSUPPORTED'
  | 'INTERNAL';

/** Base of all errors that mean "could not do it". The message is what Flyway says where Flyway has the same error. */
export class FlybackError extends Error {
  readonly code: `ERR_${ErrorCode}`;
  readonly exitCode: number;
  readonly hint: string | undefined;
  readonly place: Place | undefined;
  readonly flywayCode: string;

  constructor(code: ErrorCode, message: string, options: FlybackErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = `ERR_${code}`;
    this.exitCode = options.exitCode ?? 1;
    this.hint = options.hint;
    this.place = options.place;
    this.flywayCode = options.flywayCode ?? 'ERROR';
  }
}

/** Configuration: files, environment variables, flags. */
export class ConfigError extends FlybackError {}
/** Migration files: names, encodings, placeholders, duplicates. */
export class SourceError extends FlybackError {}
/** SQL text that cannot be split or parsed. */
export class StatementError extends FlybackError {}
/** The schema history does not fit the files, or is broken. */
export class HistoryError extends FlybackError {}
/** The database cannot be reached or refused a query of ours; `sqlState` is kept. */
export class DatabaseError extends FlybackError {
  readonly sqlState: string | null;
  constructor(code: ErrorCode, message: string, options: FlybackErrorOptions & { readonly sqlState?: string | null } = {}) {
    super(code, message, options);
    this.sqlState = options.sqlState ?? null;
  }
}
/** Another runner holds the lock, or a lock could not be had in time. */
export class LockError extends FlybackError {}
/** A throw-away server could not be had. */
export class SandboxError extends FlybackError {}
/** A feature that Flyway has and flyback leaves out, said clearly. */
export class UnsupportedError extends FlybackError {}
/** Our bug. */
export class InternalError extends FlybackError {
  constructor(message: string, options: FlybackErrorOptions = {}) {
    super('INTERNAL', message, { exitCode: 70, ...options });
  }
}
