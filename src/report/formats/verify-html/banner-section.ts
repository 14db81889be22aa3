import type { MigrationProof, Proof, Verdict } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { chainWords, proofWords, timeWords, VERDICT_SIGNS } from '../../verdict-words.ts';
import { anchorOf } from './anchor.ts';
import { toneOfVerdict, verdictIcon } from './verdict-mark.ts';

const MEANINGS: Readonly<Record<Verdict, string>> = {
  proven: 'Up, undo and up again gave the same schema and the same data.',
  refuted: 'Up, undo and up again did not give the same schema and the same data.',
  unproven: 'Nobody knows whether the undo brings back what was there. That is no success.',
};
/** Of cells; with more migrations only those that are not proven have one. */
const MOST_CELLS = 150;
const MOST_REASONS = 20;

/** The verdict as icon, word and sentence, what concerns the batch as a whole, and a cell for each migration. */
export function bannerSection(proof: Proof): Html {
  const { verdict, reasons, chain, elapsedMs } = proof;
  if (verdict === null)
    return markup`<section class="verdict calm" aria-label="Verdict"><div><p class="word">Nothing to prove</p><p>Nothing is pending.</p></div></section>`;
  const shown = reasons.slice(0, MOST_REASONS).map((reason) => markup`<li>${reason}</li>`);
  return markup`<section class="verdict ${toneOfVerdict(verdict)}" aria-label="Verdict">
${verdictIcon(verdict)}
<div><p class="word">${verdict}</p>
<p>${MEANINGS[verdict]}</p>
<p class="muted">${proofWords(proof)}${chain === null ? null : markup`; ${chainWords(chain)}`}; ${timeWords(elapsedMs)} in all.</p>
${shown.length === 0 ? null : markup`<ul class="reasons">${shown}</ul>`}
${cells(proof)}</div>
</section>`;
}

function cells({ migrations }: Proof): Html | null {
  const shown =
    migrations.length <= MOST_CELLS ? migrations : migrations.filter(({ verdict }) => verdict !== 'proven').slice(0, MOST_CELLS);
  return shown.length < 2 ? null : markup`<p class="cells">${shown.map(cell)}</p>`;
}

function cell(migration: MigrationProof): Html {
  const { verdict, version, script } = migration;
  return markup`<a class="${toneOfVerdict(verdict)}" href="#${anchorOf(migration)}" title="${script}: ${verdict}"><b>${VERDICT_SIGNS[verdict]}</b>${version ?? 'R'}</a>`;
}
