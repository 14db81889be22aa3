import { describe, expect, test } from 'vitest';
import { isJsonWanted, parseCommandLine, type ParsedArguments } from '../../src/config/command-line.ts';
import { ConfigProblemsError } from '../../src/config/config-problem.ts';

function parse(line: string): ParsedArguments {
  return parseCommandLine(line.split(' '), [
    'doctor',
    { name: 'lint', takesArguments: true },
    { name: 'undo', options: [{ name: 'generate', takesValue: false }] },
  ]);
}

function keysOf(line: string): Record<string, string> {
  return Object.fromEntries(parse(line).keys.map(({ key, value }) => [key, value]));
}

function failure(line: string): ConfigProblemsError {
  try {
    parse(line);
  } catch (error) {
    if (error instanceof ConfigProblemsError) return error;
    throw error;
  }
  throw new Error(`no error: ${line}`);
}

describe('words and keys', () => {
  test('commands run in the order given, keys may stand anywhere', () => {
    const parsed = parse('-target=2 info -table=h migrate info');
    expect(parsed.commands).toEqual(['info', 'migrate', 'info']);
    expect(parsed.keys.map(({ key }) => key)).toEqual(['target', 'table']);
  });

  test.each([
    ['-placeholders.a=b=c', { 'placeholders.a': 'b=c' }],
    ['-postgresql.transactional.lock=false', { 'postgresql.transactional.lock': 'false' }],
    ['-environments.dev.url=x', { 'environments.dev.url': 'x' }],
    ['-target=', { target: '' }],
    ['--target 2', { target: '2' }],
    ['--target=2', { target: '2' }],
    ['--lock-retry-count -1', { lockRetryCount: '-1' }],
    ['--out-of-order migrate', { outOfOrder: 'true' }],
    ['--outOfOrder false migrate', { outOfOrder: 'false' }],
    ['--placeholders.a-b x', { 'placeholders.a-b': 'x' }],
    ['-flyback.progress=never', { 'flyback.progress': 'never' }],
    ['--json info', { outputType: 'json' }],
  ])('%s', (line, expected) => {
    expect(keysOf(line)).toEqual(expected);
  });

  test("Flyway's flags and ours", () => {
    const { flags } = parse('-X -q -migrationIds --exit-code info');
    expect([...flags]).toEqual(['-X', '-q', '-migrationIds', '--exit-code']);
  });

  test('help wins, wherever it stands, and takes keys and commands', () => {
    expect(parse('migrate -?').isHelp).toBe(true);
    expect(parse('help outOfOrder flyway.table info').helpTopics).toEqual(['info', 'outOfOrder', 'flyway.table']);
    expect(parse('-v').isVersion).toBe(true);
  });

  test('words after a command that takes arguments belong to it', () => {
    const parsed = parse('lint sql/V1__a.sql migrate');
    expect(parsed.commands).toEqual(['lint']);
    expect(parsed.operands).toEqual(['sql/V1__a.sql', 'migrate']);
  });

  test('options of our commands, also before the command', () => {
    expect(parse('--generate undo').options.get('generate')).toBe(true);
    expect(failure('migrate --generate').code).toBe('ERR_CONFIG_UNKNOWN_KEY');
  });

  test('the first of two info filters counts, as in Flyway', () => {
    expect(keysOf('info -infoSinceVersion=1 -infoSinceVersion=2')).toEqual({ infoSinceVersion: '1' });
  });
});

describe("Flyway's errors", () => {
  test.each([
    ['migrat', 'Invalid flag: migrat\n', 'Did you mean migrate?'],
    ['migrate -outOfOrder', 'Invalid flag: -outOfOrder\n', 'Did you mean -outOfOrder=true?'],
    ['info -target', 'Invalid flag: -target\n', 'Did you mean -target=VALUE?'],
    ['migrate -verbose', 'Invalid flag: -verbose\n', undefined],
    ['frobnicate -?', 'Invalid flag: frobnicate\n', undefined],
    [
      'migrate -outOfOrder = true',
      'Invalid configuration argument: -outOfOrder. Please check you have not included any spaces in your configuration argument.',
      undefined,
    ],
    [
      '-environments.x=1 info',
      'Invalid configuration argument: -environments.x. Both the environment name and configuration option are required.',
      'Example: -environments.x.url=jdbc:postgresql://...',
    ],
    ['info -outputType=XML', "'xml' is an invalid value for the -outputType option. Use 'json'.", undefined],
    ['info -color=blue', "'blue' is an invalid value for the -color option. Use 'always', 'never', or 'auto'.", undefined],
  ])('%s', (line, message, hint) => {
    const error = failure(line);
    expect(error.message).toBe(message);
    expect(error.hint).toBe(hint);
    expect(error.flywayCode).toBe('ERROR');
    expect(error.exitCode).toBe(1);
  });

  test('a dot that a shell has split off', () => {
    expect(failure('-environments .x=1 info').message).toContain('wrap your parameter in double quotes');
  });

  test('the same key twice', () => {
    const error = failure('-table=a -table=b info');
    expect(error.message).toBe('Duplicate key flyway.table (attempted merging values a and b)');
    expect(error.flywayCode).toBe('FAULT');
  });

  test('all mistakes are there, the first as Flyway says it', () => {
    const error = failure('migrat -verbose -color=blue');
    expect(error.problems).toHaveLength(3);
    expect(error.hint).toContain("'blue' is an invalid value");
  });

  test('-- with a missing value', () => {
    expect(failure('migrate --target').code).toBe('ERR_CONFIG_INVALID');
    expect(failure('migrate --target -q').problems[0]?.text).toBe('Option --target needs a value');
  });
});

test('JSON is known to be wanted on a wrong command line too', () => {
  expect(isJsonWanted(['migrat', '-outputType=JSON'])).toBe(true);
  expect(isJsonWanted(['--json', '-nonsense'])).toBe(true);
  expect(isJsonWanted(['info', '-outputType=xml'])).toBe(false);
});
