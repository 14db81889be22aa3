import type { MigrationProof, Proof } from '../../../model/verdict.ts';
import { madeRowsWords, rowFindingWords } from '../../made-rows-words.ts';
import { hanging, type Sheet } from '../../terminal/sheet.ts';
import { visibleLine } from '../../visible-text.ts';

const MOST_FINDINGS = 20;

/** How many rows were made up, and for which tables none could be. */
export function madeRowsLines({ rows }: Proof, { width }: Sheet): readonly string[] {
  if (rows === undefined) return [];
  const without = rows.without.map(({ table, reason }) => `${table} stays empty: ${reason}`);
  return [`Rows: ${madeRowsWords(rows)}`, ...without.flatMap((line) => hanging(visibleLine(line), '  ! ', width))];
}

/** Rows on which a migration fails, with the question that tells whether a database holds any. */
export function rowFindingLines({ rowFindings = [] }: MigrationProof, { ink, width }: Sheet): readonly string[] {
  const told = rowFindings.filter(({ onTarget }) => onTarget !== true);
  const rest = told.length - MOST_FINDINGS;
  return [
    ...told
      .slice(0, MOST_FINDINGS)
      .flatMap((finding) => [
        ...hanging(visibleLine(rowFindingWords(finding)), '    ! ', width),
        ...(finding.onTarget === null && finding.question !== null ? [ink.dim(`      ask: ${visibleLine(finding.question)}`)] : []),
      ]),
    ...(rest > 0 ? [ink.dim(`    … and ${rest} more: --json lists all`)] : []),
  ];
}
