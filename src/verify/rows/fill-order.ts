import type { Facts, ForeignKeyFacts, TableFacts } from './table-facts.ts';

/** How the values of a foreign key come about. */
export type KeySource =
  /** From the rows of the other table, which has been filled before. */
  | 'rows'
  /** NULL at first: its circle is closed when all tables are filled. */
  | 'later'
  /** By the rule that makes the other key: neither of the two can be first, and none may be NULL. */
  | 'rule';

/** Tables in the order in which they are filled, and where their foreign keys take their values from. */
export interface FillOrder {
  readonly tables: readonly TableFacts[];
  readonly sources: ReadonlyMap<ForeignKeyFacts, KeySource>;
}

/** Puts referenced tables first; in a circle those keys wait that may be NULL. */
export function fillOrder(
  { tables }: Facts,
  wanted: ReadonlySet<number>,
  isNullable: (table: TableFacts, column: number) => boolean,
): FillOrder {
  const waiting = new Set([...tables.values()].filter(({ oid }) => wanted.has(oid)));
  const order: TableFacts[] = [];
  const sources = new Map<ForeignKeyFacts, KeySource>();
  const isOptional = (table: TableFacts, key: ForeignKeyFacts): boolean => key.columns.some((column) => isNullable(table, column));
  const waitsFor = (table: TableFacts, key: ForeignKeyFacts): boolean =>
    key.table !== table.oid && [...waiting].some(({ oid }) => oid === key.table);
  while (waiting.size > 0) {
    const all = [...waiting];
    const isFree = (table: TableFacts): boolean => !table.foreignKeys.some((key) => waitsFor(table, key));
    const isFreeBut = (table: TableFacts): boolean => !table.foreignKeys.some((key) => waitsFor(table, key) && !isOptional(table, key));
    const next = all.find(isFree) ?? all.find(isFreeBut) ?? all[0];
    if (next === undefined) break;
    for (const key of next.foreignKeys) {
      const isLate = key.table === next.oid || waitsFor(next, key);
      sources.set(key, !isLate ? 'rows' : isOptional(next, key) ? 'later' : 'rule');
    }
    waiting.delete(next);
    order.push(next);
  }
  return { tables: order, sources };
}
