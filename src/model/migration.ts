import type { Version } from './version.ts';

export type MigrationKind = 'versioned' | 'repeatable' | 'undo' | 'baseline';

/** The `type` column of Flyway's history table (CoreMigrationType.java, 12.4, plus the paid undo types). */
export type MigrationType =
  | 'SCHEMA'
  | 'BASELINE'
  | 'DELETE'
  | 'SQL'
  | 'SQL_BASELINE'
  | 'UNDO_SQL'
  | 'JDBC'
  | 'JDBC_BASELINE'
  | 'UNDO_JDBC'
  | 'SCRIPT'
  | 'SCRIPT_BASELINE'
  | 'UNDO_SCRIPT'
  | 'CUSTOM'
  | 'UNDO_CUSTOM'
  | 'SPRING_JDBC'
  | 'SQL_STATE_SCRIPT'
  | 'JDBC_STATE_SCRIPT';

/** What stands in `<script>.conf` beside a script (Flyway: script configuration). `null`: not set. */
export interface ScriptConfig {
  readonly executeInTransaction: boolean | null;
  readonly placeholderReplacement: boolean | null;
  readonly encoding: string | null;
  /** Result of the `shouldExecute` expression; true when there is none. */
  readonly shouldExecute: boolean;
  readonly shouldExecuteExpression: string | null;
}

/** A SQL file that can be read and executed: a migration or a callback. */
export interface Script {
  /** Absolute path, as Flyway's error block shows it in parentheses. */
  readonly path: string;
  /** Path as configured (`sql/V1__a.sql`), as Flyway's error block shows it first. */
  readonly shownPath: string;
  /** Path below its location with `/`: the history's `script` column. */
  readonly script: string;
  /** Canonical name of the encoding the bytes are in. */
  readonly encoding: string;
  readonly config: ScriptConfig;
}

/** A migration found in the sources ("resolved" in Flyway's words). */
export interface Migration extends Script {
  readonly kind: MigrationKind;
  readonly type: MigrationType;
  /** `null` for repeatable ones. */
  readonly version: Version | null;
  readonly description: string;
  /** Signed 32-bit, Flyway's algorithm; `null` never occurs for files. */
  readonly checksum: number;
  /** Repeatable migrations: checksum of the text before placeholder replacement, which Flyway accepts as equal. */
  readonly rawChecksum: number;
}

/** A SQL callback: `beforeMigrate.sql`, `afterMigrate__vacuum.sql`. */
export interface CallbackScript extends Script {
  readonly event: string;
  readonly description: string;
}
