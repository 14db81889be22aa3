import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configFromOptions } from '../../src/config/load-config.ts';
import { requireConnection, secretsOf } from '../../src/config/resolve.ts';
import { ConfigProblemsError } from '../../src/config/config-problem.ts';
import { ConfigFolder } from './config-folder.ts';

const URL = 'jdbc:postgresql://h/db';

describe('defaults', () => {
  test('are those of Flyway', async () => {
    using folder = new ConfigFolder({ 'sql/V1__a.sql': '' });
    const { config, cli, warnings } = await folder.load('info');
    expect(config).toMatchObject({
      connection: null,
      environment: 'default',
      workingDirectory: folder.cwd,
      schemas: [],
      table: 'flyway_schema_history',
      locations: ['filesystem:sql'],
      sqlMigrationSuffixes: ['.sql'],
      ignoreMigrationPatterns: [{ type: '*', state: 'future' }],
      target: { kind: 'latest' },
      cleanDisabled: true,
      validateOnMigrate: true,
      lockRetryCount: 50,
      connectRetriesInterval: 120,
      transactionalLock: true,
      baselineVersion: { text: '1' },
      undoCount: null,
      flyback: { undoHistoryType: 'DELETE', strictExit: false, progress: 'auto' },
    });
    expect(cli).toMatchObject({ outputType: 'text', color: 'auto', verbosity: 'normal', infoOfState: [], infoSinceDate: null });
    expect(warnings).toEqual([]);
  });

  test('locations: db/migration, then sql, whichever exist', async () => {
    using both = new ConfigFolder({ 'sql/V1__a.sql': '', 'db/migration/V2__b.sql': '' });
    expect((await both.load('info')).config.locations).toEqual(['filesystem:db/migration', 'filesystem:sql']);
    using none = new ConfigFolder();
    const { config, warnings } = await none.load('info');
    expect(config.locations).toEqual(['classpath:db/migration']);
    expect(warnings).toEqual([{ level: 'warn', text: "No locations configured and default location 'sql' not found." }]);
  });

  test('no url is an error only for those who need one', async () => {
    using folder = new ConfigFolder();
    const { config } = await folder.load('info -url=');
    expect(() => requireConnection(config)).toThrow('Unable to connect to the database. Configure the url, user and password!');
  });
});

describe('precedence: default < file < runner.conf < variable < command line', () => {
  const sources = ['file', 'own', 'variable', 'flag'] as const;
  const kinds = ['conf', 'toml'] as const;
  const subsets = kinds.flatMap((kind) =>
    Array.from({ length: 16 }, (_, bits) => [kind, sources.filter((_each, i) => (bits >> i) % 2 === 1)] as const),
  );
  test.each(subsets)('%s %j', async (kind, given) => {
    using folder = new ConfigFolder();
    const has = (source: (typeof sources)[number]): boolean => given.includes(source);
    if (has('file') && kind === 'conf')
      folder.write('flyway.conf', 'flyway.table=file\nflyway.schemas=file\nflyway.placeholders.Src=file\n');
    if (has('file') && kind === 'toml') {
      folder.write(
        'flyway.toml',
        '[environments.default]\nschemas = ["file"]\n[flyway]\ntable = "file"\n[flyway.placeholders]\nSrc = "file"\n',
      );
    }
    if (has('own')) folder.write('runner.conf', 'flyway.table=own\nflyway.schemas=own\nflyway.placeholders.src=own\n');
    const env: Record<string, string> = has('variable')
      ? { FLYWAY_TABLE: 'variable', FLYWAY_SCHEMAS: 'variable', FLYWAY_PLACEHOLDERS_SRC: 'variable' }
      : {};
    const { config } = await folder.load(`info -url=${URL} ${has('flag') ? '-table=flag -schemas=flag -placeholders.src=flag' : ''}`, env);
    const winner = given.at(-1);
    expect(config.table).toBe(winner ?? 'flyway_schema_history');
    expect(config.schemas).toEqual(winner === undefined ? [] : [winner]);
    expect([...config.placeholders.values()]).toEqual(winner === undefined ? [] : [winner]);
  });

  test('lists are replaced, maps are merged', async () => {
    using folder = new ConfigFolder({ 'flyway.conf': 'flyway.schemas=a, b,,\nflyway.placeholders.x=1\nflyway.placeholders.y=1\n' });
    const { config } = await folder.load('info -placeholders.y=2');
    expect(config.schemas).toEqual(['a', 'b']);
    expect(Object.fromEntries(config.placeholders)).toEqual({ x: '1', y: '2' });
    expect((await folder.load('info -schemas=c')).config.schemas).toEqual(['c']);
  });

  test('user.toml over toml, folder over home, named files over all', async () => {
    using folder = new ConfigFolder({
      '~/flyway.toml': '[flyway]\ntable = "home"\ntarget = "1"\n',
      'flyway.toml': '[flyway]\ntable = "main"\n',
    });
    expect((await folder.load('info')).config).toMatchObject({ table: 'main', target: { version: { text: '1' } } });
    folder.write('flyway.user.toml', '[flyway]\ntable = "user"\n');
    expect((await folder.load('info')).config.table).toBe('user');
    folder.write('a.toml', '[flyway]\ntable = "a"\n');
    folder.write('b.toml', '[flyway]\ntable = "b"\n');
    expect((await folder.load('info', { FLYWAY_CONFIG_FILES: 'a.toml' })).config.table).toBe('a');
    expect((await folder.load('info -configFiles=b.toml', { FLYWAY_CONFIG_FILES: 'a.toml' })).config.table).toBe('b');
  });
});

