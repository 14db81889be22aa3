import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { ConfigProblemsError } from '../../src/config/config-problem.ts';
import { KEYS } from '../../src/config/keys.ts';
import { configFromOptions, loadConfig } from '../../src/config/load-config.ts';
import { ConfigError } from '../../src/model/errors.ts';

const word = fc.oneof(
  fc.string(),
  fc.constantFrom(
    'migrate',
    'info',
    'help',
    '-X',
    '=',
    '--',
    '-',
    '--json',
    '-?',
    '--table',
    '-environments.a.b=c',
    '-environments.=x',
    '-placeholders.=x',
    '--no',
  ),
  fc
    .tuple(fc.constantFrom('-', '--'), fc.constantFrom(...KEYS.map(({ name }) => name)), fc.constantFrom('', '=', '.x='), fc.string())
    .map((parts) => parts.join('')),
);
const nowhere = { cwd: '/nowhere/at/all', home: '/nowhere/home' };

test('no command line breaks the program: it works or is a ConfigError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (argv) => {
      try {
        const loaded = await loadConfig({ argv: parseCommandLine(argv), env: {}, ...nowhere });
        expect(loaded.config.table).not.toBe('');
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigProblemsError);
      }
    }),
    { numRuns: 500 },
  );
});

test('no environment breaks the program', async () => {
  const name = fc.oneof(
    fc.constantFrom(...KEYS.flatMap(({ env }) => (env === null ? [] : [env]))),
    fc.string().map((text) => `flyway_${text}`),
    fc.constantFrom('PGHOST', 'PGPORT', 'PGSSLMODE', 'PGSERVICE', 'DATABASE_URL', 'PGCONNECT_TIMEOUT', 'environments_a_b'),
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, fc.string(), { maxKeys: 5 }), async (env) => {
      try {
        await loadConfig({ argv: parseCommandLine(['info']), env: { ...env, PGPASSFILE: '/nowhere/pgpass' }, ...nowhere });
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
      }
    }),
    { numRuns: 300 },
  );
});

test('no option of the library breaks the program', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom(...KEYS.map(({ name }) => name)),
        fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.array(fc.string())),
        { maxKeys: 4 },
      ),
      (options) => {
        try {
          configFromOptions(options, { env: {}, ...nowhere });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigProblemsError);
        }
      },
    ),
    { numRuns: 300 },
  );
});
