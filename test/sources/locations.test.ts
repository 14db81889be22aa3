import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UnsupportedError } from '../../src/model/errors.ts';
import { listLocation, parseLocations } from '../../src/sources/locations.ts';
import type { LocationFiles } from '../../src/sources/locations.ts';
import { createTempProject } from '../support/temp-project.ts';

function list(directory: string, setting: string, overrides: { failOnMissingLocations?: boolean } = {}): LocationFiles {
  const options = {
    workingDirectory: directory,
    failOnMissingLocations: false,
    isScriptName: (name: string) => name.endsWith('.sql'),
    ...overrides,
  };
  const [location] = parseLocations([setting], directory).locations;
  if (location === undefined) throw new Error('no location');
  return listLocation(location, options);
}

const scripts = (found: LocationFiles): string[] => found.files.map(({ script }) => script);

describe('settings', () => {
  const parse = (...settings: string[]): unknown => {
    const { locations, log } = parseLocations(settings, '.');
    return [locations.map(({ descriptor }) => descriptor), log.map(({ text }) => text)];
  };

  test('are sorted; duplicates and sub-locations are dropped with a warning', () => {
    expect(parse('filesystem:d1', 'filesystem:d1/sub', ' filesystem:d1/ ', 'filesystem:a')).toEqual([
      ['filesystem:a', 'filesystem:d1'],
      [
        "Discarding duplicate location 'filesystem:d1'",
        "Discarding location 'filesystem:d1/sub' as it is a sub-location of 'filesystem:d1'",
      ],
    ]);
  });

  test('a common beginning of names is no parent, wildcards are never parents or children', () => {
    expect(parse('filesystem:d1', 'filesystem:d10', 'filesystem:d1/*', 'filesystem:d1/*/x')).toEqual([
      ['filesystem:d1', 'filesystem:d1/*', 'filesystem:d1/*/x', 'filesystem:d10'],
      [],
    ]);
  });

  test('without prefix they are on the class path', () => {
    expect(parse('db/migration', 'classpath:/db/migration/', 'CLASSPATH:other')).toEqual([
      ['classpath:db/migration', 'classpath:other'],
      ["Discarding duplicate location 'classpath:db/migration'"],
    ]);
  });

  test('unknown and unsupported prefixes', () => {
    expect(() => parse('s4:d2/a')).toThrow(
      expect.objectContaining({
        code: 'ERR_CONFIG_INVALID',
        message: 'Unknown prefix for location (should be one of classpath:, filesystem:, s3:): s4:d2/a',
      }),
    );
    expect(() => parse('s3:bucket/a')).toThrow(UnsupportedError);
    expect(() => parse('gcs:bucket/a')).toThrow(UnsupportedError);
  });
});

