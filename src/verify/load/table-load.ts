import type { Session } from '../../postgres/session.ts';
import { quoteIdentifier, quoteLiteral } from '../../syntax/names.ts';
import { rowInsert } from '../rows/fill-tables.ts';
import { nameOf } from '../rows/insert-statement.ts';
import type { Preparation } from '../rows/prepare-rows.ts';
import type { ColumnFacts, TableFacts } from '../rows/table-facts.ts';

/** Statements as an application sends them to one table: by their number, which only goes up, and the number of the client. */
export interface TableLoad {
  readonly table: TableFacts;
  /** Rows before. */
  readonly rows: number;
  readonly read: (count: number, client: number) => string;
  /** Every second one is an INSERT, where rows can be made. */
  readonly write: (count: number, client: number) => string;
}

const KEYS = 500;
/** Behind the numbers of the rows that are there. */
const FIRST_NEW_ROW = 2_000_003;
const MOST_CLIENTS = 100;

/** Looks at a table that is filled already. */
export async function tableLoad(session: Session, preparation: Preparation, table: TableFacts): Promise<TableLoad> {
  const name = nameOf(table);
  const key = keyOf(table);
  const wanted = key.length === 0 ? '1' : key.map(({ name: column }) => `${quoteIdentifier(column)}::text`).join(', ');
  const [count, keys] = await session.query(`SELECT count(*) FROM ${name}; SELECT ${wanted} FROM ${name} LIMIT ${KEYS}`);
  const places = (keys?.rows ?? []).map((row) => condition(key, row));
  const place = (at: number): string => places[at % Math.max(places.length, 1)] ?? 'false';
  const select = (at: number): string => (key.length === 0 ? `SELECT * FROM ${name} LIMIT 1` : `SELECT * FROM ${name} WHERE ${place(at)}`);
  const read = (count: number, client: number): string => select(count * 7 + client * 31);
  const changed = changedColumn(table, key);
  const update = (at: number): string =>
    changed === null || key.length === 0
      ? select(at)
      : `UPDATE ${name} SET ${quoteIdentifier(changed.name)} = ${quoteIdentifier(changed.name)} WHERE ${place(at)}`;
  return {
    table,
    rows: Number(count?.rows[0]?.[0] ?? 0),
    read,
    write: (count, client) => {
      const insert = count % 2 === 0 ? null : rowInsert(preparation, table, FIRST_NEW_ROW + count * MOST_CLIENTS + client);
      return insert ?? update(count * 3 + client * 31);
    },
  };
}

function keyOf({ keys, columns }: TableFacts): readonly ColumnFacts[] {
  const numbers = keys.find(({ isPrimary }) => isPrimary)?.columns ?? [];
  return numbers.flatMap((number) => columns.find((column) => column.number === number) ?? []);
}

// Not one of a key: writing that would look for rows that refer to it.
function changedColumn({ columns, keys }: TableFacts, key: readonly ColumnFacts[]): ColumnFacts | null {
  const inKey = new Set(keys.flatMap((one) => one.columns ?? []));
  const plain = columns.filter((column) => !column.isGenerated && column.identity !== 'a');
  return plain.find(({ number }) => !inKey.has(number)) ?? plain.find((column) => key.includes(column)) ?? null;
}

function condition(key: readonly ColumnFacts[], row: readonly (string | null)[]): string {
  return key.map(({ name }, at) => `${quoteIdentifier(name)} = ${quoteLiteral(row[at] ?? '')}`).join(' AND ');
}
