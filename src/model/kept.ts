/** The schema of a database in which migrations set aside what they destroy, until undo brings it back or prune drops it. */
export const KEPT_SCHEMA = 'flyback_kept';

/** The table in it that says what lies there, since when and by which version. */
export const KEPT_CONTENTS = 'contents';

/** What is set aside: a relation with rows, or a type or function that such a relation goes on using. */
export type KeptKind = 'table' | 'sequence' | 'type' | 'domain' | 'function' | 'procedure';

/** Something that a script sets aside before it destroys it. */
export interface KeptThing {
  readonly kind: KeptKind;
  /** Its name in the side schema: `v12_orders`; of a function with its argument types. */
  readonly name: string;
  /** What it was or belongs to: `public.orders`. */
  readonly source: string;
  /** The columns whose values it has; empty: it is the thing itself. */
  readonly columns: readonly string[];
  /** Only of the rows that a condition means. */
  readonly isPart?: boolean;
  /** The columns by which values find their rows; empty: by all other columns. */
  readonly key: readonly string[];
}

/** Something that a migration has set aside, as it lies in the database. */
export interface KeptEntry extends Omit<KeptThing, 'key'> {
  /** As SQL names it: `flyback_kept.v12_orders`; null: it is not there any more. */
  readonly place: string | null;
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly keptAt: string;
  readonly keptBy: string;
  readonly ageSeconds: number;
  readonly bytes: number;
  /** Older than the limit. */
  readonly isOld: boolean;
  /** The version is applied and has an undo script, which needs this. */
  readonly isUndoPossible: boolean;
  readonly isDropped: boolean;
  /** Why it could not be dropped. */
  readonly failure: string | null;
}
