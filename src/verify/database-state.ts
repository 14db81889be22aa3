import type { Fingerprint } from '../model/fingerprint.ts';
import { KEPT_SCHEMA } from '../model/kept.ts';
import type { TableContent } from '../model/table-content.ts';
import { readFingerprint, readSequenceValues } from '../postgres/read-fingerprint.ts';
import { readTableContents } from '../postgres/read-table-contents.ts';
import type { Session } from '../postgres/session.ts';

/** Everything of a database that a round trip must bring back. */
export interface DatabaseState {
  readonly fingerprint: Fingerprint;
  /** By quoted name of the table; tables without rows are left out. */
  readonly tables: ReadonlyMap<string, TableContent>;
  /** The number that each sequence gave last; null: none yet. */
  readonly sequences: ReadonlyMap<string, number | null>;
}

/** Reads the state of a database, without the history table and without what migrations have set aside. */
export async function readDatabaseState(
  session: Session,
  history: { readonly schema: string; readonly name: string },
): Promise<DatabaseState> {
  const options = { withoutRelations: [history], withoutSchemas: [KEPT_SCHEMA] };
  const fingerprint = await readFingerprint(session, { ...options, isRepeated: true });
  const tables = await readTableContents(session, options);
  const sequences = await readSequenceValues(session, { ...options, isRepeated: true });
  return { fingerprint, tables, sequences };
}
