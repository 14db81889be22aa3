import { createHash } from 'node:crypto';
import type { HistoryTable } from '../../history/history-table.ts';
import type { ResultSet } from '../../postgres/message-query.ts';
import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';
import { makeControlTable } from '../control-table.ts';

/** What the journal says of one statement of a script whose run has ended before the script had its row. */
export interface JournalRow {
  readonly script: string;
  /** From 1. */
  readonly statement: number;
  /** Empty: somebody has said that it counts whatever its text is now. */
  readonly sha256: string;
  readonly state: 'started' | 'done' | 'failed';
  readonly backendPid: number;
  /** The backend that ran it is still there. */
  readonly isAtWork: boolean;
  /** UTC. */
  readonly startedAt: string;
}

const UNDEFINED_TABLE = '42P01';
const INSUFFICIENT_PRIVILEGE = '42501';

/** Digest of a script or statement, as the journal has it. */
export function digest(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Rows of a script, or of all; none without a journal, null where this role may not read it. One round trip. */
export async function readJournal(session: Session, history: HistoryTable, script: string | null): Promise<readonly JournalRow[] | null> {
  const { quoted, schema, name } = history;
  const { error, rows } = await ask(session, sqlStatement('outside/journal-rows', { history: quoted, schema, table: name, script }));
  if (error === null) return toRows(rows);
  if (error.server.sqlState === UNDEFINED_TABLE) return [];
  if (error.server.sqlState === INSUFFICIENT_PRIVILEGE) return null;
  throw error;
}

/** Makes the journal where it is missing; answers why this role cannot use one, null where it can. One round trip where it is there. */
export async function makeJournal(session: Session): Promise<string | null> {
  if (await isUsable(session)) return null;
  try {
    await makeControlTable(session, ['control/create-journal']);
  } catch (error) {
    if (error instanceof ServerError) return error.server.message;
    throw error;
  }
  return (await isUsable(session)) ? null : 'flyback.journal belongs to another role, which has granted no INSERT, UPDATE and DELETE on it';
}

async function isUsable(session: Session): Promise<boolean> {
  const rights = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].map((right) => `pg_catalog.has_table_privilege('flyback.journal', '${right}')`);
  const { error, rows } = await ask(session, `SELECT pg_catalog.to_regclass('flyback.journal') IS NOT NULL AND ${rights.join(' AND ')}`);
  return error === null && rows[0]?.[0] === 't';
}

async function ask(session: Session, sql: string): Promise<{ error: ServerError | null; rows: ResultSet['rows'] }> {
  const rows: ResultSet['rows'][number][] = [];
  const { error } = await session.send(sql, { onComplete: (_index, _tag, result) => rows.push(...(result?.rows ?? [])) });
  return { error, rows };
}

/** The notes of one script. */
export class Journal {
  readonly #place: { readonly history: string; readonly script: string };
  readonly #scriptDigest: string;
  readonly #rank: number;

  constructor(history: HistoryTable, script: string, bytes: Buffer, rank: number) {
    this.#place = { history: history.quoted, script };
    this.#scriptDigest = digest(bytes);
    this.#rank = rank;
  }

  /** The statement that notes a state; one that is committed with a statement of the script tells the truth whatever happens. */
  note(statement: number, sql: string, state: JournalRow['state'], sqlState: string | null = null): string {
    return sqlStatement('outside/journal-note', {
      ...this.#place,
      script_sha256: this.#scriptDigest,
      statement,
      statement_sha256: digest(sql),
      state,
      sqlstate: sqlState,
      rank: this.#rank,
    });
  }

  /** The statement that forgets the script: for the transaction that writes its row. */
  forget(): string {
    return sqlStatement('outside/journal-forget', this.#place);
  }
}

function toRows(rows: ResultSet['rows']): readonly JournalRow[] {
  return rows.flatMap(([script, statement, sha256, state, pid, isAtWork, startedAt, isOver]) =>
    // Flyway, or somebody else, has applied the script since.
    isOver === 't'
      ? []
      : [
          {
            script: script ?? '',
            statement: Number(statement),
            sha256: sha256 ?? '',
            state: state as JournalRow['state'],
            backendPid: Number(pid),
            isAtWork: isAtWork === 't',
            startedAt: startedAt ?? '',
          },
        ],
  );
}
