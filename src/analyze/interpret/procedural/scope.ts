import type { SelectStmt } from 'libpg-query';
import type { World } from '../../world/world.ts';
import type { Value } from './values.ts';

/** A row of a result; not certain where a condition on it is not settled. */
export interface ResultRow {
  readonly values: readonly { readonly name: string; readonly value: Value }[];
  readonly isCertain: boolean;
}

/** A result: complete where no row can be missing. */
export interface Result {
  readonly rows: readonly ResultRow[];
  readonly isComplete: boolean;
}

/** Where an expression is evaluated: the world for questions to the catalog, and what names stand for. */
export interface Scope {
  readonly world: World;
  /** The value of a name of one or more parts, undefined where it stands for nothing that we know. */
  readonly lookup: (names: readonly string[]) => Value | undefined;
  /** Values of `$1`, `$2` ... */
  readonly parameters: readonly Value[];
  /** The rows of a subquery, null where they cannot be told. */
  readonly ask: (scope: Scope, query: SelectStmt) => Result | null;
}