describe('which files', () => {
  test('TOML wins silently in the default places', async () => {
    using folder = new ConfigFolder({ 'flyway.toml': '[flyway]\ntable = "t"\n', 'flyway.conf': 'flyway.table=c\n' });
    expect((await folder.load('info')).config.table).toBe('t');
  });

  test('conf files named on the command line turn TOML off', async () => {
    using folder = new ConfigFolder({ 'flyway.toml': '[flyway]\ntable = "t"\n', 'x.conf': 'flyway.target=1\n' });
    expect((await folder.load('info -configFiles=x.conf')).config.table).toBe('flyway_schema_history');
  });

  test('both kinds named are an error', async () => {
    using folder = new ConfigFolder({ 'a.toml': '', 'a.conf': '' });
    const error = await folder.fail('info -configFiles=a.toml,a.conf');
    expect(error.message).toBe(
      'Using both TOML configuration and CONF configuration is not supported. Please remove the CONF configuration files.\n' +
        `TOML files: ${join(folder.cwd, 'a.toml')}\nCONF files: ${join(folder.cwd, 'a.conf')}\n`,
    );
  });

  test('a missing one is a warning', async () => {
    using folder = new ConfigFolder({ 'sql/a.sql': '' });
    const { warnings } = await folder.load('info -configFiles=nope.conf');
    expect(warnings.map(({ text }) => text)).toEqual([
      `One or more specified configuration files could not be found: ${join(folder.cwd, 'nope.conf')}`,
    ]);
  });

  test('the warning of a missing one survives the error that follows from it', async () => {
    using folder = new ConfigFolder({ 'flyway.conf': 'flyway.table=x\n' });
    const { message, warnings } = await folder.fail('info -configFiles=nope.conf');
    expect(message).toBe(`Unable to load config file: ${join(folder.cwd, 'nope.conf')}`);
    expect(warnings.map(({ text }) => text)).toEqual([
      `One or more specified configuration files could not be found: ${join(folder.cwd, 'nope.conf')}`,
    ]);
  });

  test('a key with its namespace on the command line is unknown, never ignored', async () => {
    using folder = new ConfigFolder();
    const fail = async (line: string): Promise<string> => (await folder.fail(line)).message;
    expect(await fail('info -flyway.table=x')).toBe(
      "Failed to configure parameters:\n\tUnknown: 'flyway.table'. Possible values: flyway.tablespace?\n",
    );
    expect(await fail('info -flyway.xyzzy=x -tabel=y')).toContain("Unknown: 'flyway.xyzzy'.");
  });

  test('a folder in place of one is an error', async () => {
    using folder = new ConfigFolder({ 'd/some.conf': '' });
    expect((await folder.fail('info -configFiles=d')).message).toBe(`Unable to load config file: ${join(folder.cwd, 'd')}`);
  });

  test('but in FLYWAY_CONFIG_FILES a missing conf file is an error', async () => {
    using folder = new ConfigFolder();
    const error = await folder.fail('info', { FLYWAY_CONFIG_FILES: 'nope.conf' });
    expect(error.message).toBe(`Unable to load config file: ${join(folder.cwd, 'nope.conf')}`);
  });

  test('another encoding', async () => {
    using folder = new ConfigFolder();
    const path = folder.write('l.conf', '');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path, Buffer.from('flyway.table=h\u00e9\n', 'latin1'));
    expect((await folder.load('info -configFiles=l.conf -configFileEncoding=ISO-8859-1')).config.table).toBe('h\u00e9');
  });

  test('workingDirectory: files, locations', async () => {
    using folder = new ConfigFolder({ 'd/flyway.conf': 'flyway.locations=filesystem:sql,filesystem:/abs\n', 'd/sql/a.sql': '' });
    const { config } = await folder.load('info -workingDirectory=d');
    const d = join(folder.cwd, 'd');
    expect(config.workingDirectory).toBe(d);
    expect(config.locations).toEqual([`filesystem:${d}/sql`, 'filesystem:/abs']);
    expect(config).toMatchObject({ workingDirectory: d, givenWorkingDirectory: 'd' });
  });

  test('workingDirectory: default location, with the words of Flyway', async () => {
    using folder = new ConfigFolder({ 'd/sql/V1__a.sql': '' });
    const { config, warnings } = await folder.load('info -workingDirectory=d');
    expect(config.locations).toEqual([`filesystem:${join(folder.cwd, 'd', 'sql')}`]);
    expect(warnings[0]?.text).toBe(
      "Storing migrations in 'sql' is not recommended and default scanning of this location may be deprecated in a future release",
    );
  });
});

