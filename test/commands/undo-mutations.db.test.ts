import { expect, test } from 'vitest';
import { MUTATIONS } from '../support/mutations/mutations.ts';
import { NOT_UNDONE } from '../support/mutations/not-undone.ts';
import { undoProject } from '../support/mutations/undo-project.ts';
import { runFlyback } from '../support/run-flyback.ts';
import { createTempProject } from '../support/temp-project.ts';

/** One or two of each way to an undo; test/support/mutations/undo-judge.ts tries all. */
const NAMES = [
  'a comment on a table changes',
  'a sequence has another increment',
  'a partition gets other bounds',
  'a view has one more column',
  'a function has a default for an argument',
  'an event trigger fires for other commands',
  'new tables get a privilege',
  'a privilege is granted twice',
  'a table gets another owner',
  'a table is dropped',
  'a column is dropped',
  'a column in the middle is dropped',
];

interface Answer {
  readonly data: { readonly undos: readonly { readonly version: string; readonly outcome: string; readonly sql: string }[] };
}

test('changes of all kinds are undone by the catalog of the state before, those that destroy data with that set aside', async () => {
  const mutations = MUTATIONS.filter(({ name }) => NAMES.includes(name));
  expect(mutations.length).toBe(NAMES.length);
  const { files, versions } = undoProject(mutations);
  using project = createTempProject(files);
  const options = ['--generate', '--keep-data', '--assume-pending', '--dry-run', '--json', '-mixed=true', '-locations=filesystem:sql'];
  const { stdout } = await runFlyback(['undo', ...options, ...versions.keys()], { cwd: project.directory });
  const { data } = JSON.parse(stdout) as Answer;
  const notProven = data.undos.filter(({ outcome }) => outcome !== 'proven').map(({ version }) => versions.get(version)?.name ?? '');
  expect(notProven).toEqual(['a column in the middle is dropped']);
  expect(NOT_UNDONE.has('a column in the middle is dropped')).toBe(true);
  // The role that runs a script has another name elsewhere.
  expect(data.undos.filter(({ sql }) => /OWNER TO (?!CURRENT_USER)/u.test(sql))).toEqual([]);
});
