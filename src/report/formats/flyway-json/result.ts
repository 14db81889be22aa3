/** What every result of Flyway's JSON carries. */
export interface ResultFacts {
  readonly flywayVersion: string;
  /** Name of the database; empty if it is not known. */
  readonly database: string;
}

/** What migrate and info carry besides. */
export interface TimedFacts extends ResultFacts {
  /** Local date and time without zone, `2026-11-21T12:07:53.687436855`. */
  readonly timestamp: string;
  /** The `schemas` as configured; printed joined by `, `. */
  readonly schemas: readonly string[];
}
