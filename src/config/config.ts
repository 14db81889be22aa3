import type { ConnectionSettings } from '../model/connection.ts';
import type { Version } from '../model/version.ts';

/** `target` as given: `latest`, `current`, `next` or a version; `isRequired` is false for `VERSION?`. */
export type Target =
  | { readonly kind: 'latest' | 'current' | 'next' }
  | { readonly kind: 'version'; readonly version: Version; readonly isRequired: boolean };

/** One `type:state` of ignoreMigrationPatterns; `*` matches all. */
export interface IgnorePattern {
  readonly type: '*' | 'repeatable' | 'versioned';
  readonly state: '*' | 'missing' | 'pending' | 'ignored' | 'future';
}

/**
 * The resolved configuration of one command run. Names are Flyway's keys; lists are never null.
 * `target`, `baselineVersion` and `ignoreMigrationPatterns` throw a ConfigError when they are read and have a wrong value:
 * Flyway complains about these only in the commands that use them.
 */
export interface Config {
  /** `null`: neither a url nor `DATABASE_URL` nor `PG*` is set; see `requireConnection`. */
  readonly connection: ConnectionSettings | null;
  readonly environment: string;
  /** Absolute: `-workingDirectory`, else the current folder. */
  readonly workingDirectory: string;
  /** The same as it was given, maybe relative: what Flyway shows, and the value of the placeholder. */
  readonly givenWorkingDirectory: string;
  readonly schemas: readonly string[];
  readonly defaultSchema: string | null;
  readonly table: string;
  readonly tablespace: string | null;
  /** As configured (`filesystem:sql`, `classpath:db/migration`), trimmed. */
  readonly locations: readonly string[];
  readonly callbackLocations: readonly string[];
  readonly failOnMissingLocations: boolean;
  readonly sqlMigrationPrefix: string;
  readonly undoSqlMigrationPrefix: string;
  readonly repeatableSqlMigrationPrefix: string;
  readonly baselineMigrationPrefix: string;
  readonly sqlMigrationSeparator: string;
  readonly sqlMigrationSuffixes: readonly string[];
  readonly validateMigrationNaming: boolean;
  readonly encoding: string;
  readonly detectEncoding: boolean;
  readonly placeholderReplacement: boolean;
  readonly placeholders: ReadonlyMap<string, string>;
  readonly placeholderPrefix: string;
  readonly placeholderSuffix: string;
  readonly placeholderSeparator: string;
  readonly target: Target;
  readonly cherryPick: readonly string[];
  readonly outOfOrder: boolean;
  readonly ignoreMigrationPatterns: readonly IgnorePattern[];
  readonly validateOnMigrate: boolean;
  readonly baselineOnMigrate: boolean;
  readonly baselineVersion: Version;
  readonly baselineDescription: string;
  readonly createSchemas: boolean;
  readonly mixed: boolean;
  readonly group: boolean;
  readonly executeInTransaction: boolean;
  readonly skipExecutingMigrations: boolean;
  /** `null`: not set, the database user. */
  readonly installedBy: string | null;
  readonly initSql: string | null;
  readonly connectRetries: number;
  readonly connectRetriesInterval: number;
  readonly lockRetryCount: number;
  readonly transactionalLock: boolean;
  readonly outputQueryResults: boolean;
  readonly cleanDisabled: boolean;
  readonly skipDefaultCallbacks: boolean;
  readonly skipDefaultResolvers: boolean;
  readonly dryRunOutput: string | null;
  readonly errorOverrides: readonly string[];
  readonly reportEnabled: boolean;
  readonly reportFilename: string;
  readonly undoCount: number | null;
  /** Settings that Flyway has no key for (`runner.conf`, `flyback.*`). */
  readonly flyback: FlybackConfig;
}

