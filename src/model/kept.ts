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
  /** The columns by which values find their rows; empty: by all other columns. */
  readonly key: readonly string[];
}
