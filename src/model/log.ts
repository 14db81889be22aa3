/** `output` is a result that stands alone: printed as it is, also when quiet. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'output';

/** Where a run tells what it does. Pluggable: the CLI prints, the library hands it on. */
export interface Logger {
  log(level: LogLevel, text: string): void;
  /** Progress of long work; a logger may ignore it. */
  progress?(event: ProgressEvent): void;
}

/** A step on the way of one migration, for progress lines. */
export interface ProgressEvent {
  readonly kind: 'migration-start' | 'statement' | 'migration-end' | 'waiting';
  /** For `waiting`: who waits for whom, or how far the statement is; empty when that is over. */
  readonly text: string;
  /** 1-based number of the statement and how many there are, where known. */
  readonly statement?: number;
  readonly statements?: number;
  /** Milliseconds since the migration began. */
  readonly elapsedMs?: number;
}

/** A line for the log that a pure or reading stage hands back instead of printing. */
export interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
}
