import { splitSearchPath } from '../../execute/target-database.ts';
import type { Fingerprint, FingerprintObject } from '../../model/fingerprint.ts';
import { namedIn } from './table-plan.ts';
import type { CheckFacts, Facts, ForeignKeyFacts, TableFacts } from './table-facts.ts';

/** A constraint that is gone, and the table that had it. */
interface Removed {
  /** Qualified, quoted where it must be. */
  readonly table: string;
  /** As pg_get_constraintdef prints it. */
  readonly definition: string;
}

const FOREIGN_KEY = /^FOREIGN KEY \((.+?)\) REFERENCES (.+?)\((.+?)\)/u;
const CHECK = /^CHECK \((.*)\)(?: NO INHERIT)?(?: NOT VALID)?$/su;

/** The constraints of tables that one fingerprint has and the other has not. */
export function removedConstraints(before: Fingerprint, after: Fingerprint): readonly Removed[] {
  const isGone = ([key, { kind, parent }]: readonly [string, FingerprintObject]): boolean =>
    kind === 'constraint' && parent?.startsWith('table ') === true && !after.objects.has(key);
  return [...before.objects].filter(isGone).map(([, { parent, definition }]) => ({
    table: parent?.slice('table '.length) ?? '',
    definition: definition.split('\n')[0] ?? '',
  }));
}

/** Tables that the foreign keys among them refer to. */
export function referencedTables(removed: readonly Removed[]): readonly string[] {
  return removed.flatMap(({ definition }) => FOREIGN_KEY.exec(definition)?.[2] ?? []);
}

/** Facts by which a row meets also what is gone: it would be there to stay when the constraint comes back. */
export function withConstraints({ tables, types }: Facts, removed: readonly Removed[]): Facts {
  const all = [...tables.values()];
  const widened = all.map((table): readonly [number, TableFacts] => {
    const own = removed.filter((one) => one.table === table.identity);
    return [
      table.oid,
      {
        ...table,
        checks: [...table.checks, ...own.flatMap((one) => checkOf(table, one))],
        foreignKeys: [...table.foreignKeys, ...own.flatMap((one) => foreignKeyOf(all, table, one))],
      },
    ];
  });
  return { tables: new Map(widened), types };
}

function checkOf(table: TableFacts, { definition }: Removed): readonly CheckFacts[] {
  const expression = CHECK.exec(definition)?.[1];
  if (expression === undefined) return [];
  const columns = namedIn(expression, table);
  return columns.length === 0 ? [] : [{ name: 'removed', expression, columns }];
}

function foreignKeyOf(tables: readonly TableFacts[], table: TableFacts, { definition }: Removed): readonly ForeignKeyFacts[] {
  const [, columns = '', name = '', referenced = ''] = FOREIGN_KEY.exec(definition) ?? [];
  const other = tables.find(({ identity }) => identity === name);
  if (other === undefined) return [];
  const own = numbersOf(table, columns);
  const theirs = numbersOf(other, referenced);
  if (own === null || theirs === null) return [];
  return [{ name: 'removed', columns: own, table: other.oid, referencedColumns: theirs, isDeferrable: false }];
}

function numbersOf({ columns }: TableFacts, list: string): readonly number[] | null {
  const numbers = splitSearchPath(list).map((name) => columns.find((column) => column.name === name)?.number);
  return numbers.every((number): number is number => number !== undefined) ? numbers : null;
}
