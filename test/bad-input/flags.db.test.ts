import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { KEYS } from '../../src/config/keys.ts';
import { migrate } from '../../src/index.ts';
import { main } from '../../src/surfaces/cli/main.ts';
import { createWorkbench, type Workbench } from './workbench.ts';

let bench: Workbench;
let before: readonly unknown[];

beforeAll(async () => {
  bench = await createWorkbench({ 'V1__a.sql': 'CREATE TABLE one (id integer);\n' });
  await migrate(bench.options());
  // Something for every command to do, if one did.
  bench.project.write({
    'sql/V2__b.sql': 'CREATE TABLE two (id integer);\n',
    'sql/U1__a.sql': 'DROP TABLE one;\n',
    'sql/V1__a.sql': 'CREATE TABLE changed (id integer);\n',
  });
  before = await bench.contents();
});

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

/** Runs a command line in this process. */
async function run(argv: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }> {
  let output = '';
  const keep = (chunk: unknown): boolean => {
    output += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
  try {
    return { exitCode: await main(argv), output };
  } finally {
    vi.restoreAllMocks();
  }
}

const word = fc.string({ unit: 'grapheme', maxLength: 12 });
const knownKey = fc.constantFrom(
  ...KEYS.filter(({ type }) => type === 'boolean' || type === 'integer')
    .filter(({ use }) => use === 'used')
    .map(({ name }) => name),
);
const unknownKey = fc.stringMatching(/^[a-z]{3,12}$/).map((name) => `zz${name}`);

// Each of these is wrong whatever stands beside it.
const wrong = fc.oneof(
  fc.tuple(unknownKey, word).map(([key, value]) => `-${key}=${value}`),
  fc
    .tuple(knownKey, fc.stringMatching(/^[a-z ]{1,8}$/))
    .filter(([, value]) => !/^(true|false| *)$/i.test(value))
    .map(([key, value]) => `-${key}=${value}`),
  unknownKey.map((key) => `--${key}`),
  fc
    .stringMatching(/^[A-Z]{3,8}$/)
    .filter((text) => text !== 'X')
    .map((flag) => `-${flag}`),
  unknownKey,
);
const harmless = fc.constantFrom(
  '-X',
  '-q',
  '-color=always',
  '-outOfOrder=true',
  '-group=true',
  '-outputType=json',
  '-cleanDisabled=false',
  '--out-of-order',
  '-mixed=true',
);

test.each(COMMANDS.filter(({ isFlyway }) => isFlyway).map(({ name }) => name))(
  'wrong flags of %s: exit 1, no stack trace, nothing written',
  async (command) => {
    await fc.assert(
      fc.asyncProperty(wrong, fc.array(harmless, { maxLength: 3 }), fc.boolean(), async (flag, others, isFirst) => {
        const around = bench.args(...new Set(others));
        const { exitCode, output } = await run(isFirst ? [flag, ...around, command] : [command, ...around, flag]);
        expect({ exitCode, output }).toMatchObject({
          exitCode: 1,
          output: expect.not.stringMatching(/^\s+at |bug in flyback|TypeError|RangeError|undefined/m),
        });
        expect(output.length).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
    expect(await bench.contents()).toEqual(before);
  },
);

test('arbitrary words are no crash and write nothing', async () => {
  // No migrate among them: without it nothing may change, whatever is said.
  const words = fc.array(
    fc.oneof(
      word,
      word.map((text) => `-${text}`),
      fc.tuple(fc.constantFrom(...KEYS.map(({ name }) => name)), word).map(([key, value]) => `-${key}=${value}`),
    ),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(words, async (argv) => {
      const isHarmless = !argv.some((text) => COMMANDS.some(({ name }) => name === text) || /^--?(outputFile|output-file)/i.test(text));
      fc.pre(isHarmless);
      const { exitCode, output } = await run([...argv, ...bench.args('info')]);
      expect([0, 1, 2]).toContain(exitCode);
      expect(output).not.toMatch(/^\s+at .*:\d+:\d+|bug in flyback/m);
    }),
    { numRuns: 150 },
  );
  expect(await bench.contents()).toEqual(before);
});
