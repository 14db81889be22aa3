import type { ObservedStatement } from '../../../model/observation.ts';
import type { MigrationProof } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { costWords, estimateWords, isNotable, observedWords } from '../../observation-words.ts';
import { counted } from '../../plan-words.ts';
import { chip } from '../../page/chip.ts';

const MOST_STATEMENTS = 100;

/** What the statements of a migration were seen to do in the sandbox, and where `plan` said something else. */
export function observationPart({ observed }: MigrationProof): Html | null {
  if (observed === undefined) return null;
  const notable = observed.statements.filter(isNotable);
  if (notable.length === 0 && observed.problem === null) return null;
  const rest = notable.length - MOST_STATEMENTS;
  return markup`<h4>Seen in the sandbox</h4>
${notable.length === 0 ? null : markup`<table class="data"><thead><tr><th>Line</th><th>Statement</th><th>What it did</th><th class="n">Time, size</th></tr></thead><tbody>${notable.slice(0, MOST_STATEMENTS).map(row)}</tbody></table>`}
${rest > 0 ? markup`<p class="muted">${counted(rest, 'statement')} more in the JSON form of this proof.</p>` : null}
${observed.problem === null ? null : markup`<p class="muted small">Not all was observed: ${observed.problem}</p>`}`;
}

function row(statement: ObservedStatement): Html {
  const { line, command, surprises, estimate } = statement;
  const surprised = surprises.map((surprise) => markup`<div>${chip('medium', 'not as planned')} ${surprise}</div>`);
  const estimated = estimate === null ? null : markup`<div class="small">On the target ${estimateWords(estimate)}: ${estimate.basis}</div>`;
  return markup`<tr><td class="n">${line}</td><td>${command}</td><td>${observedWords(statement)}${surprised}${estimated}</td><td class="n">${costWords(statement)}</td></tr>`;
}