describe('paths', () => {
  test('the script path starts at the location; hidden directories are left out, hidden files are not', () => {
    using project = createTempProject({
      'sql/V1__a.sql': '',
      'sql/sub/deep/V2__b.sql': '',
      'sql/.hidden/V3__c.sql': '',
      'sql/.V4__d.sql': '',
      'sql/V5__dir.sql/V6__e.sql': '',
    });
    const { files, log } = list(project.directory, `filesystem:${project.directory}/sql`);
    expect(files.map(({ script }) => script)).toEqual(['.V4__d.sql', 'V1__a.sql', 'V5__dir.sql/V6__e.sql', 'sub/deep/V2__b.sql']);
    expect(files.map(({ path }) => path)).toContain(`${project.directory}/sql/sub/deep/V2__b.sql`);
    expect(log).toEqual([]);
  });

  test('relative locations start at the working directory and are shown absolute when that is another one', () => {
    using project = createTempProject({ 'sql/V1__a.sql': '' });
    expect(list(project.directory, 'filesystem:./sql/').files).toEqual([
      {
        name: 'V1__a.sql',
        path: `${project.directory}/./sql/V1__a.sql`,
        shownPath: `${project.directory}/./sql/V1__a.sql`,
        script: 'V1__a.sql',
        configPath: null,
      },
    ]);
    expect(list(process.cwd(), 'filesystem:test/../test/sources').files).toContainEqual({
      name: 'locations.test.ts',
      path: `${process.cwd()}/test/../test/sources/locations.test.ts`,
      shownPath: 'test/../test/sources/locations.test.ts',
      script: 'locations.test.ts',
      configPath: null,
    });
  });

  test('the class path is src/main/resources, else the working directory', () => {
    using project = createTempProject({ 'src/main/resources/db/V1__a.sql': '', 'db/V2__b.sql': '', 'other/V3__c.sql': '' });
    expect(scripts(list(project.directory, 'db'))).toEqual(['V1__a.sql']);
    expect(scripts(list(project.directory, 'classpath:other'))).toEqual(['V3__c.sql']);
  });

  test('a .conf file is found beside its script, also in other case', () => {
    using project = createTempProject({
      'sql/V1__a.sql': '',
      'sql/V1__a.sql.conf': '',
      'sql/V2__b.sql': '',
      'sql/v2__B.sql.CONF': '',
      'sql/x/V3__c.sql': '',
    });
    const { files } = list(project.directory, `filesystem:${project.directory}/sql`);
    expect(files.filter(({ name }) => name.endsWith('.sql')).map(({ configPath }) => configPath)).toEqual([
      `${project.directory}/sql/V1__a.sql.conf`,
      `${project.directory}/sql/v2__B.sql.CONF`,
      null,
    ]);
  });
});

describe('wildcards', () => {
  const files = {
    'w1/V0__r.sql': '',
    'w1/a1/V1__a.sql': '',
    'w1/a1/x/V2__b.sql': '',
    'w1/b2/x/V3__c.sql': '',
    'w1/b2/x/y/V4__d.sql': '',
    'w1/rel-1/sql/V5__e.sql': '',
    'w1/b2/V6__long.sql': '',
  };
  test.each([
    ['w1/*/x', ['V2__b.sql', 'V3__c.sql', 'y/V4__d.sql']],
    ['w1/?1', ['V1__a.sql', 'x/V2__b.sql']],
    ['w1/**/V*__?.sql', ['V0__r.sql', 'a1/V1__a.sql', 'a1/x/V2__b.sql', 'b2/x/V3__c.sql', 'b2/x/y/V4__d.sql', 'rel-1/sql/V5__e.sql']],
    ['w1/rel-*', ['sql/V5__e.sql']],
    ['w1/**/x', ['V2__b.sql', 'V3__c.sql', 'y/V4__d.sql']],
    ['w1/*.sql', ['V0__r.sql']],
    ['w1/a*/', ['V1__a.sql', 'x/V2__b.sql']],
    ['w1/b2/**', ['V6__long.sql', 'x/V3__c.sql', 'x/y/V4__d.sql']],
    ['w?/rel-1', ['sql/V5__e.sql']],
    ['**/rel-1/*', ['V5__e.sql']],
    ['w1/a+/?', []],
  ])('%s', (setting, expected) => {
    using project = createTempProject(files);
    expect(scripts(list(project.directory, `filesystem:${setting}`))).toEqual(expected);
  });

  test('characters with a meaning in regular expressions mean themselves', () => {
    using project = createTempProject({ 'm(1)+[x]/a/V1__a.sql': '', 'm(1)+[x]/a.b/V2__b.sql': '' });
    expect(scripts(list(project.directory, 'filesystem:m(1)+[x]/?'))).toEqual(['V1__a.sql']);
  });

  test('of two files with one script path the first counts, as in Flyway, and the other is named', () => {
    using project = createTempProject({ 'm/a/sql/V1__x.sql': '', 'm/b/sql/V1__x.sql': '' });
    const { files: found, log } = list(project.directory, 'filesystem:m/*/sql');
    expect(found.map(({ path }) => path)).toEqual([`${project.directory}/m/a/sql/V1__x.sql`]);
    expect(log).toEqual([{ level: 'warn', text: expect.stringContaining('m/b/sql/V1__x.sql') }]);
  });
});

