import type { ConfigOptions } from '../../config/config-options.ts';
import type { Logger } from '../../model/log.ts';

// Written out instead of imported, so that programs compile without the types of pg or postgres.

/** A connected client of `pg` (8 or later), or one that a pool of it has handed out. */
export interface PgClient {
  query(...args: never[]): unknown;
  escapeIdentifier(text: string): string;
}

/** A pool of `pg` (8 or later). */
export interface PgPool {
  readonly totalCount: number;
  connect(): Promise<PgClient & { release(error?: Error | boolean): void }>;
}

/** An instance of `postgres` (3 or later): its options are taken over, its connections are not used. */
export interface PostgresInstance {
  readonly options: {
    readonly host: readonly string[];
    readonly port: readonly number[];
    readonly user: string;
    readonly database: string;
  };
  unsafe(...args: never[]): unknown;
}

/** The ways to say where the database is. */
export type LibraryConnection = string | PgClient | PgPool | PostgresInstance;

/** The keys that are used most; docs/configuration.md explains each, and `config` takes all others. */
export interface FlybackOptions {
  /** `postgres://user:password@host/db` or `jdbc:postgresql://host/db`. */
  readonly url?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Folders, `['filesystem:migrations']`; relative ones lie below `workingDirectory`. */
  readonly locations?: readonly string[] | undefined;
  readonly callbackLocations?: readonly string[] | undefined;
  /** Default: the current folder of the process. */
  readonly workingDirectory?: string | undefined;
  readonly environment?: string | undefined;
  readonly schemas?: readonly string[] | undefined;
  readonly defaultSchema?: string | undefined;
  readonly createSchemas?: boolean | undefined;
  /** Name of the history table. */
  readonly table?: string | undefined;
  readonly placeholders?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly placeholderReplacement?: boolean | undefined;
  /** A version, or `latest`, `current`, `next`. */
  readonly target?: string | undefined;
  readonly cherryPick?: readonly string[] | undefined;
  readonly outOfOrder?: boolean | undefined;
  readonly group?: boolean | undefined;
  readonly mixed?: boolean | undefined;
  readonly validateOnMigrate?: boolean | undefined;
  readonly ignoreMigrationPatterns?: readonly string[] | undefined;
  readonly baselineOnMigrate?: boolean | undefined;
  readonly baselineVersion?: string | undefined;
  readonly baselineDescription?: string | undefined;
  /** `clean` refuses to work unless this is false. */
  readonly cleanDisabled?: boolean | undefined;
  readonly installedBy?: string | undefined;
  readonly initSql?: string | undefined;
  readonly connectRetries?: number | undefined;
  /** Seconds to wait for another run; -1 waits for ever. */
  readonly lockRetryCount?: number | undefined;
  /** How many versions `undo` undoes. */
  readonly count?: number | undefined;
}

/** What every function of the library takes. */
export interface LibraryOptions extends FlybackOptions {
  /** Instead of `url`: a URL, a `pg` Pool or connected Client, or a `postgres` instance. */
  readonly connection?: LibraryConnection | undefined;
  /** Told what happens; nothing is printed without one. `console` will do. */
  readonly logger?: Logger | undefined;
  /** Cancels the statement that runs; the promise rejects with `ERR_EXECUTE_CANCELLED` once it is rolled back. */
  readonly signal?: AbortSignal | undefined;
  /** Configuration files to read, flyway.conf or TOML; others are not looked for. Options win over them. */
  readonly configFiles?: readonly string[] | undefined;
  /** Read `FLYWAY_*`, `DATABASE_URL` and `PG*`, too; options win over them. */
  readonly useEnvironment?: boolean | undefined;
  /** Any other key by its name in docs/configuration.md: `{ 'flyback.strictExit': true }`. */
  readonly config?: ConfigOptions | undefined;
}

/** Options of `verify`: the pending batch of the target, unless they say otherwise. */
export interface VerifyOptions extends LibraryOptions {
  /** Every migration, from an empty database on; needs no target. */
  readonly all?: boolean | undefined;
  /** Only the batch as a whole: all ups, all undos, all ups. */
  readonly whole?: boolean | undefined;
  /** A range of versions; those before it are only applied. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Options of `drift`. */
export interface DriftOptions extends LibraryOptions {
  /** Where the migration is written that makes of the history what the target is. */
  readonly adopt?: string | undefined;
  /** Where the script is written that takes the target back to what its history says. */
  readonly revert?: string | undefined;
}

/** Options of `lint`. */
export interface LintOptions extends LibraryOptions {
  /** Judge these files as one batch; the earlier ones of the locations are only followed. */
  readonly files?: readonly string[];
}
