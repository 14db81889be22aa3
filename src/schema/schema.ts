/** Statements that can be executed once the objects of these keys are there. */
export interface SchemaPart {
  readonly create: readonly string[];
  readonly dependsOn: readonly string[];
}

/** Rows are loaded between the two: indexes, foreign keys and triggers come after them. */
export type SchemaPhase = 'before-data' | 'after-data';

/** One object of a catalog as the statements that make it and take it away. */
export interface SchemaObject extends SchemaPart {
  /** `kind identity`, by which the fingerprint knows the object, too. */
  readonly key: string;
  readonly kind: string;
  readonly identity: string;
  readonly phase: SchemaPhase;
  /** Definition, settings and owner, one statement each. Comments, labels and grants are objects of their own. */
  readonly create: readonly string[];
  /** Without CASCADE: what depends on it goes first. Empty: only with the object of `madeBy`. */
  readonly drop: readonly string[];
  /** Key of the object that makes this one with it: the table of a column. `create` is for where that is there already. */
  readonly madeBy: string | null;
  /** What comes when other objects are there: who owns a sequence, the first REFRESH of a materialized view. */
  readonly completion: (SchemaPart & { readonly phase: SchemaPhase }) | null;
  /** What stands in for it while objects are made that it depends on and that depend on it; `complete` makes it whole. */
  readonly standIn: (SchemaPart & { readonly complete: readonly string[] }) | null;
  /** Writes to the catalogs, for what no statement makes: an index that is invalid. Only for a superuser of a throw-away server. */
  readonly catalogUpdates: readonly string[];
  /** Why `create` does not make all of it: secrets, which are not read. */
  readonly leftOut: string | null;
}

/** Everything that users made in a database, by key; in the order of keys, but for privileges, which come in the order in which they were given. */
export interface Schema {
  readonly serverVersionNum: number;
  readonly objects: ReadonlyMap<string, SchemaObject>;
}
