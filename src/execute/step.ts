import type { ExecutionEvent } from '../model/execution.ts';
import type { PreparedScript, ScriptStatement } from './prepare-script.ts';

/** A statement of a script on its way to the server. */
export interface StatementStep {
  readonly kind: 'statement';
  readonly script: PreparedScript;
  readonly statement: ScriptStatement;
  /** What is done around it outside of a transaction, and whether it is sent at all; throws ScriptFailure. */
  readonly around?: (send: SendStatement) => Promise<void>;
}

/** Sends the statement (or `instead`), and with it a statement of ours that is committed together with it; throws ScriptFailure. */
export type SendStatement = (own?: string, instead?: string) => Promise<void>;

/** Who looks at each statement of a script from another session; waited for before the statement and after it. */
export interface StatementWatch {
  before(statement: ScriptStatement): Promise<void>;
  after(statement: ScriptStatement): Promise<void>;
}

/** A statement of ours between those of scripts; its text may depend on how the message was built. */
export interface InternalStep {
  readonly kind: 'internal';
  /** What the statement does, for the message when it fails. */
  readonly label: string;
  readonly text: (isOneMessage: boolean) => string;
  /** Told the rows of the statement, if it has any. */
  readonly onRows?: (rows: readonly (readonly (string | null)[])[]) => void;
}

/** Something to tell when the server has come this far. */
export interface EventStep {
  readonly kind: 'event';
  readonly event: ExecutionEvent;
}

/** Noted when the server has come this far, whatever is reported of it. */
export interface MarkerStep {
  readonly kind: 'marker';
  readonly reached: () => void;
}

/** Work on another session; everything before it must have been sent. */
export interface TaskStep {
  readonly kind: 'task';
  readonly run: () => Promise<void>;
}

export type Step = StatementStep | InternalStep | EventStep | MarkerStep | TaskStep;

/** An internal step with a fixed text. */
export function internalStep(label: string, text: string): InternalStep {
  return { kind: 'internal', label, text: () => text };
}
