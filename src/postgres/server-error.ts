/** What the server said in an ErrorResponse or NoticeResponse (PostgreSQL manual 55.8, field codes). */
export interface ServerMessage {
  /** Empty where it is not the server that speaks. */
  readonly severity: string;
  readonly sqlState: string;
  readonly message: string;
  readonly detail: string | null;
  readonly hint: string | null;
  /** 1-based, in characters of the message that was sent. */
  readonly position: number | null;
  readonly where: string | null;
  readonly schema: string | null;
  readonly table: string | null;
  readonly column: string | null;
  readonly constraint: string | null;
}

/** The fields of pg's DatabaseError and NoticeMessage that we read. */
export interface RawServerMessage {
  readonly severity?: string | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly position?: string | undefined;
  readonly where?: string | undefined;
  readonly schema?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly constraint?: string | undefined;
}

/** Copies a driver's message into plain data. */
export function toServerMessage(raw: RawServerMessage): ServerMessage {
  return {
    severity: raw.severity ?? 'ERROR',
    sqlState: raw.code ?? '',
    message: raw.message ?? '',
    detail: raw.detail ?? null,
    hint: raw.hint ?? null,
    position: raw.position === undefined ? null : Number(raw.position),
    where: raw.where ?? null,
    schema: raw.schema ?? null,
    table: raw.table ?? null,
    column: raw.column ?? null,
    constraint: raw.constraint ?? null,
  };
}

/** The text that pgjdbc 42.7 makes of a server error, which Flyway prints after `Message    : `. */
export function jdbcErrorText(error: ServerMessage): string {
  let text = error.severity === '' ? error.message : `${error.severity}: ${error.message}`;
  if (error.detail !== null) text += `\n  Detail: ${error.detail}`;
  if (error.hint !== null) text += `\n  Hint: ${error.hint}`;
  if (error.position !== null) text += `\n  Position: ${error.position}`;
  if (error.where !== null) text += `\n  Where: ${error.where}`;
  return text;
}

/** An error of the server for a message that we sent. */
export class ServerError extends Error {
  readonly server: ServerMessage;
  constructor(server: ServerMessage) {
    super(jdbcErrorText(server));
    this.name = 'ServerError';
    this.server = server;
  }
}

/** The connection ended while we waited for an answer: what was sent may or may not have been done. */
export class ConnectionLostError extends Error {
  constructor(cause: unknown) {
    super(`The connection to the database was lost: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'ConnectionLostError';
  }
}
