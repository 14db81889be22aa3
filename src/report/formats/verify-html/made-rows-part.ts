import type { MigrationProof } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { rowFindingWords } from '../../made-rows-words.ts';
import { chip } from '../../page/chip.ts';

/** Rows on which a migration fails, found by rows that were made up. */
export function madeRowsPart({ rowFindings = [] }: MigrationProof): Html | null {
  if (rowFindings.length === 0) return null;
  const items = rowFindings.map(
    (finding) =>
      markup`<li>${chip(finding.onTarget === true ? 'critical' : 'medium', finding.onTarget === true ? 'on the target' : 'possible')} ${rowFindingWords(finding)}${
        finding.question === null ? null : markup`<div class="mono small muted">${finding.question}</div>`
      }</li>`,
  );
  return markup`<h4>Rows on which it fails</h4>
<ul class="reasons">${items}</ul>`;
}
