/** How the text of a value is read. `list` is separated by commas, `map` is the prefix of any number of keys. */
export type KeyType = 'string' | 'boolean' | 'integer' | 'list' | 'map';

/**
 * Where a key lives. `environment`: in `[environments.NAME]` of a TOML file, else like `flyway`.
 * `command-line`: only a flag. `flyback`: `flyback.NAME`, which Flyway does not know.
 */
export type KeyScope = 'flyway' | 'environment' | 'command-line' | 'flyback';

/** `used`, `ignored` (accepted, since it concerns Java or licences only), or `out` (refused with `help`). */
export type KeyUse = 'used' | 'ignored' | 'out';

/** One row of the table of keys. */
export interface KeySpec {
  /** Without `flyway.`: `outOfOrder`, `postgresql.transactional.lock`; with `flyback.` where it is ours. */
  readonly name: string;
  readonly type: KeyType;
  readonly scope: KeyScope;
  readonly use: KeyUse;
  /** Environment variable; `null`: Flyway has none. For a `map` the prefix, with `_` at its end. */
  readonly env: string | null;
  /** The default as one would write it in a conf file; `null`: not set. */
  readonly defaultText: string | null;
  readonly choices: readonly string[] | null;
  readonly isSecret: boolean;
  /** Wrong values are an error of the command that reads them (as in Flyway), not of the configuration as a whole. */
  readonly isCheckedLate: boolean;
  readonly section: string;
  readonly help: string;
  readonly example: string | null;
}
