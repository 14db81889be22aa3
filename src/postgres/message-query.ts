import { ConnectionLostError, ServerError, type ServerMessage, toServerMessage, type RawServerMessage } from './server-error.ts';

/** A result set in text form. */
export interface ResultSet {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Told while a message of one or more statements is executed. */
export interface MessageObserver {
  onNotice?(notice: ServerMessage): void;
  /** After each statement: its 0-based number in the message, its command tag, and its rows if it has any. */
  onComplete?(index: number, tag: string, result: ResultSet | null): void;
}

/** How a message ended: how many of its statements were completed, and the error that stopped it. */
export interface MessageOutcome {
  readonly completed: number;
  readonly error: ServerError | null;
}

interface WireConnection {
  query(text: string): void;
  sendCopyFail(reason: string): void;
}

/**
 * One message of the simple query protocol (PostgreSQL manual 55.2.2), which may hold many statements.
 * pg's own query object drops how far a message came when one of its statements fails; that is what error places are made of.
 */
export class MessageQuery {
  readonly outcome: Promise<MessageOutcome>;
  #resolve!: (outcome: MessageOutcome) => void;
  #reject!: (error: Error) => void;
  readonly #text: string;
  readonly #observer: MessageObserver;
  #completed = 0;
  #columns: string[] | null = null;
  #rows: (string | null)[][] = [];

  constructor(text: string, observer: MessageObserver) {
    this.#text = text;
    this.#observer = observer;
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  notice(message: ServerMessage): void {
    this.#observer.onNotice?.(message);
  }

  submit(connection: WireConnection): void {
    connection.query(this.#text);
  }

  handleRowDescription(message: { fields: { name: string }[] }): void {
    this.#columns = message.fields.map((field) => field.name);
    this.#rows = [];
  }

  handleDataRow(message: { fields: (string | null)[] }): void {
    this.#rows.push(message.fields);
  }

  handleCommandComplete(message: { text: string }): void {
    const result = this.#columns === null ? null : { columns: this.#columns, rows: this.#rows };
    const index = this.#completed++;
    this.#columns = null;
    this.#rows = [];
    this.#observer.onComplete?.(index, message.text, result);
  }

  handleEmptyQuery(): void {
    this.#observer.onComplete?.(this.#completed++, '', null);
  }

  handlePortalSuspended(): void {}

  // Only COPY ... FROM STDIN with its data in the script is supported, and that travels by pg-copy-streams.
  handleCopyInResponse(connection: WireConnection): void {
    connection.sendCopyFail('flyback: COPY ... FROM STDIN must stand at the top level of a script, with its data below it');
  }

  // COPY ... TO STDOUT: nobody reads the rows of a migration.
  handleCopyData(): void {}

  handleError(error: Error & RawServerMessage): void {
    // pg hands network errors and server errors in by the same door; only the latter have a severity.
    if (error.severity === undefined) {
      this.#reject(new ConnectionLostError(error));
      return;
    }
    // pg forgets the active query at an error and does not tell it of the ReadyForQuery that follows; it queues what we send meanwhile.
    this.#resolve({ completed: this.#completed, error: new ServerError(toServerMessage(error)) });
  }

  handleReadyForQuery(): void {
    this.#resolve({ completed: this.#completed, error: null });
  }
}
