import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import type { Migration } from '../../src/model/migration.ts';
import { placeholdersFor, readScript, resolveCallbacks, resolveMigrations, scanSources } from '../../src/sources/read-sources.ts';
import type { ResolvedSources } from '../../src/sources/read-sources.ts';
import { createTempProject } from '../support/temp-project.ts';
import type { TempProject } from '../support/temp-project.ts';
import { sourceConfig } from './source-config.ts';

const noValue = (): string | null => null;

function resolve(
  project: TempProject,
  overrides: Partial<Config> = {},
  lookup: (name: string) => string | null = noValue,
): ResolvedSources {
  const config = sourceConfig(project.directory, overrides);
  return resolveMigrations(scanSources(config), config, lookup);
}

const brief = ({ kind, version, description }: Migration): string => `${kind} ${version?.text ?? '-'} ${description}`;
const failure = (code: string, message: string | RegExp): unknown =>
  expect.objectContaining({ code: `ERR_${code}`, message: typeof message === 'string' ? message : expect.stringMatching(message) });

describe('order and kinds', () => {
  test('versions as numbers, versioned before baseline, repeatables by description', () => {
    using project = createTempProject({
      'sql/V10__ten.sql': '',
      'sql/V2__two.sql': '',
      'sql/V2_1__two_one.sql': '',
      'sql/B2__base.sql': '',
      'sql/R__b.sql': '',
      'sql/R__a.sql': '',
      'sql/R__B.sql': '',
      'sql/U2__two.sql': '',
      'sql/U10__ten.sql': '',
      'sql/beforeMigrate.sql': '',
    });
    const { migrations, undo } = resolve(project);
    expect(migrations.map(brief)).toEqual([
      'versioned 2 two',
      'baseline 2 base',
      'versioned 2.1 two one',
      'versioned 10 ten',
      'repeatable - B',
      'repeatable - a',
      'repeatable - b',
    ]);
    expect(undo.map(brief)).toEqual(['undo 2 two', 'undo 10 ten']);
    expect([...migrations, ...undo].map(({ type }) => type)).toEqual([
      'SQL',
      'SQL_BASELINE',
      'SQL',
      'SQL',
      'SQL',
      'SQL',
      'SQL',
      'UNDO_SQL',
      'UNDO_SQL',
    ]);
  });

  test('a migration carries its paths, checksum and encoding', () => {
    using project = createTempProject({ 'sql/sub/V1_1__a_b.sql': 'select 1;\n' });
    expect(resolve(project).migrations).toEqual([
      {
        path: `${project.directory}/sql/sub/V1_1__a_b.sql`,
        shownPath: `${project.directory}/sql/sub/V1_1__a_b.sql`,
        script: 'sub/V1_1__a_b.sql',
        encoding: 'UTF-8',
        config: {
          executeInTransaction: null,
          placeholderReplacement: null,
          encoding: null,
          shouldExecute: true,
          shouldExecuteExpression: null,
        },
        kind: 'versioned',
        type: 'SQL',
        version: { raw: '1_1', text: '1.1', parts: [1n, 1n], key: '1.1' },
        description: 'a b',
        checksum: -690524359,
        rawChecksum: -690524359,
      },
    ]);
  });

  test('a repeatable needs something between prefix and suffix', () => {
    using project = createTempProject({ 'sql/R.sql': '', 'sql/R__.sql': '' });
    expect(resolve(project).migrations.map(({ script }) => script)).toEqual(['R__.sql']);
  });

  test('skipDefaultResolvers finds none and reads none', () => {
    using project = createTempProject({ 'sql/V1__a.sql': Buffer.from([0xff]) });
    expect(resolve(project, { skipDefaultResolvers: true })).toEqual({ migrations: [], undo: [], log: [] });
  });
});

