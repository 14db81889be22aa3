/** One object of a catalog with everything that defines it, as text that is equal exactly where the object is. */
export interface FingerprintObject {
  /** `table`, `column`, `constraint`, `index`, `view`, `function`, `grant`, `comment` ... */
  readonly kind: string;
  /** What a person calls it: `public.orders.total`, `orders_pkey on public.orders`. */
  readonly identity: string;
  /** A property a line, the usual ones left out; what holds SQL may have more lines. */
  readonly definition: string;
  /** What only servers of the same major tell alike (the name of a NOT NULL constraint, the version of an extension). */
  readonly detail: string | null;
  /** Of a column: its place among the live columns from 1, which `definition` leaves out. Null for others. */
  readonly position: number | null;
  /** Key of the object that it comes and goes with: the table of a column. */
  readonly parent: string | null;
}

/** All objects of a database outside the system's schemas, by `kind identity`. */
export interface Fingerprint {
  readonly serverVersionNum: number;
  /** `sha256:` over all objects, positions and details included. */
  readonly digest: string;
  readonly objects: ReadonlyMap<string, FingerprintObject>;
}

/** One object that differs between two fingerprints. */
export interface ObjectDifference {
  readonly kind: string;
  readonly identity: string;
  /** `moved`: a column that only stands at another place. */
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
  /** The definition before, its details included; of a moved column its place. */
  readonly before: string | null;
  readonly after: string | null;
}
