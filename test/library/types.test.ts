import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createTempProject } from '../support/temp-project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsc = join(root, 'node_modules/.bin/tsc');
const sourceOf = (name: string): string =>
  readFileSync(new URL(name, import.meta.url), 'utf8').replace("'../../src/index.ts'", "'flyback'");

const CONSUMER = sourceOf('consumer.ts');
const OPTIONS = {
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2023', 'dom'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  skipLibCheck: false,
};

/** Compiles a program in a folder where only the named packages are installed, and answers the compiler's complaints. */
async function compile(text: string, packages: readonly string[], options: object = {}): Promise<string[]> {
  using project = createTempProject({
    'package.json': '{ "type": "module" }',
    'program.ts': text,
    'tsconfig.json': JSON.stringify({ compilerOptions: { ...OPTIONS, types: [], ...options }, files: ['program.ts'] }),
    // Without its own node_modules, where the types of the drivers are.
    'node_modules/flyback/package.json': readFileSync(join(root, 'package.json')),
  });
  const folder = join(project.directory, 'node_modules');
  const copy = promisify(execFile)('cp', ['-r', join(root, 'dist'), join(folder, 'flyback/dist')]);
  for (const name of packages) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(folder, name));
  }
  await copy;
  try {
    await promisify(execFile)(tsc, ['-p', project.directory, '--pretty', 'false']);
    return [];
  } catch (error) {
    return (error as { readonly stdout: string }).stdout.split('\n').filter((line) => line.includes('error TS'));
  }
}

describe('the types of the package', () => {
  test('resolve for a program without types of pg, postgres or Node', async () => {
    expect(await compile(CONSUMER, [])).toEqual([]);
  });

  test('find mistakes', async () => {
    const mistakes = /\/\* mistakes:\n([^]*)\*\//.exec(CONSUMER)?.[1]?.trim().split('\n') ?? [];
    expect(mistakes.length).toBeGreaterThan(5);
    const found = await compile(`${CONSUMER}\n${mistakes.join('\n')}`, []);
    const lines = CONSUMER.split('\n').length;
    expect(found.map((text) => Number(/\((\d+),/.exec(text)?.[1]) - lines)).toEqual(mistakes.map((_, index) => index + 1));
  });

  test('take the objects of pg and postgres', async () => {
    const packages = ['pg', 'postgres', '@types/pg', '@types/node', 'pg-types', 'pg-protocol', 'undici-types'];
    expect(await compile(sourceOf('drivers.ts'), packages, { types: ['node'], skipLibCheck: true })).toEqual([]);
  });
});

test('importing the package loads no driver and no parser', async () => {
  const program = `
    await import(${JSON.stringify(join(root, 'dist/index.js'))});
    const { createRequire } = await import('node:module');
    console.log(JSON.stringify(Object.keys(createRequire('/x/').cache).filter((path) => path.includes('node_modules'))));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  expect(JSON.parse(stdout)).toEqual([]);
});