describe('TOML', () => {
  const toml = [
    '[environments.default]',
    'url = "jdbc:postgresql://main/db"',
    '[environments.dev]',
    'url = "jdbc:postgresql://dev/${env.DB}"',
    'user = "!{${env.NOPE}}"',
    'password = "$${env.NOPE}"',
    'schemas = ["s${env.DB:a}"]',
    'displayName = "Development"',
    '[environments.dev.flyway]',
    'outOfOrder = true',
    'placeholders = { only = "dev" }',
    '[environments.dev.jdbcProperties]',
    'ApplicationName = "x"',
    '[environments.broken]',
    'url = "${env.NOPE}"',
    '[flyway]',
    'baselineVersion = 3',
    'lockRetryCount = "7"',
    'ignoreMigrationPatterns = ["*:missing"]',
    'placeholders = { a = "1", b = true }',
    '[flyway.postgresql.transactional]',
    'lock = false',
    '[flyback]',
    'strictExit = true',
    '[flywayDesktop]',
    'junk = 1',
  ].join('\n');

  test('values by type', async () => {
    using folder = new ConfigFolder({ 'flyway.toml': toml });
    const { config } = await folder.load('info');
    expect(config).toMatchObject({
      baselineVersion: { text: '3' },
      lockRetryCount: 7,
      transactionalLock: false,
      flyback: { strictExit: true },
    });
    expect(Object.fromEntries(config.placeholders)).toEqual({ a: '1', b: 'true' });
    expect(config.connection?.hosts).toEqual([{ host: 'main', port: 5432 }]);
  });

  test('an environment with its overrides and resolvers; others are not resolved', async () => {
    using folder = new ConfigFolder({ 'flyway.toml': toml });
    const { config } = await folder.load('info -environment=dev', { DB: 'd1-b' });
    expect(config.connection).toMatchObject({ database: 'd1-b', user: '${env.NOPE}', password: '${env.NOPE}', applicationName: 'x' });
    expect(config.schemas).toEqual(['sdb']);
    expect(config.outOfOrder).toBe(true);
    expect(Object.fromEntries(config.placeholders)).toEqual({ only: 'dev' });
  });

  test('plain flags and variables go to the selected environment', async () => {
    using folder = new ConfigFolder({ 'flyway.toml': toml });
    const { config } = await folder.load('info -environment=dev -schemas=x', { DB: 'd', FLYWAY_USER: 'u' });
    expect(config.schemas).toEqual(['x']);
    expect(config.connection).toMatchObject({ user: 'u', hosts: [{ host: 'dev' }] });
  });

  test('-environments.N', async () => {
    using folder = new ConfigFolder({ 'flyway.toml': toml });
    const words = [
      'info',
      '-environment=new',
      `-environments.new.url=${URL}`,
      '-environments.new.schemas=a, b',
      '-environments.new.flyway.table=t',
    ];
    const { config } = await folder.load(words);
    expect(config.schemas).toEqual(['a', 'b']);
    expect(config.table).toBe('t');
  });

  test('lower-case variables', async () => {
    using folder = new ConfigFolder({ 'flyway.toml': toml });
    const { config, warnings } = await folder.load('info', {
      flyway_environment: 'dev',
      DB: 'd',
      flyway_table: 'new',
      FLYWAY_TABLE: 'old',
      environments_dev_user: 'eu',
    });
    expect(config.environment).toBe('dev');
    expect(config.table).toBe('new');
    expect(config.connection?.user).toBe('eu');
    expect(warnings.map(({ text }) => text)).toContain(
      'Using both new Environment variable flyway_table and old Environment variable FLYWAY_TABLE. Please remove FLYWAY_TABLE.',
    );
  });

  test('an unknown environment', async () => {
    using folder = new ConfigFolder({ 'flyway.toml': toml });
    const error = await folder.fail('info -environment=Dev');
    expect(error.message).toBe(
      "Failed to configure parameters:\nEnvironment 'Dev' not found. Check that this environment exists in your configuration.\n",
    );
    expect(error.hint).toBe("Did you mean 'dev'?");
  });

  test('a missing variable', async () => {
    using folder = new ConfigFolder({ 'flyway.toml': toml });
    const error = await folder.fail('info -environment=broken');
    expect(error.message).toBe("Unable to resolve environment variable: 'NOPE'");
    expect(error.problems).toHaveLength(1);
  });

  test.each([
    ['user = "${vault.x}"', "Unknown resolver 'vault' for environment default", 'ERR_UNSUPPORTED'],
    ['user = "${env.A${env.B}}"', 'Resolvers cannot be nested: ${env.A${env.B}}', 'ERR_CONFIG_INVALID'],
    ['provisioner = "docker"', "Unknown provisioner 'docker' for environment default", 'ERR_UNSUPPORTED'],
  ])('%s', async (line, message, code) => {
    using folder = new ConfigFolder({ 'flyway.toml': `[environments.default]\n${line}\n` });
    const error = await folder.fail(`info -url=${URL}`);
    expect(error.message).toBe(message);
    expect(error.code).toBe(code);
  });

  test('-schemas is not trimmed, with a warning', async () => {
    using folder = new ConfigFolder();
    const { config, warnings } = await folder.load(['info', '-schemas=a, b', '-locations= filesystem:x ,filesystem:y']);
    expect(config.schemas).toEqual(['a', ' b']);
    expect(config.locations).toEqual(['filesystem:x', 'filesystem:y']);
    expect((await folder.fail('info -locations=s4:x')).message).toBe(
      'Unknown prefix for location (should be one of classpath:, filesystem:, s3:): s4:x',
    );
    expect(warnings).toHaveLength(1);
  });

  test('a syntax error shows its place, but no secret', async () => {
    using folder = new ConfigFolder({ 'flyway.toml': '[flyway]\ntable = \n' });
    const error = await folder.fail('info');
    expect(error.message).toMatch(/^Error parsing config file at \[line 2, column \d+\], syntax error shown by \^: table = \^\n\tin /);
    folder.write('flyway.toml', '[environments.default]\npassword = "hunter2\n');
    const secret = await folder.fail('info');
    expect(JSON.stringify([secret.message, secret.hint, secret.problems])).not.toContain('hunter2');
  });
});

