import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createTempProject } from '../support/temp-project.ts';
import { createTestDatabase } from '../support/test-database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
const examples = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] ?? '');

test('the page has its examples', () => {
  expect(examples).toHaveLength(5);
});

test.each(examples.map((text, index) => [index + 1, text] as const))(
  'example %i of docs/library.md migrates a database',
  async (_number, text) => {
    await using database = await createTestDatabase();
    using project = createTempProject({
      'package.json': '{ "type": "module" }',
      'program.ts': text,
      'migrations/V1__table.sql': 'CREATE TABLE thing (id integer);',
    });
    mkdirSync(join(project.directory, 'node_modules'));
    symlinkSync(root, join(project.directory, 'node_modules/flyback'), 'dir');
    for (const name of ['pg', 'postgres'])
      symlinkSync(join(root, 'node_modules', name), join(project.directory, 'node_modules', name), 'dir');
    await promisify(execFile)(process.execPath, ['program.ts'], {
      cwd: project.directory,
      env: { PATH: process.env['PATH'], DATABASE_URL: database.url },
    });
    expect(await database.query('SELECT version, success FROM flyway_schema_history')).toEqual([{ version: '1', success: true }]);
  },
);
