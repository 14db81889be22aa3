import { type ErrorCode, FlybackError, type Place } from '../model/errors.ts';
import { type ConnectionLostError, ServerError, type ServerMessage } from '../postgres/server-error.ts';
import { characterToByteOffset, placeAt } from '../syntax/position.ts';
import type { InternalStep, StatementStep } from './step.ts';
import type { PreparedScript, ScriptStatement } from './prepare-script.ts';

const SQLSTATE_CANCELLED = '57014';

/** What the server could not say of a failure. */
export interface FailureNotes {
  readonly code?: ErrorCode;
  /** 1 unless the table in product.md says otherwise. */
  readonly exitCode?: number;
  /** Why it failed in the end: who was in the way, what the server would have told with somebody's data. */
  readonly reason?: string;
  /** What to do next, where the reason does not say. */
  readonly nextStep?: string;
}

/** A statement of a script failed; what became of its transaction is told by whoever ran it. */
export class ScriptFailure extends FlybackError {
  readonly script: PreparedScript;
  readonly statement: ScriptStatement;
  readonly server: ServerMessage;

  /** Why it failed in the end, where more than one attempt was made: who was in the way. */
  readonly reason: string | null;
  readonly nextStep: string | null;

  constructor(step: StatementStep, error: ServerError, notes: FailureNotes = {}) {
    super(notes.code ?? (error.server.sqlState === SQLSTATE_CANCELLED ? 'EXECUTE_CANCELLED' : 'EXECUTE_STATEMENT'), error.message, {
      place: failurePlace(step, error.server),
      hint: notes.reason ?? error.server.hint ?? notes.nextStep,
      exitCode: notes.exitCode,
      cause: error,
    });
    this.script = step.script;
    this.statement = step.statement;
    this.reason = notes.reason ?? null;
    this.nextStep = notes.nextStep ?? null;
    this.server = error.server;
  }

  /** The same failure with the reason that it is one in the end. */
  withReason(reason: string): ScriptFailure {
    const { script, statement, server } = this;
    return new ScriptFailure({ kind: 'statement', script, statement }, new ServerError(server), { reason });
  }

  /** The same failure with what to do next, where that is not said yet. */
  withNextStep(nextStep: string): ScriptFailure {
    if (this.nextStep !== null || this.reason !== null) return this;
    const { script, statement, server } = this;
    return new ScriptFailure({ kind: 'statement', script, statement }, new ServerError(server), { nextStep });
  }
}

/** A statement of ours failed: writing the history row, BEGIN, COMMIT. */
export class InternalStepFailure extends FlybackError {
  readonly label: string;
  readonly server: ServerMessage;

  constructor(step: Pick<InternalStep, 'label'>, error: ServerError, reason?: string) {
    super('DB_QUERY', `${step.label}: ${error.message}`, { cause: error, flywayCode: 'DB_CONNECTION', hint: reason });
    this.label = step.label;
    this.server = error.server;
  }

  /** The same failure with the reason that it is one in the end. */
  withReason(reason: string): InternalStepFailure {
    return new InternalStepFailure(this, new ServerError(this.server), reason);
  }
}

/** The connection ended while a script ran. */
export class ConnectionLost extends FlybackError {
  readonly #step: StatementStep | InternalStep | null;
  readonly #error: ConnectionLostError;

  constructor(step: StatementStep | InternalStep | null, error: ConnectionLostError, reason: string | null = null) {
    const during =
      step === null
        ? ''
        : step.kind === 'internal'
          ? ` (${step.label})`
          : ` (${step.script.script.shownPath}, line ${step.statement.line})`;
    super('DB_LOST', `${error.message}${during}`, {
      cause: error,
      flywayCode: 'DB_CONNECTION',
      hint:
        reason ??
        'A transaction that was open is rolled back by the server. Run "flyback info" to see what was recorded, then run the command again.',
    });
    this.#step = step;
    this.#error = error;
  }

  /** The same loss with what became of the work. */
  withReason(reason: string): ConnectionLost {
    return new ConnectionLost(this.#step, this.#error, reason);
  }
}

/** Where the server says the error is; without a position, where the statement begins. */
function failurePlace(step: StatementStep, server: ServerMessage): Place {
  const { script, statement } = step;
  const inStatement =
    server.position === null
      ? statement.tokenStart - statement.start
      : characterToByteOffset(Buffer.from(statement.sql), server.position - 1);
  return placeAt(script.script.shownPath, script.fileBytes, script.toFileOffset(statement.start + inStatement));
}