describe('unknown keys', () => {
  test('TOML mode: the words and the order of Flyway', async () => {
    using folder = new ConfigFolder();
    const error = await folder.fail('info -tabel=x -foo.bar=y -out_of_order=true -locatons=x -Table=x');
    expect(error.message).toBe(
      'Failed to configure parameters:\n' +
        "\tUnknown: 'flyway.out_of_order'. Possible values: flyway.outOfOrder?\n" +
        "\tUnknown: 'flyway.Table'. Possible values: flyway.table, flyway.tablespace?\n" +
        "\tUnknown: 'flyway.tabel'. Possible values: flyway.table, flyway.tablespace?\n" +
        "\tUnknown: 'flyway.locatons'. Possible values: flyway.locations?\n" +
        "\tUnknown: 'flyway.foo.bar'. Possible values: flyway.baselineVersion, flyway.baselineDescription, flyway.baselineOnMigrate, flyway.batch?\n",
    );
    expect(error.flywayCode).toBe('CONFIGURATION');
    expect(error.hint).toContain('Did you mean -locations instead of -locatons?');
  });

  test('TOML file, also in an environment and beside foreign tables', async () => {
    using folder = new ConfigFolder({
      'flyway.toml':
        '[flyway]\nnoSuchSetting = true\n[environments.default.flyway]\nzork = 1\n[environments.default]\nblah = 1\n[junk]\nx = 1\n',
    });
    const error = await folder.fail('info');
    expect(error.message).toBe(
      'Failed to configure parameters:\n' +
        "\tUnknown: 'flyway.noSuchSetting'. Check the parameter spelling and ensure Flyway is up to date.\n" +
        "\tUnknown: 'environments.default.flyway.zork'. Check the parameter spelling and ensure Flyway is up to date.\n",
    );
  });

  test('conf mode', async () => {
    using folder = new ConfigFolder({ 'flyway.conf': 'flyway.locatons=x\nflyway.tabel=x\nother.x=1\n' });
    const error = await folder.fail(`info -url=${URL} -user=u -foo=bar`);
    expect(error.message).toBe(
      'Unknown configuration properties: flyway.tabel,flyway.locatons,flyway.foo. Please check your conf files or commandline parameters',
    );
    folder.write('flyway.conf', 'flyway.bogus=1\n');
    expect((await folder.fail('info')).message).toBe(
      'Unknown configuration property: flyway.bogus. Please check your conf files or commandline parameters',
    );
  });

  test('removed keys', async () => {
    using folder = new ConfigFolder();
    const error = await folder.fail('info -cleanOnValidationError=true');
    expect(error.message).toBe(
      "Failed to configure parameters:\n\tRemoved: 'flyway.cleanOnValidationError' has been removed and is no longer supported.\n",
    );
    expect(error.flywayCode).toBe('CONFIGURATION_RECOVERABLE');
  });

  test('variables that nobody knows are no mistake', async () => {
    using folder = new ConfigFolder();
    expect((await folder.load('info', { FLYWAY_NO_SUCH_SETTING: 'x' })).config.table).toBe('flyway_schema_history');
  });

  test('runner.conf is checked strictly', async () => {
    using folder = new ConfigFolder({ 'runner.conf': 'flyback.progres=always\nstrictExit=true\n' });
    const error = await folder.fail('info');
    expect(error.problems).toHaveLength(2);
    expect(JSON.stringify(error.problems)).toContain('flyback.progress');
    expect(JSON.stringify(error.problems)).toContain('flyback.strictExit');
  });

  test('keys that Flyway sells are ordinary keys', async () => {
    using folder = new ConfigFolder();
    const { config } = await folder.load(
      'undo -undoSqlMigrationPrefix=X -cherryPick=2,3 -dryRunOutput=a.sql -errorOverrides=42P07:0:W -count=2',
    );
    expect(config).toMatchObject({
      undoSqlMigrationPrefix: 'X',
      cherryPick: ['2', '3'],
      dryRunOutput: 'a.sql',
      errorOverrides: ['42P07:0:W'],
      undoCount: 2,
    });
  });

  test.each([
    '-driver=x',
    '-loggers=auto',
    '-jarDirs=x',
    '-licenseKey=x',
    '-stream=true',
    '-oracle.sqlplus=true',
    '-communityFallback',
    '-skipCheckForUpdate',
  ])('%s is accepted and ignored', async (flag) => {
    using folder = new ConfigFolder();
    await expect(folder.load(['info', flag])).resolves.toBeDefined();
  });

  test.each(['-kerberosConfigFile=x', '-vault.url=x', '-locations=s3:a/b', '-locations=gcs:a/b'])(
    '%s is refused in words',
    async (flag) => {
      using folder = new ConfigFolder();
      const error = await folder.fail(['info', flag]);
      expect(error.code).toBe('ERR_UNSUPPORTED');
      expect(error.hint).toBeDefined();
    },
  );
});

