import type { Session } from '../../postgres/session.ts';
import { quoteIdentifier, quoteQualified } from '../../syntax/names.ts';
import { type ConcurrentIndex, indexStatement } from './concurrent-index.ts';
import { readTableState, type TableState } from './index-state.ts';

/** The index as the server would make it. */
export interface IntendedIndex {
  /** Given, or chosen by the server where it is still free. */
  readonly name: string;
  /** `UNIQUE btree (email)`. */
  readonly definition: string;
}

/**
 * What a CREATE INDEX would make, in the server's own words: it is run on an empty temporary copy of the table, and taken back. Null where that
 * cannot be done (no TEMPORARY privilege on the database, a table of this name among the temporary ones, a statement that fails).
 */
export async function intendedIndex(session: Session, index: ConcurrentIndex, { name, quoted }: TableState): Promise<IntendedIndex | null> {
  const statement = await indexStatement(index, { schema: 'pg_temp', table: name, name: index.name, isConcurrent: false, isOnly: false });
  const { error } = await session.send(`BEGIN;\nCREATE TEMPORARY TABLE ${quoteIdentifier(name)} (LIKE ${quoted});\n${statement}`);
  try {
    if (error !== null) return null;
    const copy = await readTableState(session, { ...index, table: quoteQualified('pg_temp', name) });
    const made = copy?.found[0];
    return made === undefined ? null : { name: made.name, definition: made.definition };
  } finally {
    await session.send('ROLLBACK');
  }
}
