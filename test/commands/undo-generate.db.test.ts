import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject } from '../compatibility/project.ts';

const FILES = {
  'sql/V1__shop.sql': "CREATE TABLE orders (id bigint PRIMARY KEY, note text);\nINSERT INTO orders VALUES (1, 'a');\n",
  'sql/V2__index.sql': 'CREATE INDEX CONCURRENTLY orders_note ON orders (note);\n',
  'sql/V3__lost.sql': "UPDATE orders SET note = 'b';\n",
  'sql/V4__kept.sql': 'ALTER TABLE orders ADD COLUMN total int;\n',
  'sql/U4__kept.sql': 'ALTER TABLE orders DROP COLUMN total;\n',
};

interface Answer {
  readonly exitCode: number;
  readonly data: {
    readonly undos: readonly {
      readonly version: string;
      readonly outcome: string;
      readonly isWritten: boolean;
      readonly reasons: readonly string[];
    }[];
  };
}

test('undo --generate writes what the round trip proves, says why not, and leaves the target and existing files alone', async () => {
  await using project = await createProject(FILES);
  const file = (name: string): string => join(project.files.directory, 'sql', name);
  const dry = await project.run('undo', '--generate', '--dry-run');
  expect(dry.exitCode).toBe(11);
  expect(dry.stdout).toMatch(/would write .*U1__shop\.sql: proven/u);
  expect(existsSync(file('U1__shop.sql'))).toBe(false);

  const { stdout } = await project.run('undo', '--generate', '--json');
  const answer = JSON.parse(stdout) as Answer;
  expect(answer.exitCode).toBe(11);
  expect(answer.data.undos.map(({ version, outcome, isWritten }) => ({ version, outcome, isWritten }))).toEqual([
    { version: '1', outcome: 'proven', isWritten: true },
    { version: '2', outcome: 'proven', isWritten: true },
    { version: '3', outcome: 'irreversible', isWritten: false },
  ]);
  expect(answer.data.undos[2]?.reasons[0]).toBe('statement 1: the former values of the rows');
  expect(readFileSync(file('U1__shop.sql'), 'utf8')).toBe('DROP TABLE orders;\n');
  expect(readFileSync(file('U2__index.sql'), 'utf8')).toBe('DROP INDEX CONCURRENTLY IF EXISTS orders_note;\n');
  expect(existsSync(file('U3__lost.sql'))).toBe(false);

  const named = await project.run('undo', '--generate', '--keep-unproven', '3', 'sql/V4__kept.sql');
  expect(named.exitCode).toBe(11);
  expect(named.stdout).toMatch(/exists .*U4__kept\.sql/u);
  expect(readFileSync(file('U3__lost.sql'), 'utf8')).toMatch(/^-- NOT PROVEN/u);
  expect(readFileSync(file('U4__kept.sql'), 'utf8')).toBe(FILES['sql/U4__kept.sql']);
  expect((await project.run('undo', '--generate')).exitCode).toBe(0);

  const { stdout: info } = await project.run('info', '-outputType=json');
  expect((JSON.parse(info) as { migrations: { state: string }[] }).migrations.filter(({ state }) => state === 'Success')).toEqual([]);
});

test('what would lose values is not called proven, although the tables of the sandbox are empty', async () => {
  await using project = await createProject({
    'sql/V1__shop.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n',
    'sql/V2__short.sql': 'ALTER TABLE orders ALTER COLUMN note TYPE varchar(5) USING substr(note, 1, 5);\n',
    'sql/V3__block.sql': 'DO $$ BEGIN ALTER TABLE orders ALTER COLUMN id TYPE integer USING 1; END $$;\n',
  });
  const { stdout } = await project.run('undo', '--generate', '--json');
  const { data } = JSON.parse(stdout) as Answer;
  expect(data.undos.map(({ outcome }) => outcome)).toEqual(['proven', 'irreversible', 'irreversible']);
});