describe('missing locations', () => {
  test.each([
    ['filesystem:nowhere', 'not found'],
    ['filesystem:file', 'not a directory'],
    ['filesystem:file/below', 'not found'],
    ['filesystem:nowhere/*/x', 'not found'],
    ['filesystem:loop', 'not found'],
  ])('%s', (setting, reason) => {
    using project = createTempProject({ file: '' });
    symlinkSync('loop', join(project.directory, 'loop'));
    const root = `${project.directory}/${setting.slice('filesystem:'.length).replace('/*/x', '')}`;
    expect(list(project.directory, setting)).toEqual({
      files: [],
      log: [{ level: 'error', text: `Skipping filesystem location: ${root} (${reason})` }],
    });
    expect(() => list(project.directory, setting, { failOnMissingLocations: true })).toThrow(
      expect.objectContaining({ code: 'ERR_SOURCE_UNREADABLE', message: `Failed to find filesystem location: ${root} (${reason})` }),
    );
  });

  test('an empty path is not found', () => {
    expect(list(process.cwd(), 'filesystem:').log).toEqual([{ level: 'error', text: 'Skipping filesystem location:  (not found)' }]);
  });

  test('on the class path', () => {
    using project = createTempProject();
    expect(list(project.directory, 'db/migration')).toEqual({
      files: [],
      log: [{ level: 'warn', text: expect.stringContaining('src/main/resources/db/migration') }],
    });
    expect(() => list(project.directory, 'db/migration', { failOnMissingLocations: true })).toThrow(
      'Unable to resolve location classpath:db/migration.',
    );
  });
});

describe('what is no regular file', () => {
  test('links are followed, but not in circles', () => {
    using project = createTempProject({ 'sql/V1__a.sql': '', 'other/V2__b.sql': '', 'other/V3__c.sql': '' });
    const at = (path: string): string => join(project.directory, path);
    symlinkSync(at('other'), at('sql/linked'));
    symlinkSync(at('other/V2__b.sql'), at('sql/V4__link.sql'));
    symlinkSync('.', at('sql/self'));
    symlinkSync('..', at('sql/up'));
    symlinkSync(at('sql'), at('other/back'));
    const { files, log } = list(project.directory, `filesystem:${project.directory}/sql`);
    expect(files.map(({ script }) => script)).toEqual(['V1__a.sql', 'V4__link.sql', 'linked/V2__b.sql', 'linked/V3__c.sql']);
    expect(log.map(({ level, text }) => `${level} ${text.split("'")[1]?.slice(project.directory.length)}`)).toEqual([
      'warn /sql/linked/back',
      'warn /sql/self',
      'warn /sql/up',
    ]);
  });

  test('pipes, sockets, broken links and directories with the name of a script are passed over', async () => {
    using project = createTempProject({ 'sql/V1__a.sql': '' });
    const at = (path: string): string => join(project.directory, path);
    execFileSync('mkfifo', [at('sql/V2__fifo.sql'), at('sql/fifo')]);
    symlinkSync(at('sql/V2__fifo.sql'), at('sql/V3__link.sql'));
    symlinkSync('nowhere', at('sql/V4__broken.sql'));
    mkdirSync(at('sql/V5__directory.sql'));
    const server = createServer().listen(at('sql/V6__socket.sql'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const { files, log } = list(project.directory, `filesystem:${project.directory}/sql`);
      expect(files.map(({ script }) => script)).toEqual(['V1__a.sql']);
      expect(log.map(({ text }) => text.split("'")[1]?.slice(`${project.directory}/sql/`.length))).toEqual([
        'V2__fifo.sql',
        'V3__link.sql',
        'V4__broken.sql',
        'V6__socket.sql',
      ]);
    } finally {
      server.close();
    }
  });

  test('ten thousand files', () => {
    using project = createTempProject(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`sql/${i % 10}/V${i}__x.sql`, ''])));
    expect(list(project.directory, 'filesystem:sql').files).toHaveLength(10_000);
  });
});
