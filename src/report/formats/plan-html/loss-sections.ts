import type { Plan, PlannedScript } from '../../../model/plan.ts';
import { markup, type Html } from '../../html-text.ts';
import { coverageWords, grouped, undoneScripts, undoSourceWords } from '../../plan-words.ts';
import { destroyedWords } from '../../statement-words.ts';
import { anchorOf } from './anchor.ts';
import { chip } from '../../page/chip.ts';

const MAX_ROWS = 500;
const LONGEST_SCRIPT = 100_000;

/** What is gone afterwards. */
export function destroyedSection({ scripts }: Plan): Html | null {
  const rows = scripts.flatMap(({ statements }) =>
    statements.flatMap((statement) =>
      statement.destroys.map(
        (destroyed) =>
          markup`<tr><td>${destroyedWords(destroyed)}</td><td><a class="mono" href="#${anchorOf(statement)}">${statement.region.file}:${statement.region.line}</a></td></tr>`,
      ),
    ),
  );
  if (rows.length === 0) return null;
  const rest = rows.length - MAX_ROWS;
  return markup`<section id="destroyed"><h2>Destroyed</h2><table><thead><tr><th>What</th><th>By</th></tr></thead><tbody>${rows.slice(0, MAX_ROWS)}</tbody></table>
${rest > 0 ? markup`<p class="muted">${grouped(rest)} more</p>` : null}</section>`;
}

/** Where the undo of each script comes from, what nothing brings back, and the script for all of it. */
export function undoSection(plan: Plan): Html | null {
  const { undoScript } = plan;
  const shown = undoneScripts(plan);
  if (shown.length === 0) return null;
  const hasStays = shown.some(({ undo }) => (undo?.irreversible.length ?? 0) > 0);
  const isCut = undoScript !== null && undoScript.length > LONGEST_SCRIPT;
  return markup`<section id="undo"><h2>Undo</h2>
<table><thead><tr><th>Script</th><th>Undone by</th><th>${hasStays ? 'What stays' : ''}</th></tr></thead><tbody>${shown.slice(0, MAX_ROWS).map(undoRow)}</tbody></table>
${undoScript === null ? null : markup`<details><summary>The script that undoes all of it</summary><pre>${undoScript.slice(0, LONGEST_SCRIPT)}</pre>${isCut ? markup`<p class="muted">${grouped(undoScript.length - LONGEST_SCRIPT)} characters more</p>` : null}</details>`}</section>`;
}

/** What was not analysed. */
export function coverageSection(plan: Plan): Html | null {
  const { notAnalysed } = plan.coverage;
  if (notAnalysed.length === 0) return null;
  const rest = notAnalysed.length - MAX_ROWS;
  return markup`<section id="coverage"><h2>Not analysed</h2><p>${coverageWords(plan)}</p><ul>${notAnalysed.slice(0, MAX_ROWS).map((line) => markup`<li>${line}</li>`)}</ul>
${rest > 0 ? markup`<p class="muted">${grouped(rest)} more</p>` : null}</section>`;
}

function undoRow({ script, undo }: PlannedScript): Html {
  const isMissing = undo === null || undo.source === 'missing';
  const stays = (undo?.irreversible ?? []).map(({ statement, reason }) => `statement ${statement}: ${reason}`);
  return markup`<tr><td>${script}</td><td>${isMissing ? chip('medium', undoSourceWords(undo)) : undoSourceWords(undo)}</td><td>${stays.join('; ')}</td></tr>`;
}
