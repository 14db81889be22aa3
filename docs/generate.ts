// Writes the documents that are made from tables in the source. `node docs/generate.ts` writes them,
// `node docs/generate.ts --check` only says which are out of date. To add one, add a line to DOCUMENTS.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { configurationPage, runnerConfExample } from './configuration-page.ts';
import { cliPage, errorsPage, privilegesPage } from './reference-pages.ts';
import { RULE_PAGES } from './rule-pages.ts';

/** Path below the root of the repository, and what makes the text. */
export const DOCUMENTS: readonly { readonly path: string; readonly text: () => string }[] = [
  { path: 'runner.conf.example', text: runnerConfExample },
  { path: 'docs/configuration.md', text: configurationPage },
  { path: 'docs/cli.md', text: cliPage },
  { path: 'docs/errors.md', text: errorsPage },
  { path: 'docs/privileges.md', text: privilegesPage },
  ...RULE_PAGES,
];

function currentText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Paths of the documents that differ from what would be generated. */
export function outdatedDocuments(root: string): readonly string[] {
  return DOCUMENTS.filter(({ path, text }) => currentText(join(root, path)) !== text()).map(({ path }) => path);
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  const outdated = outdatedDocuments(root);
  if (process.argv.includes('--check')) {
    for (const path of outdated) process.stderr.write(`${path} is out of date: run npm run docs\n`);
    process.exitCode = outdated.length === 0 ? 0 : 1;
  } else {
    for (const { path, text } of DOCUMENTS) writeFileSync(join(root, path), text());
    process.stdout.write(outdated.length === 0 ? 'nothing to do\n' : `wrote ${outdated.join(', ')}\n`);
  }
}
