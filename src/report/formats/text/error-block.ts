/** A statement of a script that the server refused. */
export interface StatementFailure {
  /** File name without folders. */
  readonly fileName: string;
  /** Flyway adds it to the title unless it is `default`. */
  readonly environment: string;
  readonly sqlState: string;
  /** Vendor code of the driver: 0 for PostgreSQL. */
  readonly errorCode: number;
  /** The server's message with its Detail, Hint, Position and Where lines. */
  readonly message: string;
  /** Path as configured and absolute path. */
  readonly shownPath: string;
  readonly path: string;
  /** First line of the statement in its file; `null` if no statement is to blame. */
  readonly line: number | null;
  /** SQL of the statement for `-X`; `null` shows how to see it. */
  readonly statement: string | null;
}

/** An error of the server that belongs to no statement of a script: connection, commit, history table. */
export interface ServerFailure {
  readonly title: string;
  readonly sqlState: string;
  readonly errorCode: number;
  readonly message: string;
}

/** What became of the work when a migration failed. */
export type FailureOutcome =
  | { readonly kind: 'rolled-back' }
  /** The whole group was rolled back. */
  | { readonly kind: 'group-rolled-back'; readonly migrations: number }
  /** Outside a transaction: so many of the statements before the failing one stay. */
  | { readonly kind: 'kept'; readonly statementsDone: number }
  | { readonly kind: 'unknown' };

/** What we know beyond Flyway's block. */
export interface FailureExplanation {
  readonly shownPath: string;
  readonly line: number;
  /** 1-based in characters; `null` if the server gave no position. */
  readonly column: number | null;
  /** The source line, and below it a line with a caret. */
  readonly excerpt: string | null;
  readonly outcome: FailureOutcome;
  /** Why it is a failure in the end, where the statement alone does not say it. */
  readonly reason: string | null;
  /** `null`: what fits the outcome. */
  readonly nextStep: string | null;
}

const STATEMENT_HINT = 'Run Flyway with -X option to see the actual statement causing the problem';

/** Title, underline and the three lines of an SQL error (FlywaySqlException, 12.4); ends with a newline. */
export function serverErrorBlock(failure: ServerFailure): string {
  const { title, sqlState, errorCode, message } = failure;
  return `${title}\n${'-'.repeat(title.length)}\nSQL State  : ${sqlState}\nError Code : ${errorCode}\nMessage    : ${message.trim()}\n`;
}

/** Flyway's block for a failed statement (FlywaySqlScriptException, 12.4): the `message` of the JSON; ends with a newline. */
export function errorBlock(failure: StatementFailure): string {
  const isDefault = failure.environment.toLowerCase() === 'default';
  const title = `Failed to execute script ${failure.fileName}${isDefault ? '' : ` against ${failure.environment} environment`}`;
  const head = serverErrorBlock({ title, sqlState: failure.sqlState, errorCode: failure.errorCode, message: failure.message });
  const location = `Location   : ${failure.shownPath} (${failure.path})\n`;
  if (failure.line === null) return head + location;
  return `${head}${location}Line       : ${failure.line}\nStatement  : ${failure.statement ?? STATEMENT_HINT}\n`;
}

function outcomeText(outcome: FailureOutcome): string {
  if (outcome.kind === 'rolled-back') return 'rolled back, nothing of this script is left in the database';
  if (outcome.kind === 'group-rolled-back') return `rolled back, all ${outcome.migrations} migrations of the group are undone`;
  if (outcome.kind === 'unknown') return 'unknown, the connection ended before the server answered';
  if (outcome.statementsDone === 0) return 'no transaction, but no statement before this one changed anything';
  const statements = outcome.statementsDone === 1 ? '1 statement' : `${outcome.statementsDone} statements`;
  return `no transaction, ${statements} before this one ${outcome.statementsDone === 1 ? 'is' : 'are'} kept`;
}

function defaultNextStep(outcome: FailureOutcome): string {
  if (outcome.kind === 'kept') return 'undo by hand what is kept, correct the file, run repair, then the command again';
  if (outcome.kind === 'unknown') return 'run info to see whether the migration is recorded, then decide';
  return 'correct the file and run the command again';
}

/** Our lines below Flyway's block, for people only: exact place, what became of the work, what to do; ends with a newline. */
export function explanationBlock(failure: FailureExplanation): string {
  const place = `${failure.shownPath}:${failure.line}${failure.column === null ? '' : `:${failure.column}`}`;
  const excerpt =
    failure.excerpt === null
      ? []
      : failure.excerpt
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`);
  const reason = failure.reason === null ? [] : [`Reason     : ${failure.reason}`];
  const outcome = `Outcome    : ${outcomeText(failure.outcome)}`;
  const next = `Next step  : ${failure.nextStep ?? defaultNextStep(failure.outcome)}`;
  return `${[`Place      : ${place}`, ...excerpt, ...reason, outcome, next].join('\n')}\n`;
}