describe('duplicates', () => {
  const offenders = (project: TempProject, type: string, ...names: string[]): string =>
    names.map((name) => `\n-> ${project.directory}/${name} (${type})`).join('');

  test.each([
    ['V1__first.sql', 'V01__other.sql', '01'],
    ['V1__first.sql', 'V1.0__other.sql', '1.0'],
    ['V1__first.sql', 'V1_0_0__other.sql', '1.0.0'],
    ['V1__a.sql', 'V1__A.sql', '1'],
  ])('%s and %s are one version', (a, b, version) => {
    using project = createTempProject({ [`sql/${a}`]: 'select 1', [`sql/${b}`]: 'select 2' });
    const message = `Found more than one migration with version ${version}\nOffenders:${offenders(project, 'SQL', `sql/${b}`, `sql/${a}`)}`;
    expect(() => resolve(project)).toThrow(
      expect.objectContaining({ code: 'ERR_SOURCE_DUPLICATE', flywayCode: 'DUPLICATE_VERSIONED_MIGRATION', message }),
    );
  });

  test('repeatables with one description, undo and baseline scripts with one version', () => {
    using repeatables = createTempProject({ 'sql/R__a_b.sql': '', 'sql/x/R__a b.sql': '' });
    expect(() => resolve(repeatables)).toThrow(
      expect.objectContaining({
        flywayCode: 'DUPLICATE_REPEATABLE_MIGRATION',
        message: `Found more than one repeatable migration with description a b\nOffenders:${offenders(repeatables, 'SQL', 'sql/R__a_b.sql', 'sql/x/R__a b.sql')}`,
      }),
    );
    using undo = createTempProject({ 'sql/U1__a.sql': '', 'sql/U1__b.sql': '' });
    expect(() => resolve(undo)).toThrow(expect.objectContaining({ flywayCode: 'DUPLICATE_UNDO_MIGRATION' }));
    using baselines = createTempProject({ 'sql/B1__a.sql': '', 'sql/B1__b.sql': '', 'sql/V1__c.sql': '' });
    expect(() => resolve(baselines)).toThrow(failure('SOURCE_DUPLICATE', /\(SQL_BASELINE\)/));
  });

  test('one prefix for versioned and repeatable finds each file twice', () => {
    using project = createTempProject({ 'sql/V1__a.sql': '' });
    expect(() => resolve(project, { repeatableSqlMigrationPrefix: 'V' })).toThrow(
      failure(
        'SOURCE_DUPLICATE',
        `Found more than one migration with version 1\nOffenders:${offenders(project, 'SQL', 'sql/V1__a.sql', 'sql/V1__a.sql')}`,
      ),
    );
  });

  test('the same file in two locations counts once, another text does not', () => {
    using project = createTempProject({ 'one/V1__a.sql': 'select 1;', 'two/V1__a.sql': 'select 1;\n' });
    const locations = ['filesystem:one', 'filesystem:two'];
    const { migrations, log } = resolve(project, { locations });
    expect(migrations.map(({ path }) => path)).toEqual([`${project.directory}/one/V1__a.sql`]);
    expect(log).toHaveLength(1);
    project.write({ 'two/V1__a.sql': 'select 2;' });
    expect(() => resolve(project, { locations })).toThrow(failure('SOURCE_DUPLICATE', /^Found more than one migration with version 1/));
  });
});

describe('names', () => {
  const files = {
    'sql/V1__a.sql': '',
    'sql/V2_x.sql': '',
    'sql/README.sql': '',
    'sql/notes.txt': '',
    'sql/U1__a.sql': '',
    'sql/afterMigrate.sql': '',
  };

  test('bad ones are counted', () => {
    using project = createTempProject(files);
    const reported: string[] = [];
    const scan = scanSources(sourceConfig(project.directory), { report: ({ level, text }) => reported.push(`${level} ${text}`) });
    expect(reported).toEqual([
      'info 2 SQL migrations were detected but not run because they did not follow the filename convention.',
      "info Set 'validateMigrationNaming' to true to fail fast and see a list of the invalid file names.",
    ]);
    expect(scan.log.map(({ level, text }) => `${level} ${text}`)).toEqual(reported);
    expect(scan.invalidNames).toHaveLength(2);
  });

  test('validateMigrationNaming lists them and fails', () => {
    using project = createTempProject(files);
    expect(() => scanSources(sourceConfig(project.directory, { validateMigrationNaming: true }))).toThrow(
      failure(
        'SOURCE_NAME',
        'Invalid SQL filenames found:\r\n' +
          'Invalid repeatable migration / callback name format: README.sql (It cannot contain a version and should look like this: R__description.sql)\r\n' +
          'Invalid versioned migration name format: V2_x.sql (could not recognise version number 2_x)',
      ),
    );
  });

  test('unusual ones', () => {
    const names = [
      'V1__a\nb.sql',
      'V2__\u202egnp.sql',
      'V3__Ünï 😀.sql',
      `V${'9'.repeat(200)}__big.sql`,
      'V4__back\\slash.sql',
      'V5__quo\'te".sql',
    ];
    using project = createTempProject(Object.fromEntries(names.map((name) => [`sql/${name}`, 'select 1'])));
    const { migrations } = resolve(project);
    expect(migrations.map(({ description }) => description)).toEqual(['a\nb', '\u202egnp', 'Ünï 😀', 'back\\slash', 'quo\'te"', 'big']);
    expect(migrations.map((migration) => readScript(migration).toString())).toEqual(names.map(() => 'select 1'));
  });

  test('all the lines of several locations, in order, with the missing ones', () => {
    using project = createTempProject(files);
    const { log } = scanSources(
      sourceConfig(project.directory, {
        locations: ['filesystem:sql', 'filesystem:nothere', 'filesystem:sql'],
        callbackLocations: ['filesystem:nocb'],
      }),
    );
    const at = project.directory;
    expect(log.map(({ level, text }) => `${level} ${text.replaceAll(`${at}/`, '').slice(0, 50)}`)).toEqual([
      "warn Discarding duplicate location 'filesystem:sql'",
      'error Skipping filesystem location: nothere (not found)',
      'info 2 SQL migrations were detected but not run because',
      "info Set 'validateMigrationNaming' to true to fail fast",
      'error Skipping filesystem location: nocb (not found)',
    ]);
  });
});

