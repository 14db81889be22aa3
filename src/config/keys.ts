import type { KeyScope, KeySpec, KeyType, KeyUse } from './key-spec.ts';

interface Extras {
  readonly env?: string | null;
  readonly use?: KeyUse;
  readonly choices?: readonly string[];
  readonly isSecret?: boolean;
  readonly isCheckedLate?: boolean;
  readonly example?: string;
}

/** `outOfOrder` becomes `OUT_OF_ORDER`, `postgresql.transactional.lock` becomes `POSTGRESQL_TRANSACTIONAL_LOCK`. */
function upperSnake(name: string): string {
  return name
    .replaceAll('.', '_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase();
}

function envName(name: string, scope: KeyScope, type: KeyType): string | null {
  if (scope === 'command-line') return null;
  const snake = scope === 'flyback' ? upperSnake(name) : `FLYWAY_${upperSnake(name)}`;
  return type === 'map' ? `${snake}_` : snake;
}

type Row = (name: string, type: KeyType, defaultText: string | null, help: string, extras?: Extras) => KeySpec;

function rows(scope: KeyScope, section: string): Row {
  return (name, type, defaultText, help, extras = {}) => ({
    name,
    type,
    scope,
    use: extras.use ?? 'used',
    env: extras.env === undefined ? envName(name, scope, type) : extras.env,
    defaultText,
    choices: extras.choices ?? null,
    isSecret: extras.isSecret ?? false,
    isCheckedLate: extras.isCheckedLate ?? false,
    section,
    help,
    example: extras.example ?? null,
  });
}

const connection = rows('environment', 'Connection');
const general = rows('flyway', 'Connection');
const tables = rows('flyway', 'Schemas and history table');
const environmentTables = rows('environment', 'Schemas and history table');
const files = rows('flyway', 'Migration files');
const text = rows('flyway', 'Placeholders');
const migrate = rows('flyway', 'Migrating');
const baseline = rows('flyway', 'Baseline');
const safety = rows('flyway', 'Locking and safety');
const output = rows('flyway', 'Output');
const cli = rows('command-line', 'Command line only');
const ours = rows('flyback', 'flyback');
const java = rows('flyway', 'Accepted and ignored');
const environmentJava = rows('environment', 'Accepted and ignored');
const left = rows('flyway', 'Not supported');
const environmentLeft = rows('environment', 'Not supported');

const IGNORED: Extras = { use: 'ignored' };

/**
 * THE table: every key that is known. Configuration, help, suggestions, runner.conf.example and docs/configuration.md
 * are made from it (Flyway 12.4; paid keys that flyback supports are ordinary keys here).
 */
export const KEYS: readonly KeySpec[] = [
  connection(
    'url',
    'string',
    null,
    'The database: a JDBC URL (`jdbc:postgresql://host:5432/db`, also with several hosts) or a `postgres://` URL.\n' +
      'Without it `DATABASE_URL` is taken, then the `PG*` variables and the service file of libpq.',
    { example: 'jdbc:postgresql://localhost:5432/app?sslmode=verify-full' },
  ),
  connection('user', 'string', null, 'The role to connect as. Wins over the user in the URL.', { example: 'migrator' }),
  connection(
    'password',
    'string',
    null,
    'The password. Wins over the one in the URL; without one `PGPASSWORD` and the pass file (`~/.pgpass`) are asked.\n' +
      'Better given by environment variable or pass file than in a file that is committed.',
    { isSecret: true },
  ),
  connection('connectRetries', 'integer', '0', 'How often to try again when the connection fails.\nWaits 1, 2, 4, ... seconds in between.'),
  connection('connectRetriesInterval', 'integer', '120', 'The longest wait in seconds between two attempts to connect.'),
  connection('initSql', 'string', null, 'SQL that runs on every new connection, before anything else.', { example: "SET ROLE 'owner'" }),
  connection(
    'jdbcProperties',
    'map',
    null,
    'Further parameters of the connection, as in the query part of a JDBC URL (`jdbcProperties.ssl=true`).\n' +
      'They win over the URL. On the command line next to TOML: `-environments.default.jdbcProperties.NAME=`, as in Flyway.',
    { example: 'ApplicationName=deploy' },
  ),
  general(
    'environment',
    'string',
    'default',
    'The `[environments.NAME]` of the TOML file that is used.\nThere is no FLYWAY_ENVIRONMENT; the lower-case `flyway_environment` works.',
    { env: null, example: 'production' },
  ),

  environmentTables(
    'schemas',
    'list',
    '',
    'The schemas that belong to the project, case-sensitive. Missing ones are created; `clean` empties them.\n' +
      'The first one is the default schema unless `defaultSchema` says otherwise.',
    { example: 'app,audit' },
  ),
  tables(
    'defaultSchema',
    'string',
    null,
    'The schema that holds the history table and stands first in the search path.\nDefault: the first of `schemas`, else the current schema.',
    { example: 'app' },
  ),
  tables('table', 'string', 'flyway_schema_history', 'The name of the schema history table.'),
  tables('tablespace', 'string', null, 'The tablespace for the history table and its indexes.', { example: 'fast' }),
  tables('createSchemas', 'boolean', 'true', 'Create the schemas in `schemas` that do not exist yet.'),

  files(
    'locations',
    'list',
    null,
    'Folders with migrations, searched recursively: `filesystem:sql`, with `*`, `**` and `?` as wildcards.\n' +
      'Default: those of `filesystem:db/migration` and `filesystem:sql` that exist (Flyway looks in its own installation).',
    { example: 'filesystem:sql' },
  ),
  files('callbackLocations', 'list', '', 'Folders with SQL callbacks. When set, callbacks are read only from there.', {
    example: 'filesystem:callbacks',
  }),
  files('failOnMissingLocations', 'boolean', 'false', 'A location that does not exist is an error, not just a message.'),
  files('sqlMigrationPrefix', 'string', 'V', 'How the names of versioned migrations begin.'),
  files('undoSqlMigrationPrefix', 'string', 'U', 'How the names of undo migrations begin (a paid feature in Flyway).'),
  files('repeatableSqlMigrationPrefix', 'string', 'R', 'How the names of repeatable migrations begin.'),
  files('baselineMigrationPrefix', 'string', 'B', 'How the names of baseline migrations begin.'),
  files('sqlMigrationSeparator', 'string', '__', 'What stands between version and description in a file name.'),
  files('sqlMigrationSuffixes', 'list', '.sql', 'How the names of migrations end.'),
  files('validateMigrationNaming', 'boolean', 'false', 'SQL files whose names fit no pattern are an error, not just counted.'),
  files(
    'encoding',
    'string',
    'UTF-8',
    'The encoding of the SQL files: UTF-8, ISO-8859-1, UTF-16, UTF-16LE, UTF-16BE, windows-1252 or US-ASCII.',
  ),
  files('detectEncoding', 'boolean', 'false', 'Find out the encoding of each file (byte order mark, UTF-8, ISO-8859-1, UTF-16).'),

  text('placeholderReplacement', 'boolean', 'true', 'Replace `${name}` in SQL files.'),
  text(
    'placeholders',
    'map',
    null,
    'The values of placeholders: `placeholders.NAME=value`. Names do not mind upper and lower case.\n' +
      'Names that begin with `flyway:` are built in.',
    { example: 'tenant=acme' },
  ),
  text('placeholderPrefix', 'string', '${', 'How a placeholder begins.'),
  text('placeholderSuffix', 'string', '}', 'How a placeholder ends.'),
  text('placeholderSeparator', 'string', ':', 'What stands after `flyway` in the names of the built-in placeholders.'),

  migrate(
    'target',
    'string',
    'latest',
    'How far to migrate: a version (inclusive), `latest`, `next` (one step) or `current` (none; repeatables run).\n' +
      'A version with `?` at its end may be missing. For `undo`: the lowest version to undo.',
    { isCheckedLate: true, example: '2.1' },
  ),
  migrate('cherryPick', 'list', '', 'Apply (or undo) just these versions or descriptions, in this order (a paid feature in Flyway).', {
    example: '2.0,4',
  }),
  migrate('outOfOrder', 'boolean', 'false', 'Apply migrations that turned up late, below the current version.'),
  migrate(
    'ignoreMigrationPatterns',
    'list',
    '*:future',
    'What validation overlooks, as `type:state`. Types: `*`, `repeatable`, `versioned`; states: `*`, `missing`, `pending`, `ignored`, `future`.\n' +
      'An empty value means: overlook nothing.',
    { isCheckedLate: true, example: '*:missing,*:future' },
  ),
  migrate('validateOnMigrate', 'boolean', 'true', 'Validate before migrating.'),
  migrate(
    'mixed',
    'boolean',
    'false',
    'Allow statements that need no transaction beside those that need one, in one file; all run without.',
  ),
  migrate('group', 'boolean', 'false', 'Apply all pending migrations in one transaction.'),
  migrate('executeInTransaction', 'boolean', 'true', 'Run each migration in a transaction. `NAME.sql.conf` says it for one file.'),
  migrate('skipExecutingMigrations', 'boolean', 'false', 'Write the history as if the migrations had run, but run nothing.'),
  migrate('dryRunOutput', 'string', null, 'Write the SQL that would run to this file and change nothing (a paid feature in Flyway).', {
    env: 'FLYWAY_DRYRUN_OUTPUT',
    example: 'dry-run.sql',
  }),
  migrate(
    'errorOverrides',
    'list',
    '',
    'Treat errors and warnings of the server as something else: `SQLSTATE:CODE:X`, X = `D`, `I`, `W` or `E` (a paid feature in Flyway).',
    { example: '42P07:0:W' },
  ),
  migrate('skipDefaultCallbacks', 'boolean', 'false', 'Run no SQL callbacks.'),
  migrate('skipDefaultResolvers', 'boolean', 'false', 'Look for no migrations at all.'),
  migrate('count', 'integer', null, 'Only for `undo`: how many migrations to undo.', { env: null, example: '2' }),

  baseline('baselineOnMigrate', 'boolean', 'false', 'Baseline a database that has objects but no history, then migrate it.'),
  baseline('baselineVersion', 'string', '1', 'The version that a baseline stands for.', { isCheckedLate: true }),
  baseline('baselineDescription', 'string', '<< Flyway Baseline >>', 'The description of the baseline in the history.'),

  safety('cleanDisabled', 'boolean', 'true', '`clean` refuses to work. It drops everything, so this is the default.'),
  safety(
    'lockRetryCount',
    'integer',
    '50',
    'How often to ask, once a second, for the lock that another migrating process holds. Negative: without end.',
  ),
  safety(
    'postgresql.transactional.lock',
    'boolean',
    'true',
    'Hold the lock by an open transaction instead of the session (Flyway hangs with CONCURRENTLY then; flyback does not).',
  ),
  safety('installedBy', 'string', null, 'The name that goes into the history. Default: the database user.', { example: 'ci' }),

  output('outputQueryResults', 'boolean', 'true', 'Print the rows that SELECTs in migrations return.'),
  output('reportEnabled', 'boolean', 'false', 'Write an HTML and a JSON report after each run.', { env: null }),
  output('reportFilename', 'string', 'report', 'Where the report goes; `.html` and `.json` are added.'),
  output('outputType', 'string', null, '`json`: print the result as one JSON document on stdout. Short: `--json`.', {
    env: null,
    choices: ['json'],
  }),
  output('color', 'string', 'auto', 'Coloured output: `always`, `never`, or `auto` (on a terminal).', {
    env: null,
    choices: ['always', 'never', 'auto'],
  }),
  output('outputLogsInJson', 'boolean', 'false', 'Print each log line as a JSON object.', { env: null }),

  cli('outputFile', 'string', null, 'Write the JSON result to this file too.', { example: 'result.json' }),
  cli('configFiles', 'list', null, 'Configuration files to read after the default ones, `.conf` or `.toml`, not both.', {
    env: 'FLYWAY_CONFIG_FILES',
    example: 'ci.conf',
  }),
  cli('configFileEncoding', 'string', 'UTF-8', 'The encoding of `.conf` files.', { env: 'FLYWAY_CONFIG_FILE_ENCODING' }),
  cli(
    'workingDirectory',
    'string',
    null,
    'What relative locations, configuration files and reports are relative to. Default: the current folder.',
    {
      example: 'db',
    },
  ),
  cli('infoSinceDate', 'string', null, '`info`: only migrations installed since then, as `dd/MM/yyyy HH:mm`.', {
    isCheckedLate: true,
    example: '01/12/2026 13:00',
  }),
  cli('infoUntilDate', 'string', null, '`info`: only migrations installed until then, as `dd/MM/yyyy HH:mm`.', {
    isCheckedLate: true,
    example: '01/12/2026 13:00',
  }),
  cli('infoSinceVersion', 'string', null, '`info`: only migrations from this version on.', { isCheckedLate: true, example: '2' }),
  cli('infoUntilVersion', 'string', null, '`info`: only migrations up to this version.', { isCheckedLate: true, example: '4' }),
  cli('infoOfState', 'list', null, '`info`: only migrations in these states, such as `pending` or `out_of_order`.', {
    isCheckedLate: true,
    example: 'pending,failed',
  }),

  ours(
    'flyback.undo.rollbacksLocation',
    'string',
    null,
    'A folder that gets a copy of each undo script that `undo --generate` finds or writes, and whose undo scripts count for versions that have none in the locations.',
    { example: 'migrations/rollbacks' },
  ),
  ours(
    'flyback.undoHistoryType',
    'string',
    'DELETE',
    'The type of the row that `undo` writes into the history.\n`DELETE` is read by every Flyway; `UNDO_SQL` is what paid Flyway writes and its open-source edition cannot read.',
    { choices: ['DELETE', 'UNDO_SQL'] },
  ),
  ours('flyback.strictExit', 'boolean', 'false', '`validate -outputType=json` exits 1 when validation failed (Flyway exits 0).'),
  ours(
    'flyback.recordFailure',
    'boolean',
    'false',
    'A script that fails outside a transaction always leaves its failed row. By default, as with Flyway, one that runs so\nonly because of `executeInTransaction=false` leaves none; one with a statement that refuses a transaction always does.',
  ),
  ours(
    'flyback.resetSession',
    'boolean',
    'false',
    'Reset settings and drop temporary tables of the session after each migration, so that none leaks into the next.',
  ),
  ours(
    'flyback.fullClean',
    'boolean',
    'false',
    '`clean` also drops what Flyway leaves behind: foreign tables, statistics, operators, conversions, text search objects, and the event triggers and publications that only belong to them.',
  ),
  ours(
    'flyback.progress',
    'string',
    'auto',
    'Progress lines on stderr: `always`, `never`, or `auto` (on a terminal, for migrations longer than a second).',
    {
      choices: ['auto', 'always', 'never'],
    },
  ),

  ours(
    'flyback.environment',
    'string',
    'auto',
    'What the target is to those who depend on it; it decides the defaults below. `auto`: `development` on a unix socket or a loopback address, else `production`.',
    { choices: ['auto', 'development', 'staging', 'production'] },
  ),
  ours(
    'flyback.lockTimeout',
    'string',
    null,
    '`migrate` and `undo`: how long a statement in a transaction may wait for a lock, during which everybody else queues behind it. Then the transaction is rolled back and tried again.\nDefault: `250ms` on production, `2s` elsewhere; `0`: for ever, as Flyway does.',
    { example: '250ms' },
  ),
  ours(
    'flyback.lockRetryBudget',
    'string',
    '10min',
    '`migrate` and `undo`: how long a transaction is tried again after a lock timeout, a deadlock or a serialization failure, with growing pauses; `0`: never.',
  ),
  ours(
    'flyback.maxBlockingTime',
    'string',
    null,
    '`migrate` and `undo`: a transaction that keeps another session waiting for longer is cancelled, rolled back and tried again. Default: `5s`, on development `0` (never).',
    { example: '5s' },
  ),
  ours(
    'flyback.statementTimeout',
    'string',
    null,
    '`migrate` and `undo`: how long a statement in a transaction may take. `plan` (`migrate`): three times what `plan` estimates, at least 30 s, where all of a script has an estimate.\nDefault: `0` (for ever), or what `initSql` sets.',
    { example: '30min' },
  ),
  ours(
    'flyback.idleInTransactionTimeout',
    'string',
    '60s',
    '`migrate` and `undo`: the server ends a transaction of ours that hears nothing more for so long: a runner that hangs must not hold locks.',
  ),
  ours(
    'flyback.watchAfter',
    'string',
    '500ms',
    '`migrate` and `undo`: a statement that runs longer is watched from a second connection: who blocks it, whom it blocks, how far it is. `0`: no second connection.',
  ),
  ours(
    'flyback.journal',
    'string',
    'auto',
    'Scripts that run outside of a transaction note each statement in `flyback.journal`, so that a run that was killed goes on where it stopped. `auto`: everywhere but on development, where a failed script begins anew, as with Flyway.',
    { choices: ['auto', 'on', 'off'] },
  ),

  ours(
    'flyback.assumeRows',
    'list',
    null,
    '`plan` and `lint`: how many rows tables have, where no target says: `orders=40M,app.users=2.5k`. Durations are estimated from it.',
    { example: 'orders=40M' },
  ),
  ours('flyback.postgresVersion', 'integer', '18', '`lint`: the major version of the server that the migrations are for, 14 to 18.'),
  ours(
    'flyback.failOn',
    'string',
    'high',
    '`lint` exits 10 when it finds a hazard of this severity or worse; `never`: only wrong usage fails.',
    { choices: ['info', 'low', 'medium', 'high', 'critical', 'never'] },
  ),
  ours('flyback.riskLimit', 'integer', '100', '`plan` exits 10 when the risk score of the batch (0 to 100) is above this.'),
  ours('flyback.rules', 'list', null, 'Rules to switch on (`+id`, for those that are off by default) and off (`-id`).', {
    example: '+prefer-bigint,-drop-index',
  }),
  ours(
    'flyback.rulesModule',
    'string',
    null,
    'A JavaScript module with rules of your own: `export const rules = [...]` (docs/rules/custom.md).',
    {
      example: './migration-rules.mjs',
    },
  ),
  ours('flyback.maxMigrationBytes', 'integer', null, 'Rule migration-too-large: the longest migration, in bytes.', { example: '100000' }),
  ours('flyback.maxMigrationStatements', 'integer', null, 'Rule migration-too-large: the most statements of a migration.', {
    example: '50',
  }),
  ours('flyback.maxIndexesPerTable', 'integer', null, 'Rule too-many-indexes: the most indexes on one table.', { example: '10' }),
  ours('flyback.maxIndexColumns', 'integer', null, 'Rule too-many-index-columns: the most key columns of one index.', { example: '3' }),
  ours(
    'flyback.names',
    'map',
    null,
    'Rule naming-convention: regular expressions for new names, by kind: `table`, `column`, `index`, `constraint`, `sequence`, `view`, `function`, `type`, `trigger`, `migration`.',
    { example: 'table=^[a-z][a-z0-9_]*$' },
  ),
  ours(
    'flyback.sandbox',
    'string',
    'auto',
    '`verify`: where migrations are tried out. `installed`: PostgreSQL programs of this machine; `embedded`: those of the npm package;\n`container`: a container (npm package testcontainers); `shadow`: a database of its own on the server of `flyback.shadowUrl`.\n`auto`: the first that there is, in this order, but the shadow server before a container.',
    { choices: ['auto', 'installed', 'embedded', 'container', 'shadow'] },
  ),
  ours(
    'flyback.shadowUrl',
    'string',
    null,
    '`verify`: a server on which a database may be created and dropped. Never the server of the target, unless that is this machine.',
    { env: 'SHADOW_DATABASE_URL', isSecret: true, example: 'postgres://postgres@localhost:5433/postgres' },
  ),
  ours(
    'flyback.sandboxVersion',
    'integer',
    null,
    '`verify` without a target: the major version of the sandbox, 14 to 18. Default: any that there is.',
    {
      example: '17',
    },
  ),
  ours(
    'flyback.drift.ignore',
    'list',
    null,
    '`drift`: objects that may differ, as patterns of kind and name in which `*` stands for anything: `index public.tmp_*`, `grant * to reporting`; with `added`, `removed`, `changed` or `moved` before them for that change alone.',
    { example: 'index public.tmp_*,grant * to reporting' },
  ),
  ours(
    'flyback.verify.base',
    'string',
    'auto',
    '`verify` of what is pending: how the sandbox gets the state before the batch. `history`: the history of the target is replayed from the files;\n`target`: the schema of the target is copied; `auto`: the history is replayed, and copied is what that does not give exactly.',
    { choices: ['auto', 'history', 'target'] },
  ),
  ours(
    'flyback.verify.timeout',
    'integer',
    '60',
    '`verify`: how many seconds one up or undo script may take in the sandbox; then it is stopped, and the migration is unproven.',
  ),
  ours(
    'flyback.verify.rows',
    'string',
    'made',
    '`verify` of the pending batch: `made` fills the tables that the batch has to do with and that are empty in the sandbox with a few rows that are made up; `none` leaves them empty.',
    { choices: ['made', 'none'] },
  ),
  ours(
    'flyback.keep.days',
    'integer',
    '30',
    '`prune`: how many days it leaves alone what migrations have set aside (`undo --generate --keep-data`).',
  ),
  ours(
    'flyback.verify.sample',
    'string',
    null,
    '`verify`: brings a masked part of the rows of the target into the sandbox before the batch is proven: a share of each table (`5%`), or so many rows or bytes in all (`100000rows`, `200MB`).',
    { example: '5%' },
  ),
  ours('flyback.verify.sampleRate', 'integer', '50', '`verify --sample`: megabytes a second that are read from the target at most.'),
  ours(
    'flyback.verify.sampleTimeout',
    'integer',
    '600',
    '`verify --sample`: how many seconds one statement on the target may take; then no sample is taken.',
  ),
  ours(
    'flyback.verify.sampleSeed',
    'integer',
    null,
    '`verify --sample`: chooses the rows that a run with this seed has chosen. Default: another one each time; the document says which.',
    { example: '42' },
  ),
  ours('flyback.verify.maskRules', 'string', null, '`verify --sample`: a TOML file that says how columns are masked (docs/masking.md).', {
    example: './masking.toml',
  }),
  ours(
    'flyback.verify.maskSecret',
    'string',
    null,
    '`verify --sample`: with the same secret the same values are masked alike in each run. Default: a secret that nobody knows, another one each time.',
    { isSecret: true },
  ),
  ours(
    'flyback.base',
    'string',
    null,
    '`plan` and `lint`: the branch that the change goes to (`origin/main`): versions are compared with its files, and `lint` judges only what differs.',
    { example: 'origin/main' },
  ),

  environmentJava('driver', 'string', null, 'The JDBC driver class.', IGNORED),
  environmentJava('displayName', 'string', null, 'The name of the environment in Flyway Desktop.', { use: 'ignored', env: null }),
  java('scriptPlaceholderPrefix', 'string', 'FP__', 'For shell scripts as migrations.', IGNORED),
  java('scriptPlaceholderSuffix', 'string', '__', 'For shell scripts as migrations.', IGNORED),
  java('powershellExecutable', 'string', null, 'For shell scripts as migrations.', IGNORED),
  java('stream', 'boolean', 'false', 'Statements are always streamed.', IGNORED),
  java('batch', 'boolean', 'false', 'Has no effect on the result.', IGNORED),
  java('loggers', 'list', 'auto', 'Java loggers.', IGNORED),
  java('jarDirs', 'list', null, 'Folders with Java migrations and drivers.', IGNORED),
  java('callbacks', 'list', null, 'Java callback classes. SQL callbacks need no setting.', IGNORED),
  java('resolvers', 'list', null, 'Java migration resolvers.', IGNORED),
  java('migrationResolvers', 'list', null, 'Java migration resolvers, the name in TOML files.', { use: 'ignored', env: null }),
  java('communityDBSupportEnabled', 'boolean', 'true', 'Other databases.', { use: 'ignored', env: 'FLYWAY_COMMUNITY_DB_SUPPORT_DISABLED' }),
  java('licenseKey', 'string', null, 'There is nothing to license.', { use: 'ignored', isSecret: true }),
  java('email', 'string', null, 'There is no account.', IGNORED),
  java('token', 'string', null, 'There is no account.', { use: 'ignored', isSecret: true }),
  java('offlinePermitPath', 'string', null, 'There is nothing to license.', IGNORED),
  java('provisionMode', 'string', 'provision', 'Has no meaning without provisioners.', { use: 'ignored', env: null }),
  java('environmentProvisionMode', 'string', null, 'The old name of `provisionMode`.', { use: 'ignored', env: null }),
  java('outputProgress', 'boolean', 'false', 'Progress for Flyway Desktop.', { use: 'ignored', env: null }),
  java('failOnMissingTarget', 'boolean', 'false', 'Set by Flyway itself. Write `target=VERSION?` instead.', { use: 'ignored', env: null }),
  java('publishResult', 'boolean', 'false', 'Publishing to Redgate.', IGNORED),
  java('checkDriftOnMigrate', 'boolean', 'false', 'Drift checks of paid Flyway; see `flyback drift`.', IGNORED),
  java('oracle', 'map', null, 'Settings for Oracle.', { use: 'ignored', env: null }),
  java('sqlserver', 'map', null, 'Settings for SQL Server.', { use: 'ignored', env: null }),
  java('check', 'map', null, 'Settings of `flyway check`.', { use: 'ignored', env: null }),

  left('kerberosConfigFile', 'string', '', 'Kerberos is not supported. Use a password, a client certificate or a pass file.', {
    use: 'out',
  }),
  left('vault', 'map', null, 'Secrets from Vault are not supported. Let the deployment put the secret into an environment variable.', {
    use: 'out',
    env: null,
  }),
  left('gcsm', 'map', null, 'Secrets from Google Secret Manager are not supported. Put the secret into an environment variable.', {
    use: 'out',
    env: null,
  }),
  left('dapr', 'map', null, 'Secrets from Dapr are not supported. Put the secret into an environment variable.', { use: 'out', env: null }),
  environmentLeft(
    'provisioner',
    'string',
    null,
    'Provisioners are not supported. Start the database before the run, or let `flyback verify` make its own sandbox.',
    { use: 'out', env: null },
  ),
  environmentLeft(
    'resolvers',
    'map',
    null,
    'Resolvers other than `${env.NAME}` are not supported. Put the secret into an environment variable.',
    {
      use: 'out',
      env: null,
    },
  ),
];

/** Keys of the environment scope by name, where the same name means something else in `[flyway]` (`resolvers`). */
const byName = new Map<string, KeySpec>();
const environmentByName = new Map<string, KeySpec>();
const maps: KeySpec[] = [];
for (const spec of KEYS) {
  if (spec.scope === 'environment') environmentByName.set(spec.name, spec);
  if (!byName.has(spec.name)) byName.set(spec.name, spec);
  if (spec.type === 'map') maps.push(spec);
}

/** The row of a key without `flyway.`; `placeholders.a` finds the row of `placeholders`. Case-sensitive, as in Flyway. */
export function findKey(name: string): KeySpec | null {
  return byName.get(name) ?? maps.find((spec) => name.startsWith(`${spec.name}.`) && name.length > spec.name.length + 1) ?? null;
}

/** The row of a key inside `[environments.NAME]`. */
export function findEnvironmentKey(name: string): KeySpec | null {
  const direct = environmentByName.get(name);
  if (direct !== undefined) return direct;
  const head = environmentByName.get(name.slice(0, Math.max(0, name.indexOf('.'))));
  return head?.type === 'map' ? head : null;
}

/** All rows that have an environment variable, by its name; rows of maps by their prefix. */
export function environmentVariables(): { readonly exact: ReadonlyMap<string, KeySpec>; readonly prefixes: readonly KeySpec[] } {
  const exact = new Map<string, KeySpec>();
  const prefixes: KeySpec[] = [];
  for (const spec of KEYS) {
    if (spec.env === null) continue;
    if (spec.type === 'map') prefixes.push(spec);
    else exact.set(spec.env, spec);
  }
  return { exact, prefixes };
}

/** The key as one writes it in a conf file: `flyway.table`, `flyback.progress`. */
export function confName(spec: KeySpec): string {
  return spec.scope === 'flyback' ? spec.name : `flyway.${spec.name}`;
}
