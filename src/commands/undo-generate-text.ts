import type { Migration } from '../model/migration.ts';
import type { GeneratedUndo } from './undo-generate.ts';
import type { EditedMigration } from './undo-kept-pair.ts';

interface Written {
  readonly isWritten: boolean;
  readonly isDryRun: boolean;
}

const WIDTH = 12;

/** What became of an undo script, in a line, and why in further ones. */
export function undoLine(
  shownPath: string,
  { outcome, isWritten, isDryRun, reasons }: Written & Pick<GeneratedUndo, 'outcome' | 'reasons'>,
): string {
  if (outcome === 'proven') return `${(isDryRun ? 'would write' : 'written').padEnd(WIDTH)}  ${shownPath}: proven`;
  if (outcome === 'order')
    return `${(isDryRun ? 'would write' : 'written').padEnd(WIDTH)}  ${shownPath}: all comes back but the place of a column${indented(reasons)}`;
  const kept = isWritten ? ' (written all the same: --keep-unproven)' : '';
  return `${outcome.padEnd(WIDTH)}  ${shownPath}${kept}${indented(reasons)}`;
}

/** What a migration sets aside from now on, and how its file differs. */
export function keptLines({ shownPath }: Migration, { diff, keeps }: EditedMigration, isWritten: boolean): string {
  const verb = isWritten ? 'edited' : 'would edit';
  const what = keeps.map(
    ({ kind, name, source, columns }) =>
      `${columns.length > 0 ? `${columns.join(', ')} of ` : ''}${kind} ${source} in flyback_kept.${name}`,
  );
  return [`${verb.padEnd(WIDTH)}  ${shownPath}: sets aside ${what.join('; ')}`, ...diff.map((line) => `    ${line}`)].join('\n');
}

function indented(reasons: readonly string[]): string {
  return reasons.map((reason) => `\n    ${reason.replaceAll('\n', '\n    ')}`).join('');
}
