import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProject } from '../compatibility/project.ts';

const FILES = {
  'sql/V1__first.sql': 'CREATE TABLE first (id int);\n',
  'sql/V2__second.sql': 'CREATE TABLE second (id int);\n',
  'sql/U2__second.sql': 'DROP TABLE second; -- by hand\n',
};

test('rollback scripts are copies of the undo scripts, and count where there is no undo script beside the migration', async () => {
  await using project = await createProject(FILES);
  const { directory } = project.files;
  const file = (...names: string[]): string => readFileSync(join(directory, ...names), 'utf8');
  const { exitCode, stdout } = await project.run('undo', '--generate', '--rollbacks');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /written +sql\/U1__first\.sql: proven\n(?:.*\n)*copied +migrations\/rollbacks\/U2__second\.sql\ncopied +migrations\/rollbacks\/U1__first\.sql/u,
  );
  expect(file('migrations', 'rollbacks', 'U1__first.sql')).toBe('DROP TABLE first;\n');
  expect(file('migrations', 'rollbacks', 'U2__second.sql')).toBe(FILES['sql/U2__second.sql']);

  // Beside the migration stands the one that counts; of version 1 there is the copy alone.
  rmSync(join(directory, 'sql', 'U1__first.sql'));
  writeFileSync(join(directory, 'migrations', 'rollbacks', 'U2__second.sql'), 'SELECT 1/0;\n');
  const folder = '-flyback.undo.rollbacksLocation=migrations/rollbacks';
  await project.run('migrate', folder);
  expect((await project.run('undo', '-count=2', folder)).exitCode).toBe(0);
  expect(await project.database.query("SELECT relname FROM pg_class WHERE relname IN ('first', 'second')")).toEqual([]);
});

test('in a location the folder is where undo scripts are written: a second one beside the migration would be refused', async () => {
  await using project = await createProject({ 'sql/V1__first.sql': 'CREATE TABLE first (id int);\n' });
  const { stdout } = await project.run('undo', '--generate', '-flyback.undo.rollbacksLocation=sql/rollbacks');
  expect(stdout).toMatch(/written +sql\/rollbacks\/U1__first\.sql: proven/u);
  expect(existsSync(join(project.files.directory, 'sql', 'U1__first.sql'))).toBe(false);
  expect((await project.run('validate', '-ignoreMigrationPatterns=*:pending')).exitCode).toBe(0);
});