describe('contents', () => {
  test.each([
    ['empty', '', '', 0],
    ['a byte order mark', '\ufeffselect 1;\n', 'select 1;\n', -690524359],
    ['two byte order marks', '\ufeff\ufeffselect 1;\n', '\ufeffselect 1;\n', 1918699538],
    ['only comments', '-- just a comment\n/* x */\n', '-- just a comment\n/* x */\n', 1797102827],
    ['lone CR', 'select 1;\rselect 2;\r', 'select 1;\rselect 2;\r', -593479011],
    ['NUL', 'select 1;\0', 'select 1;\0', -1915637526],
  ])('%s', (_name, written, read, checksum) => {
    using project = createTempProject({ 'sql/V1__a.sql': written });
    const [migration] = resolve(project).migrations;
    expect(migration?.checksum).toBe(checksum);
    expect(readScript(migration as Migration).toString()).toBe(read);
  });

  test('bytes that are no text are an error when the migrations are asked for, not before', () => {
    using project = createTempProject({ 'sql/V1__latin.sql': Buffer.from("select 1;\n-- caf\xe9 'x';\n", 'latin1') });
    const config = sourceConfig(project.directory);
    const scan = scanSources(config);
    expect(() => resolveMigrations(scan, config, noValue)).toThrow(
      expect.objectContaining({
        code: 'ERR_SOURCE_UNREADABLE',
        message:
          "Unable to calculate checksum of V1__latin.sql\nPlease ensure you have configured the correct file encoding with 'flyway.encoding' or enable 'flyway.detectEncoding' to let Flyway detect it for you",
        place: { file: `${project.directory}/sql/V1__latin.sql`, line: 2, column: 7, excerpt: expect.stringMatching(/^-- caf/) },
        hint: expect.stringMatching(/byte 0xE9 in line 2, column 7 .*ISO-8859-1/),
      }),
    );
  });

  test('encodings: configured, of one file, detected', () => {
    const latin = Buffer.from("select 'héllo';\n", 'latin1');
    const wide = Buffer.from("\ufeffselect 'héllo';\n", 'utf16le');
    using project = createTempProject({
      'sql/V1__a.sql': latin,
      'sql/V2__b.sql': wide,
      'sql/V2__b.sql.conf': 'encoding=UTF-16LE',
      'sql/V3__c.sql': latin,
      'sql/V3__c.sql.conf': 'executeInTransaction=false',
    });
    const { migrations } = resolve(project, { encoding: 'ISO-8859-1' });
    expect(migrations.map(({ encoding, checksum }) => [encoding, checksum])).toEqual([
      ['ISO-8859-1', -1556232135],
      ['UTF-16LE', -1556232135],
      ['ISO-8859-1', -1556232135],
    ]);
    expect(readScript(migrations[1] as Migration).toString()).toBe("select 'héllo';\n");
    expect(migrations.map(({ config }) => config.executeInTransaction)).toEqual([null, null, false]);
    const detected = resolve(project, { detectEncoding: true }).migrations;
    expect(detected.map(({ encoding, checksum }) => [encoding, checksum])).toEqual(
      migrations.map(({ encoding, checksum }) => [encoding, checksum]),
    );
    expect(() => resolve(project, { encoding: 'nonsense' })).toThrow(failure('CONFIG_INVALID', 'Unknown encoding: nonsense'));
  });

  test('a copy of a script is read again and must still be the scanned one', () => {
    using project = createTempProject({ 'sql/V1__a.sql': 'select 1;', 'sql/afterMigrate.sql': 'select 2;' });
    const [migration] = resolve(project).migrations;
    const copy = { ...(migration as Migration) };
    expect(readScript(copy).toString()).toBe('select 1;');
    project.write({ 'sql/V1__a.sql': 'drop table t;' });
    expect(readScript(migration as Migration).toString()).toBe('select 1;');
    expect(() => readScript(copy)).toThrow(failure('SOURCE_UNREADABLE', /changed while flyback was running$/));
    rmSync(`${project.directory}/sql/V1__a.sql`);
    expect(() => readScript(copy)).toThrow(failure('SOURCE_UNREADABLE', /^Unable to read /));
    execFileSync('mkfifo', [`${project.directory}/sql/V1__a.sql`]);
    expect(() => readScript(copy)).toThrow(failure('SOURCE_UNREADABLE', /not a regular file$/));
  });

  test('text that is not kept in memory is read again, for repeatables too', () => {
    using project = createTempProject({ 'sql/V1__a.sql': 'select 1;', 'sql/V2__b.sql': 'select 22;', 'sql/R__c.sql': "select '${x}';" });
    const config = sourceConfig(project.directory);
    const scan = scanSources(config, { keptBytes: 20 });
    const { migrations } = resolveMigrations(scan, config, () => 'y');
    expect(migrations.map((migration) => readScript(migration).toString())).toEqual(['select 1;', 'select 22;', "select '${x}';"]);
    expect(migrations.map(({ checksum }) => checksum)).toEqual(resolve(project, {}, () => 'y').migrations.map(({ checksum }) => checksum));
    project.write({ 'sql/V1__a.sql': 'select 3;' });
    expect(readScript(migrations[1] as Migration).toString()).toBe('select 22;');
    const changed = failure('SOURCE_UNREADABLE', /changed while flyback was running$/);
    expect(() => migrations.map(readScript)).toThrow(changed);
    project.write({ 'sql/R__c.sql': 'select 4;' });
    expect(() => resolveMigrations(scanSources(config, { keptBytes: 0 }), config, () => 'y')).not.toThrow();
    const stale = scanSources(config, { keptBytes: 0 });
    project.write({ 'sql/R__c.sql': 'select 5;' });
    expect(() => resolveMigrations(stale, config, () => 'y')).toThrow(changed);
  });
});