describe('wrong values', () => {
  test.each([
    ['-outOfOrder=yes', 'Invalid value for flyway.outOfOrder (should be either true or false): yes', 'FAULT'],
    ['-lockRetryCount=1x', 'Invalid value for flyway.lockRetryCount (should be an integer): 1x', 'FAULT'],
    ['-connectRetries=-5', 'Invalid number of connectRetries (must be 0 or greater): -5', 'CONFIGURATION'],
    ['-placeholders.flyway:x=y', "Invalid placeholder ('flyway:' prefix is reserved): flyway:x", 'ERROR'],
    [
      '-flyback.undoHistoryType=UNDO',
      'Invalid value for flyback.undoHistoryType (should be one of DELETE, UNDO_SQL): UNDO',
      'CONFIGURATION',
    ],
    ['-encoding=UTF-88', 'Invalid value for flyway.encoding (unknown encoding): UTF-88', 'FAULT'],
  ])('%s', async (flag, message, flywayCode) => {
    using folder = new ConfigFolder();
    const error = await folder.fail(['info', flag]);
    expect(error.message).toBe(message);
    expect(error.flywayCode).toBe(flywayCode);
  });

  test('conf mode has code CONFIGURATION and refuses empty values', async () => {
    using folder = new ConfigFolder({ 'flyway.conf': 'flyway.outOfOrder=\n' });
    const error = await folder.fail('info');
    expect(error.message).toBe('Invalid value for flyway.outOfOrder (should be either true or false): ');
    expect(error.flywayCode).toBe('CONFIGURATION');
    folder.write('flyway.conf', 'flyway.sqlMigrationSeparator=\n');
    expect((await folder.fail('info')).message).toBe('sqlMigrationSeparator cannot be empty!');
  });

  test('TOML mode takes an empty boolean or number as not set, other empty values as they are', async () => {
    using folder = new ConfigFolder();
    const { config } = await folder.load(
      'info -outOfOrder= -lockRetryCount= -sqlMigrationSeparator= -placeholderPrefix= -installedBy= -ignoreMigrationPatterns=',
    );
    expect(config).toMatchObject({
      outOfOrder: false,
      lockRetryCount: 50,
      sqlMigrationSeparator: '',
      placeholderPrefix: '',
      installedBy: null,
      ignoreMigrationPatterns: [],
    });
  });

  test('all of them at once, each with its place', async () => {
    using folder = new ConfigFolder({
      'flyway.conf': 'flyway.outOfOrder=yes\nflyway.locatons=x\nflyway.lockRetryCount=x\nflyway.baselineVersion=abc\n',
    });
    const error = await folder.fail('info -url=nonsense');
    expect(error.message).toBe('Invalid value for flyway.lockRetryCount (should be an integer): x');
    expect(error.problems.map(({ source }) => source).toSorted()).toEqual([
      '-url',
      ...[1, 2, 3, 4].map((line) => `flyway.conf line ${line}`),
    ]);
    for (const problem of error.problems.slice(1)) expect(error.hint).toContain(problem.source);
  });
});

