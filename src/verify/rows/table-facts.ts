import { queryPlanned } from '../../postgres/planned-query.ts';
import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';
import { quoteLiteral } from '../../syntax/names.ts';

/** A column of a table, as far as its values depend on it. */
export interface ColumnFacts {
  readonly number: number;
  readonly name: string;
  readonly type: number;
  /** atttypmod: -1 for none. */
  readonly modifier: number;
  /** `character varying(10)`. */
  readonly typeText: string;
  readonly isNotNull: boolean;
  /** `''`, `a` (always), `d` (by default). */
  readonly identity: string;
  readonly isGenerated: boolean;
  readonly defaultExpression: string | null;
  /** Of a serial or identity column. */
  readonly sequence: string | null;
}

/** A unique or exclusion constraint, or a unique index. */
export interface KeyFacts {
  readonly isPrimary: boolean;
  /** It is checked with each row: ON CONFLICT can pass over its violation. */
  readonly isImmediate: boolean;
  /** Unique, over columns alone, for all rows. */
  readonly isPlain: boolean;
  /** Of an index with expressions all columns in it; null: it has none. */
  readonly columns: readonly number[] | null;
}

export interface ForeignKeyFacts {
  readonly name: string;
  readonly columns: readonly number[];
  /** OID of the table that it refers to. */
  readonly table: number;
  readonly referencedColumns: readonly number[];
  readonly isDeferrable: boolean;
}

export interface CheckFacts {
  readonly name: string;
  readonly expression: string;
  readonly columns: readonly number[] | null;
}

/** What a row of a table must look like. */
export interface TableFacts {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** Qualified, quoted where it must be: `public.orders`. */
  readonly identity: string;
  readonly isPartitioned: boolean;
  /** Rows were written to it; they may be gone again. */
  readonly hasRows: boolean;
  /** Triggers of users run for its rows. */
  readonly hasTriggers: boolean;
  /** In their order in the table. */
  readonly columns: readonly ColumnFacts[];
  readonly checks: readonly CheckFacts[];
  readonly keys: readonly KeyFacts[];
  readonly foreignKeys: readonly ForeignKeyFacts[];
  /** What the rows of each last partition, or of this partition, have in common; an entry is null where they have nothing. Null: none of both. */
  readonly bounds: readonly (string | null)[] | null;
}

export interface TypeFacts {
  readonly oid: number;
  /** typname: `int4`. */
  readonly name: string;
  readonly isBuiltIn: boolean;
  /** As a cast has it, without a modifier. */
  readonly sql: string;
  /** typtype: b, c, d, e, p, r, m. */
  readonly kind: string;
  readonly category: string;
  /** Of a domain. */
  readonly base: number;
  readonly baseModifier: number;
  readonly isNotNull: boolean;
  /** Of an array, else 0. */
  readonly element: number;
  /** Of a range its subtype, of a multirange its range, else 0. */
  readonly subtype: number;
  readonly labels: readonly string[];
  /** Of a domain, over VALUE. */
  readonly checks: readonly string[];
  readonly attributes: readonly { readonly type: number; readonly modifier: number }[];
}

/** Tables by OID, and all types that their columns are made of. */
export interface Facts {
  readonly tables: ReadonlyMap<number, TableFacts>;
  readonly types: ReadonlyMap<number, TypeFacts>;
}

/** What the rows of some tables (null: of all) and of those that they refer to must look like. One round trip. */
export async function readTableFacts(
  session: Session,
  tables: readonly string[] | null,
  withoutRelations: readonly { readonly schema: string; readonly name: string }[] = [],
): Promise<Facts> {
  const major = Number.parseInt(session.parameter('server_version') ?? '0', 10);
  const query = sqlStatement('rows/table-facts', {
    without_relations: withoutRelations.map(({ schema, name }) => `${schema}.${name}`),
    is_enforced: { sql: major >= 18 ? 'o.conenforced' : 'true' },
  });
  const wanted = quoteLiteral(tables === null ? '' : `{${tables.map((name) => `"${name.replaceAll(/[\\"]/gu, '\\$&')}"`).join(',')}}`);
  // Compiling it takes longer than running it. In a message of several statements the settings end with them.
  const rows = await queryPlanned(session, query, (statement) =>
    ['SET LOCAL jit = off', `SET LOCAL flyback.wanted_tables = ${wanted}`, statement].join(';\n'),
  );
  const read = JSON.parse(rows[0]?.[0] ?? '{}') as {
    readonly tables: readonly TableFacts[] | null;
    readonly types: readonly TypeFacts[] | null;
  };
  return {
    tables: new Map(read.tables?.map((table) => [table.oid, table])),
    types: new Map(read.types?.map((type) => [type.oid, type])),
  };
}
