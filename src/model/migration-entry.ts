import type { HistoryRow, MigrationState } from './history.ts';
import type { Migration, MigrationType } from './migration.ts';
import type { Version } from './version.ts';

/** `Category` column of info; empty for rows that only the history can hold. */
export type MigrationCategory = '' | 'Versioned' | 'Repeatable' | 'Baseline' | 'Undo';

/** One line of info: a file, a history row, or both. What both have is taken from the row. */
export interface MigrationEntry {
  readonly resolved: Migration | null;
  readonly row: HistoryRow | null;
  readonly state: MigrationState;
  readonly category: MigrationCategory;
  readonly version: Version | null;
  readonly description: string;
  readonly type: MigrationType;
  readonly script: string;
  readonly checksum: number | null;
  /** Absolute path of the file, empty without one. */
  readonly filepath: string;
  /** The undo script of this version, if there is one; `null` for entries without version and for undo rows. */
  readonly undoScript: Migration | null;
  /** Applied after, or about to be applied below, a higher version. */
  readonly isOutOfOrder: boolean;
}

/** All entries in Flyway's order, with the facts that are about all of them. */
export interface MigrationEntries {
  readonly entries: readonly MigrationEntry[];
  /** Highest version among the files. */
  readonly lastResolved: Version | null;
  /** Highest applied version that is neither deleted nor undone. */
  readonly lastApplied: Version | null;
  readonly appliedBaseline: Version | null;
  /** What the schema's version is taken from; its version is `null` where only repeatable or schema rows exist. */
  current(): MigrationEntry | null;
  pending(): readonly MigrationEntry[];
  applied(): readonly MigrationEntry[];
  resolved(): readonly MigrationEntry[];
  failed(): readonly MigrationEntry[];
  /** Versioned rows above all files. */
  future(): readonly MigrationEntry[];
}