describe('values that are wrong only for those who read them, as in Flyway', () => {
  test.each([
    ['-target=abc', 'target', 'Version may only contain 0..9 and . (dot). Invalid version: abc'],
    ['-target=', 'target', 'Version may only contain 0..9 and . (dot). Invalid version: '],
    ['-baselineVersion=abc', 'baselineVersion', 'Version may only contain 0..9 and . (dot). Invalid version: abc'],
    ['-ignoreMigrationPatterns=x:y', 'ignoreMigrationPatterns', "Invalid migration type 'x'. Valid types are: [*, repeatable, versioned]"],
    [
      '-ignoreMigrationPatterns=*:success',
      'ignoreMigrationPatterns',
      "Invalid migration state 'success'. Valid states are: [*, missing, pending, ignored, future]",
    ],
  ] as const)('%s', async (flag, key, message) => {
    using folder = new ConfigFolder();
    const { config } = await folder.load(['info', flag]);
    expect(() => config[key]).toThrow(message);
  });

  test('filters of info', async () => {
    using folder = new ConfigFolder();
    const { cli } = await folder.load([
      'info',
      '-infoSinceDate=2021-05-05',
      '-infoUntilDate=05/05/2021 10:01',
      '-infoSinceVersion=x',
      '-infoOfState=pending,nope',
    ]);
    expect(() => cli.infoSinceDate).toThrow(
      /^'2021-05-05' is an invalid value for the infoSinceDate option. The expected format is 'dd\/mm\/yyyy hh:mm'/,
    );
    expect(cli.infoUntilDate).toEqual(new Date(2021, 4, 5, 10, 1));
    expect(() => cli.infoSinceVersion).toThrow(/Invalid version: x/);
    expect(() => cli.infoOfState).toThrow(/'nope'/);
  });

  test.each([
    ['latest', { kind: 'latest' }],
    ['CURRENT', { kind: 'current' }],
    ['next', { kind: 'next' }],
    ['1_2', { kind: 'version', isRequired: true, version: { text: '1.2' } }],
    ['3?', { kind: 'version', isRequired: false, version: { text: '3' } }],
  ])('target %s', async (text, target) => {
    using folder = new ConfigFolder();
    expect((await folder.load(`migrate -target=${text}`)).config.target).toMatchObject(target);
  });
});

