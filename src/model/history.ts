import type { MigrationType } from './migration.ts';
import type { Version } from './version.ts';

/** One row of the schema history table. */
export interface HistoryRow {
  readonly installedRank: number;
  readonly version: Version | null;
  readonly description: string;
  readonly type: MigrationType;
  readonly script: string;
  readonly checksum: number | null;
  readonly installedBy: string;
  /** Wall time as stored, `yyyy-MM-dd HH:mm:ss[.ffffff]`, in the zone of the client that wrote it. */
  readonly installedOn: string;
  /** The same moment in UTC by the zone of this session, ISO 8601 with microseconds and `Z`. */
  readonly installedOnUtc: string;
  /** Milliseconds. */
  readonly executionTimeMs: number;
  readonly success: boolean;
}

/** Flyway's states, by the text that `info` shows (MigrationState.java, 12.4). */
export type MigrationState =
  | 'Pending'
  | 'Above Target'
  | 'Below Baseline'
  | 'Ignored (Baseline)'
  | 'Ignored'
  | 'Available'
  | 'Baseline'
  | 'Success'
  | 'Undone'
  | 'Out of Order'
  | 'Outdated'
  | 'Superseded'
  | 'Failed'
  | 'Missing'
  | 'Failed (Missing)'
  | 'Future'
  | 'Failed (Future)'
  | 'Deleted';
