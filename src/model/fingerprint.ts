/** One object of a catalog with everything that defines it, as text that is equal exactly where the object is. */
export interface FingerprintObject {
  /** `table`, `column`, `constraint`, `index`, `view`, `function`, `grant`, `comment` ... */
  readonly kind: string;
  /** What a person calls it: `public.orders.total`. */
  readonly identity: string;
  readonly definition: string;
  /** Of a column: its place among the live columns from 1, which `definition` leaves out. Null for others. */
  readonly position: number | null;
}

/** All objects of a database outside the system's schemas, by `kind identity`. */
export interface Fingerprint {
  readonly serverVersionNum: number;
  /** `sha256:` over all objects, positions included. */
  readonly digest: string;
  readonly objects: ReadonlyMap<string, FingerprintObject>;
}

/** One object that differs between two fingerprints. */
export interface ObjectDifference {
  readonly kind: string;
  readonly identity: string;
  /** `moved`: a column that only stands at another place. */
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
  readonly before: string | null;
  readonly after: string | null;
}
