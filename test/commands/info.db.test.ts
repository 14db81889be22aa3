import { expect, test } from 'vitest';
import { runInfo } from '../../src/commands/info.ts';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createTempProject } from '../support/temp-project.ts';
import { createTestDatabase } from '../support/test-database.ts';

/** The lines that info says on an empty database, and its error. */
async function info(args: readonly string[]): Promise<{ readonly lines: readonly string[]; readonly error: unknown }> {
  await using database = await createTestDatabase();
  using project = createTempProject({ 'one/.keep': '', 'two/.keep': '' });
  const argv = parseCommandLine(['info', `-url=${database.url}`, ...args]);
  const { config, cli } = await loadConfig({ argv, env: {}, cwd: project.directory, home: project.directory });
  const lines: string[] = [];
  const error = await runInfo({ config, cli, log: { log: (_level, text) => void lines.push(...text.split('\n')) } }).then(
    () => null,
    (reason: unknown) => reason,
  );
  return { lines: lines.map((line) => line.replaceAll(project.directory, 'HERE').replace(/ +/g, ' ').trim()), error };
}

test('without files the settings come once, the locations in the order in which they are searched', async () => {
  const { lines, error } = await info(['-workingDirectory=.', '-locations=filesystem:two,filesystem:one']);
  expect(error).toBeNull();
  expect(lines.filter((line) => line === 'No migrations found on disk.')).toHaveLength(1);
  expect(lines).toContain('| locations | filesystem:HERE/one, filesystem:HERE/two |');
  expect(lines).toContain('| workingDirectory | . |');
});

test('a wrong filter is refused after the schema version was told', async () => {
  const { lines, error } = await info(['-locations=filesystem:one', '-infoSinceDate=05/05/2021']);
  expect(lines).toContain('Schema version: << Empty Schema >>');
  expect(error).toMatchObject({ code: 'ERR_CONFIG_INVALID' });
});
