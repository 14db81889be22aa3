import type { Session } from '../../postgres/session.ts';
import type { LiveRun } from '../live-run.ts';
import type { StatementStep } from '../step.ts';

/** What a statement outside of a transaction runs with. */
export interface OutsideContext {
  readonly session: Session;
  readonly step: StatementStep;
  readonly warn: (text: string) => void;
  /** Told of each part of a statement that takes several. */
  readonly tell: (text: string) => void;
  /** Others use the database; null: nobody does (a sandbox). */
  readonly live: LiveRun | null;
  readonly signal: AbortSignal | undefined;
  /** Nobody but who develops uses the database: what fails is left to look at and told in full, as by Flyway. */
  readonly isDevelopment: boolean;
  /** How long what a failure left behind may take to be dropped, in milliseconds. */
  readonly cleanUpBudgetMs: number;
}