/** The `flyback.*` keys; the one table in keys.ts explains each. */
export interface FlybackConfig {
  /** Type of the row that `undo` writes: DELETE is readable by OSS Flyway, UNDO_SQL looks like paid Flyway. */
  readonly undoHistoryType: 'DELETE' | 'UNDO_SQL';
  /** `validate -outputType=json` exits 1 on failure (Flyway exits 0). */
  readonly strictExit: boolean;
  /** A script that fails outside a transaction always leaves its failed row; Flyway leaves none with executeInTransaction=false. */
  readonly recordFailure: boolean;
  /** Settings and temporary tables of a migration do not reach the next one. */
  readonly resetSession: boolean;
  /** `clean` also drops foreign tables, operators, text search objects and publications, which Flyway leaves behind. */
  readonly fullClean: boolean;
  /** Progress lines on stderr: auto shows them on a terminal and for migrations longer than a second. */
  readonly progress: 'auto' | 'always' | 'never';
  /** `auto`: see targetEnvironment. */
  readonly environment: 'auto' | 'development' | 'staging' | 'production';
  /** Milliseconds; null: by environment (live-limits.ts). */
  readonly lockTimeoutMs: number | null;
  readonly lockRetryBudgetMs: number;
  readonly maxBlockingMs: number | null;
  /** `plan`: by what is estimated for each script. */
  readonly statementTimeout: number | 'plan' | null;
  readonly idleInTransactionMs: number;
  readonly watchAfterMs: number;
  /** Scripts outside of transactions note how far they are; `auto`: where the target is no development database. */
  readonly journal: 'auto' | 'on' | 'off';
  /** `plan` and `lint`: rows by table name, as given. */
  readonly assumeRows: readonly string[];
  /** `lint`: major version of the server. */
  readonly postgresVersion: number;
  readonly failOn: 'info' | 'low' | 'medium' | 'high' | 'critical' | 'never';
  readonly riskLimit: number;
  /** `+id` and `-id`. */
  readonly rules: readonly string[];
  readonly rulesModule: string | null;
  /** Limits of policy rules; null: not set. */
  readonly maxMigrationBytes: number | null;
  readonly maxMigrationStatements: number | null;
  readonly maxIndexesPerTable: number | null;
  readonly maxIndexColumns: number | null;
  /** Regular expressions for new names, by kind. */
  readonly names: ReadonlyMap<string, string>;
  readonly base: string | null;
  /** `verify`: where the round trip happens. */
  readonly sandbox: 'auto' | 'installed' | 'embedded' | 'container' | 'shadow';
  /** `flyback.shadowUrl`. */
  readonly shadow: ConnectionSettings | null;
  /** `verify`: where the state before the batch comes from. */
  readonly verifyBase: 'auto' | 'history' | 'target';
  readonly verifyTimeoutS: number;
  readonly verifyRows: 'made' | 'none';
  readonly sample: SampleConfig;
  /** `flyback.undo.rollbacksLocation`. */
  readonly rollbacksLocation: string | null;
  /** `prune` leaves alone what is younger. */
  readonly keepDays: number;
  /** `verify` without a target: the major version wanted; null: any does. */
  readonly sandboxMajor: number | null;
  /** `drift`: patterns of `kind identity`. */
  readonly driftIgnore: readonly string[];
}

/** `verify --sample`: how rows of the target are brought into the sandbox. */
export interface SampleConfig {
  /** As written: `5%`; null: no sample. */
  readonly size: string | null;
  readonly megabytesPerSecond: number;
  readonly timeoutS: number;
  /** Null: another one each time. */
  readonly seed: number | null;
  readonly rulesFile: string | null;
  readonly secret: string | null;
}

/** What only the command line knows: output and filters. The `info` filters throw a ConfigError when read with a wrong value. */
export interface CliOptions {
  readonly outputType: 'text' | 'json';
  readonly outputFile: string | null;
  readonly color: 'always' | 'never' | 'auto';
  readonly verbosity: 'quiet' | 'normal' | 'debug';
  readonly outputLogsInJson: boolean;
  readonly migrationIds: boolean;
  readonly infoSinceDate: Date | null;
  readonly infoUntilDate: Date | null;
  readonly infoSinceVersion: Version | null;
  readonly infoUntilVersion: Version | null;
  /** State names in Flyway's enum form, lower case: `pending`, `above_target`, `out_of_order`. */
  readonly infoOfState: readonly string[];
  /** `flyback info --exit-code`: exit 3 when migrations are pending. */
  readonly exitCodeOnPending: boolean;
}
