import { FlybackError, LockError } from '../../model/errors.ts';
import type { Session } from '../../postgres/session.ts';
import type { PreparedScript, ScriptStatement } from '../prepare-script.ts';
import { digest, type Journal, type JournalRow } from './journal.ts';
import { wasDone } from './probe.ts';
import { repetitionOf } from './repetition.ts';

const USES_TEMPORARY = /\b(?:create|into)\s+(?:or\s+replace\s+)?(?:(?:local|global)\s+)?temp(?:orary)?\b/i;

/** A script that is about to run, and what the journal says of it. */
export interface Interrupted {
  readonly session: Session;
  readonly script: PreparedScript;
  readonly name: string;
  readonly rows: readonly JournalRow[];
  readonly journal: Journal;
}

/** Where a script goes on after a run that was ended. */
export interface Resumption {
  /** Numbers of the statements that are not run again. */
  readonly done: ReadonlySet<number>;
  /** What to tell; null where it begins at its start. */
  readonly text: string | null;
}

/** Finds out what became of the statement that was at work, and where the script goes on. Throws OUTCOME_UNKNOWN where nothing tells, LOCK_HELD while it is at work. */
export async function resumption(interrupted: Interrupted): Promise<Resumption> {
  const { script, name, rows } = interrupted;
  const last = rows.at(-1)?.statement ?? 0;
  if (last === 0) return { done: new Set(), text: null };
  const byNumber = new Map(rows.map((row) => [row.statement, row]));
  const done = new Set<number>();
  let seen = 0;
  for (const statement of script.statements()) {
    const row = byNumber.get(++seen);
    if (row !== undefined && (await isDone(interrupted, statement, row))) done.add(seen);
    if (seen >= last) break;
  }
  const lastDone = Math.max(0, ...rows.filter(({ state }) => state === 'done').map(({ statement }) => statement));
  if (seen < lastDone) throw changed(name, seen + 1);
  if (done.size > 0 && USES_TEMPORARY.test(script.bytes.toString('latin1')))
    throw unknown(
      `${name} uses temporary tables, and those of the run that was ended are gone: it cannot go on behind the ${done.size} statements that are done.`,
      name,
    );
  return {
    done,
    text:
      done.size === 0
        ? null
        : `${name} goes on where an earlier run was ended; done before and not run again: ${done.size} of ${script.statementCount} statements.`,
  };
}

async function isDone({ session, script, name, journal }: Interrupted, statement: ScriptStatement, row: JournalRow): Promise<boolean> {
  const isSame = row.sha256 === '' || row.sha256 === digest(statement.sql);
  if (row.state === 'failed') return false;
  if (row.state === 'done') {
    if (!isSame) throw changed(name, row.statement);
    return true;
  }
  if (row.isAtWork)
    throw new LockError(
      'LOCK_HELD',
      `Statement ${row.statement} of ${name} is still at work: backend ${row.backendPid}, since ${row.startedAt}.`,
      {
        exitCode: 16,
        hint: 'Wait until it has ended, or end it with pg_terminate_backend. Nothing was done.',
      },
    );
  const repetition = await repetitionOf(script.bytes.subarray(statement.tokenStart, statement.end), statement.sql, statement.control);
  if (isSame && repetition === 'repeatable') return false;
  const found = isSame && repetition === 'probed' ? await wasDone(session, statement.sql) : null;
  if (found === null)
    throw unknown(
      `Statement ${row.statement} of ${name} (line ${statement.line}) was at work when the run was ended at ${row.startedAt}, and nothing in the database tells whether it was done.`,
      name,
    );
  if (found) await session.query(journal.note(row.statement, statement.sql, 'done'));
  return found;
}

function changed(name: string, statement: number): FlybackError {
  return unknown(`${name} has been changed since a run of it was ended: its statement ${statement} is not the one that was done.`, name);
}

function unknown(message: string, name: string): FlybackError {
  return new FlybackError('OUTCOME_UNKNOWN', message, {
    exitCode: 19,
    hint: `Look at the database, then say how it is: "flyback resolve --applied ${name}" (what was begun is done), --retry (run that statement again) or --restart (nothing of the script is left, begin anew). Nothing was done.`,
  });
}
