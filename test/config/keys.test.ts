import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { outdatedDocuments } from '../../docs/generate.ts';
import { parseConf } from '../../src/config/conf-format.ts';
import { helpForKey } from '../../src/config/help-for-key.ts';
import { confName, findEnvironmentKey, findKey, KEYS } from '../../src/config/keys.ts';
import { configFromOptions } from '../../src/config/load-config.ts';
import { flywayPossibleValues, inJavaMapOrder, nearest, suggestKeys } from '../../src/config/suggest-keys.ts';
import { runnerConfExample } from '../../docs/configuration-page.ts';
import { ConfigFolder } from './config-folder.ts';

describe('the table', () => {
  test('has each key once per scope, and each variable once', () => {
    const names = KEYS.map(({ name, scope }) => `${scope === 'environment'} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    const variables = KEYS.flatMap(({ env }) => env ?? []);
    expect(new Set(variables).size).toBe(variables.length);
  });

  test.each([
    ['outOfOrder', 'FLYWAY_OUT_OF_ORDER'],
    ['postgresql.transactional.lock', 'FLYWAY_POSTGRESQL_TRANSACTIONAL_LOCK'],
    ['dryRunOutput', 'FLYWAY_DRYRUN_OUTPUT'],
    ['baselineMigrationPrefix', 'FLYWAY_BASELINE_MIGRATION_PREFIX'],
    ['initSql', 'FLYWAY_INIT_SQL'],
    ['placeholders', 'FLYWAY_PLACEHOLDERS_'],
    ['flyback.undoHistoryType', 'FLYBACK_UNDO_HISTORY_TYPE'],
    ['environment', null],
    ['reportEnabled', null],
    ['workingDirectory', null],
  ])('%s is %s', (name, env) => {
    expect(findKey(name)?.env).toBe(env);
  });

  test('every default is valid', () => {
    const defaults = KEYS.filter(
      ({ defaultText, use, name }) => defaultText !== null && use === 'used' && name !== 'configFileEncoding',
    ).map(({ name, defaultText }) => [name, defaultText]);
    const at = { env: {}, cwd: '/nowhere', home: '/nowhere' };
    const { config } = configFromOptions(Object.fromEntries(defaults), at);
    const plain = configFromOptions({}, at).config;
    const comparable = ({ connection: _connection, ...rest }: typeof config): unknown => rest;
    expect(comparable(config)).toEqual(comparable(plain));
  });

  test('a name in an environment can mean something else', () => {
    expect(findKey('resolvers')?.use).toBe('ignored');
    expect(findEnvironmentKey('resolvers.vault.url')?.use).toBe('out');
    expect(findEnvironmentKey('table')).toBeNull();
    expect(findKey('placeholders.')).toBeNull();
  });
});

describe('suggestions', () => {
  test.each([
    ['tabel', 'table'],
    ['flyway.locatons', 'locations'],
    ['out_of_order', 'outOfOrder'],
    ['-out-of-order', 'outOfOrder'],
    ['validateOnMigration', 'validateOnMigrate'],
    ['lock', 'postgresql.transactional.lock'],
    ['flyback.fullclean', 'flyback.fullClean'],
  ])('%s: %s', (typo, key) => {
    expect(suggestKeys(typo)[0]).toBe(key);
  });

  test('nothing for what is like nothing', () => {
    expect(suggestKeys('xyzzy')).toEqual([]);
    expect(suggestKeys('x'.repeat(100_000))).toEqual([]);
    expect(nearest('', ['a'])).toEqual([]);
  });

  // Recorded from Flyway 12.4.0.
  test.each([
    ['tabel', ['table', 'tablespace']],
    ['tag', ['target', 'table', 'tablespace']],
    ['bar', ['baselineVersion', 'baselineDescription', 'baselineOnMigrate', 'batch']],
    ['noSuchSetting', []],
  ])('possible values of %s', (name, values) => {
    expect(flywayPossibleValues(name, 'flyway')).toEqual(values);
  });

  test('the order of a Java map', () => {
    expect(inJavaMapOrder(['flyway.locatons', 'flyway.tabel', 'flyway.foo'], 6)).toEqual(['flyway.tabel', 'flyway.locatons', 'flyway.foo']);
  });
});

describe('help', () => {
  test('every key explains itself', () => {
    for (const spec of KEYS) expect(helpForKey(spec.name)).toContain(spec.name);
  });

  test('shows all forms', () => {
    const help = helpForKey('flyway.outOfOrder');
    for (const form of ['-outOfOrder=true', 'FLYWAY_OUT_OF_ORDER=true', 'flyway.outOfOrder=true', '[flyway] outOfOrder = true'])
      expect(help).toContain(form);
  });

  test('an unknown key', () => {
    expect(helpForKey('tabel')).toContain('Did you mean table?');
  });
});

describe('generated documents', () => {
  test('are current', () => {
    expect(outdatedDocuments(join(import.meta.dirname, '../..'))).toEqual([]);
  });

  test('runner.conf.example with its defaults switched on changes nothing', async () => {
    const text = runnerConfExample().replaceAll(/^# (fl(?:yway|yback)\.\S+=)/gm, '$1');
    const expected = KEYS.filter(
      ({ use, scope, name, defaultText }) =>
        use === 'used' && scope !== 'command-line' && name !== 'environment' && (defaultText ?? '') !== '',
    );
    expect(parseConf(text, {}).map(({ key }) => key)).toEqual(expected.map(confName));
    using folder = new ConfigFolder({ 'runner.conf': text });
    using empty = new ConfigFolder();
    const { workingDirectory: _a, givenWorkingDirectory: _c, ...config } = (await folder.load('info')).config;
    const { workingDirectory: _b, givenWorkingDirectory: _d, ...plain } = (await empty.load('info')).config;
    expect(config).toEqual(plain);
  });
});