describe('secrets', () => {
  const secret = 'hunter2';
  test.each([
    [`-url=jdbc:postgresql://u:${secret}@h:x/db`],
    [`-url=jdbc:nothing://h/db?password=${secret}`],
    [`-url=postgres://u:a/${secret}@h/db`],
    ['-password', secret, '-colour=blue'],
    [`-password=${secret}`, `-password=${secret}x`],
    [`-url=jdbc:postgresql://h/%zz?password=${secret}`],
    [`jdbc:postgresql://u:${secret}@h/db`],
    [`-password=${secret}`, '-url=nonsense', '-tabel=x'],
  ])('never appear in an error: %j', async (...words) => {
    using folder = new ConfigFolder();
    const error = await folder.fail(['info', ...words]);
    expect(JSON.stringify([error.message, error.hint, error.problems, error.stack])).not.toContain(secret);
  });

  test('are listed for the scrubber', async () => {
    using folder = new ConfigFolder();
    const { config } = await folder.load(`info -url=postgres://u:p%40w@h/db?sslpassword=k -placeholders.apiToken=t -placeholders.x=y`);
    expect(secretsOf(config)).toEqual(['p@w', 'k', 't']);
    expect(config.connection?.shownUrl).toBe('postgres://u:********@h/db?sslpassword=********');
  });
});

describe('configFromOptions', () => {
  const at = { env: { FLYWAY_TABLE: 'env', DATABASE_URL: 'postgres://x/y' }, cwd: '/nowhere', home: '/nowhere' };

  test('takes values of every type and neither files nor variables', () => {
    const { config } = configFromOptions(
      {
        url: URL,
        locations: ['filesystem:a'],
        schemas: 'a, b',
        outOfOrder: true,
        placeholders: { x: 1 },
        lockRetryCount: 3,
        user: undefined,
      },
      at,
    );
    expect(config).toMatchObject({
      table: 'flyway_schema_history',
      locations: ['filesystem:a'],
      schemas: ['a', 'b'],
      outOfOrder: true,
      lockRetryCount: 3,
    });
    expect(config.placeholders.get('x')).toBe('1');
    expect(configFromOptions({}, at).config.connection).toBeNull();
  });

  test('variables when asked for', () => {
    const { config } = configFromOptions({}, { ...at, isEnvironmentUsed: true });
    expect(config.table).toBe('env');
    expect(config.connection?.hosts[0]?.host).toBe('x');
  });

  test('a typo', () => {
    expect(() => configFromOptions({ tabel: 'x' }, at)).toThrow(ConfigProblemsError);
  });
});
