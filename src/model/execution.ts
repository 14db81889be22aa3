import type { LogLevel } from './log.ts';
import type { CallbackScript, Migration } from './migration.ts';

/** Something that happened while scripts ran, in the order in which the server did it. */
export type ExecutionEvent =
  | { readonly kind: 'callback'; readonly callback: CallbackScript; readonly isTransactional: boolean }
  | {
      readonly kind: 'migration-start';
      readonly migration: Migration;
      readonly isTransactional: boolean;
      readonly isOutOfOrder: boolean;
      readonly statements: number;
    }
  | { readonly kind: 'migration-end'; readonly migration: Migration; readonly executionTimeMs: number }
  | { readonly kind: 'statement'; readonly sql: string; readonly number: number; readonly line: number }
  | { readonly kind: 'statement-end'; readonly number: number; readonly tag: string }
  | { readonly kind: 'notice'; readonly severity: string; readonly sqlState: string; readonly message: string }
  | { readonly kind: 'overridden'; readonly level: LogLevel; readonly text: string }
  /** Something that whoever looks after the database should know: a transaction that is run again, a lock that was given back. */
  | { readonly kind: 'warning'; readonly text: string }
  /** A part of a statement that takes several steps. */
  | { readonly kind: 'part'; readonly text: string }
  | { readonly kind: 'result'; readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[] };

/** Told of events as they happen. */
export type ExecutionObserver = (event: ExecutionEvent) => void;
