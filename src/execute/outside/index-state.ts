import type { LockSession } from '../../model/lock-picture.ts';
import { toLockSessions } from '../../postgres/lock-picture.ts';
import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';
import { quoteQualified } from '../../syntax/names.ts';
import type { ConcurrentIndex } from './concurrent-index.ts';

/** What has the name of an index to be built, or could be it. */
export interface FoundIndex {
  readonly oid: number;
  readonly name: string;
  /** Quoted, with its schema. */
  readonly quoted: string;
  /** It is an index, and one of the table in question. */
  readonly isOfTable: boolean;
  readonly isIndex: boolean;
  readonly isValid: boolean;
  /** `UNIQUE btree (email)`; empty for what is no index of the table. */
  readonly definition: string;
  /** The index of the partitioned table that it is attached to. */
  readonly parentOid: number | null;
}

/** The table of an index to be built. */
export interface TableState {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly quoted: string;
  readonly kind: 'partitioned' | 'temporary' | 'other';
  /** Those with the name of the index; for an index without a name, those with as many columns. INVALID ones come first. */
  readonly found: readonly FoundIndex[];
}

/** Transactions older than this are named before a build that has to wait for them. */
const OLD_TRANSACTION_S = 5;

/** Looks at the table and at what has the name of the index; null where there is no such table. One round trip. */
export async function readTableState(
  session: Session,
  { table, name, columnCount }: Pick<ConcurrentIndex, 'table' | 'name' | 'columnCount'>,
): Promise<TableState | null> {
  const [result] = await session.query(sqlStatement('outside/table-state', { table, index: name, columns: columnCount }));
  const rows = result?.rows ?? [];
  const [oid, schema, relation, kind, persistence] = rows[0] ?? [];
  if (schema === undefined || schema === null || relation === undefined || relation === null) return null;
  return {
    oid: Number(oid),
    schema,
    name: relation,
    quoted: quoteQualified(schema, relation),
    kind: persistence === 't' ? 'temporary' : kind === 'p' ? 'partitioned' : 'other',
    found: rows.flatMap(([, , , , , index, indexOid, indexKind, isValid, isOfTable, definition, parentOid]) =>
      index === undefined || index === null
        ? []
        : [
            {
              oid: Number(indexOid),
              name: index,
              quoted: quoteQualified(schema, index),
              isOfTable: isOfTable === 't',
              isIndex: indexKind === 'i' || indexKind === 'I',
              isValid: isValid === 't',
              definition: definition ?? '',
              parentOid: parentOid === undefined || parentOid === null ? null : Number(parentOid),
            },
          ],
    ),
  };
}

/** Sessions that may be building this index now. */
export async function readBuilders(session: Session, table: number, index: number): Promise<readonly LockSession[]> {
  const [result] = await session.query(sqlStatement('outside/builders', { table, index }));
  return toLockSessions(result?.rows[0]?.[0] ?? '[]');
}

/** Transactions that a build on this table will have to wait for, oldest first. */
export async function readOldTransactions(session: Session, table: number): Promise<readonly LockSession[]> {
  const [result] = await session.query(sqlStatement('outside/old-transactions', { table, age: OLD_TRANSACTION_S, drops: false }));
  return toLockSessions(result?.rows[0]?.[0] ?? '[]');
}

/** Transactions for which an index of this table cannot be dropped concurrently, oldest first. */
export async function readUsers(session: Session, table: number): Promise<readonly LockSession[]> {
  const [result] = await session.query(sqlStatement('outside/old-transactions', { table, age: 0, drops: true }));
  return toLockSessions(result?.rows[0]?.[0] ?? '[]');
}