describe('repeatables', () => {
  const lookup = (name: string): string | null => ({ greeting: 'hi', 'flyway:user': 'postgres' })[name] ?? null;

  test('their checksum is taken after replacement', () => {
    using project = createTempProject({
      'sql/R__a_user.sql': "select '${flyway:user}', '${flyway:filename}';\n",
      'sql/R__b.sql': "select '${greeting}';\r\n",
      'sql/R__c.sql': "select '${greeting}';\r\n",
      'sql/R__c.sql.conf': 'placeholderReplacement=false',
      'sql/V1__d.sql': "select '${nope}';",
    });
    const { migrations } = resolve(project, {}, lookup);
    expect(migrations.slice(1).map(({ checksum, rawChecksum }) => [checksum, rawChecksum === checksum])).toEqual([
      [118937457, false],
      [888757828, false],
      [907187484, true],
    ]);
    expect(resolve(project, { placeholderReplacement: false }, lookup).migrations[2]?.checksum).toBe(907187484);
  });

  test('a placeholder without value is an error with its place', () => {
    using project = createTempProject({ 'sql/R__a.sql': "select 1;\nselect '${region}';\n" });
    expect(() => resolve(project, {}, lookup)).toThrow(
      expect.objectContaining({
        code: 'ERR_SOURCE_PLACEHOLDER',
        message: 'No value provided for placeholder: ${region}.  Check your configuration!',
        place: expect.objectContaining({ file: `${project.directory}/sql/R__a.sql`, line: 2, column: 9 }),
      }),
    );
  });

  test('the file name placeholder in any case, with an own separator', () => {
    using project = createTempProject({ 'sql/V1__.sql': '', 'sql/R__x.sql': '' });
    const config = sourceConfig(project.directory, { placeholderSeparator: '.' });
    const [versioned, repeatable] = resolveMigrations(scanSources(config), config, noValue).migrations as [Migration, Migration];
    expect(placeholdersFor(versioned, config, noValue).resolve('Flyway.FileName')).toBe('V1.sql');
    expect(placeholdersFor(repeatable, config, noValue).resolve('flyway.filename')).toBe('R__x.sql');
    expect(placeholdersFor(repeatable, config, noValue).resolve('flyway:filename')).toBe(null);
  });
});

