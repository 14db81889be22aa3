import type { DeleteStmt, InsertStmt, MergeStmt, Node, SelectStmt, UpdateStmt } from 'libpg-query';
import type { Relation } from '../../world/objects.ts';

/** A relation in a FROM list. */
export interface Source {
  readonly relation: Relation;
  /** What its columns are qualified with. */
  readonly alias: string;
  /** ONLY: without what inherits from it. */
  readonly isOnly: boolean;
}

/** A statement or one level of a query: what it reads together, and which rows of it. */
export interface QueryPart {
  readonly statement:
    | { readonly kind: 'select'; readonly node: SelectStmt }
    | { readonly kind: 'insert'; readonly node: InsertStmt }
    | { readonly kind: 'update'; readonly node: UpdateStmt }
    | { readonly kind: 'delete'; readonly node: DeleteStmt }
    | { readonly kind: 'merge'; readonly node: MergeStmt };
  readonly sources: readonly Source[];
  /** Subqueries, CTEs, VALUES and functions in the FROM list by alias: do they give a few rows only? */
  readonly derived: ReadonlyMap<string, boolean>;
  /** Conditions of WHERE and of the joins, all of which hold. */
  readonly conditions: readonly Node[];
  /** The table that is written, behind views; null for SELECT and for a view whose INSTEAD OF trigger or rule takes over. */
  readonly target: Source | null;
  /** The relation that is named as target: a view, or the table itself. */
  readonly named: Relation | null;
  /** Subqueries in the conditions that give a few rows only. */
  readonly shortQueries: ReadonlySet<SelectStmt>;
  /** Reading ends with the first row (EXISTS, LIMIT). */
  readonly endsEarly: boolean;
}