describe('script configs', () => {
  test('unknown keys stop the scan, whether the script is one or not', () => {
    using project = createTempProject({ 'sql/oops.sql': '', 'sql/oops.sql.conf': 'foo=1' });
    expect(() => scanSources(sourceConfig(project.directory))).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG_UNKNOWN_KEY', place: { file: `${project.directory}/sql/oops.sql.conf`, line: 1 } }),
    );
  });

  test('placeholders in them are those of the script', () => {
    using project = createTempProject({
      'sql/V1__a.sql': '',
      'sql/V1__a.sql.conf': 'shouldExecute=${flyway:filename}==V1__a.sql && ${stage}==test',
    });
    const at = (stage: string): boolean | undefined =>
      resolve(project, {}, (name) => (name === 'stage' ? stage : null)).migrations[0]?.config.shouldExecute;
    expect([at('test'), at('prod')]).toEqual([true, false]);
  });
});

describe('callbacks', () => {
  const callbacks = (project: TempProject, overrides: Partial<Config> = {}): string[] => {
    const config = sourceConfig(project.directory, overrides);
    return resolveCallbacks(scanSources(config), config, noValue).callbacks.map(({ event, description }) => `${event}:${description}`);
  };

  test('by description, without the events that SQL cannot serve', () => {
    using project = createTempProject({
      'sql/beforeMigrate__b_second.sql': '',
      'sql/beforeMigrate__a_first.sql': '',
      'sql/beforeMigrate.sql': '',
      'sql/sub/afterMigrate.sql': '',
      'sql/afterMigrateOperationFinish.sql': '',
      'sql/beforeConnect.sql': '',
      'sql/V1__a.sql': '',
    });
    expect(callbacks(project)).toEqual([
      'beforeMigrate:',
      'afterMigrate:',
      'afterMigrateOperationFinish:',
      'beforeMigrate:a first',
      'beforeMigrate:b second',
    ]);
    expect(callbacks(project, { skipDefaultCallbacks: true })).toEqual([]);
  });

  test('of callbackLocations only, where these are set', () => {
    using project = createTempProject({ 'sql/beforeMigrate.sql': '', 'sql/V1__a.sql': '', 'cb/afterMigrate.sql': 'x', 'cb/V2__b.sql': '' });
    expect(callbacks(project, { callbackLocations: ['filesystem:cb'] })).toEqual(['afterMigrate:']);
    expect(resolve(project, { callbackLocations: ['filesystem:cb'] }).migrations.map(brief)).toEqual(['versioned 1 a']);
    expect(() => callbacks(project, { callbackLocations: ['filesystem:nocb'], failOnMissingLocations: true })).toThrow(
      failure('SOURCE_UNREADABLE', /^Failed to find filesystem location: .*nocb \(not found\)$/),
    );
  });

  test('two of one name are refused', () => {
    using project = createTempProject({ 'sql/beforeMigrate.sql': '', 'sql/x/beforeMigrate__.sql': '' });
    const at = project.directory;
    expect(() => callbacks(project)).toThrow(
      failure(
        'SOURCE_DUPLICATE',
        `Found more than 1 SQL callback script called beforeMigrate!\nOffenders:\n-> ${at}/sql/beforeMigrate.sql\n-> ${at}/sql/x/beforeMigrate__.sql`,
      ),
    );
  });

  test('createSchema is deprecated; texts are read when needed', () => {
    using project = createTempProject({ 'sql/createSchema.sql': Buffer.from('caf\xe9', 'latin1') });
    const config = sourceConfig(project.directory, { detectEncoding: true });
    const { callbacks: found, log } = resolveCallbacks(scanSources(config, { purpose: 'callbacks' }), config, noValue);
    expect(log).toEqual([
      {
        level: 'warn',
        text: "'createSchema' callback is deprecated and will be removed in a future release.Please use beforeCreateSchema instead",
      },
    ]);
    expect(found.map((callback) => [callback.encoding, readScript(callback).toString()])).toEqual([['ISO-8859-1', 'café']]);
  });
});

test('a command that needs no migrations reads none, and with both skips lists nothing', () => {
  using project = createTempProject({ 'sql/V1__a.sql': '', 'sql/x.sql': '' });
  const config = sourceConfig(project.directory);
  const scan = scanSources(config, { purpose: 'callbacks' });
  expect(scan.migrations.map(({ content }) => content)).toEqual([null]);
  expect(scan.log).toHaveLength(2);
  expect(resolveMigrations(scan, config, noValue).migrations).toHaveLength(1);
  const skipping = { ...config, skipDefaultCallbacks: true, skipDefaultResolvers: true };
  expect(scanSources(skipping, { purpose: 'callbacks' }).log).toEqual([]);
  expect(scanSources(skipping).log).toHaveLength(2);
});
