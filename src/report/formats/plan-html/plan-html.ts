import type { Plan } from '../../../model/plan.ts';
import { Html, markup } from '../../html-text.ts';
import { allowedHazards, openHazards } from '../../plan-hazards.ts';
import { batchWords, coverageWords, grouped, historyWords, targetWords, undoneScripts } from '../../plan-words.ts';
import type { PlanFormat } from '../format.ts';
import { blastSection } from './blast-section.ts';
import { allowedSection, hazardSection } from './hazard-section.ts';
import { coverageSection, destroyedSection, undoSection } from './loss-sections.ts';
import { riskSection } from './risk-section.ts';
import { statementSection } from './statement-section.ts';
import { STYLE } from './style.ts';
import { waitingSection } from './waiting-section.ts';

/** No script and no request to anywhere: the page shows what others wrote. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

/** A page for people who decide: one file, readable without a network and on paper, in light and dark. */
export const planHtml: PlanFormat = {
  id: 'html',
  extension: 'html',
  render: (plan, { command }) => `${page(plan, command === 'lint' ? 'Migration lint' : 'Migration plan').source}\n`,
};

function page(plan: Plan, title: string): Html {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}: ${plan.risk.category} risk, ${batchWords(plan)}</title>
${STYLE_ELEMENT}
</head>
<body>
<a class="skip" href="#plan">To the plan</a>
<header><h1>${title}</h1><p class="muted">${batchWords(plan)}</p>${contents(plan)}</header>
<main id="plan">
${riskSection(plan)}
${facts(plan)}
${waitingSection(plan)}
${hazardSection(plan)}
${statementSection(plan)}
${blastSection(plan)}
${destroyedSection(plan)}
${undoSection(plan)}
${allowedSection(plan)}
${coverageSection(plan)}
</main>
<footer class="small muted"><p>${plan.tool.name} ${plan.tool.version}${plan.id === null ? null : markup`, plan <code>${plan.id}</code>`}</p></footer>
</body>
</html>`;
}

function contents(plan: Plan): Html {
  const reached = plan.affected.filter(({ impact }) => impact === 'cascade').length;
  const open = openHazards(plan).length;
  const allowed = allowedHazards(plan).length;
  const statements = plan.scripts.reduce((sum, script) => sum + script.statements.length, 0);
  const parts: readonly (readonly [id: string, words: string, isThere: boolean])[] = [
    ['hazards', `Hazards (${grouped(open)})`, open > 0],
    ['statements', `Statements (${grouped(statements)})`, true],
    ['blast-radius', `Blast radius (${grouped(reached)})`, reached > 0],
    ['undo', 'Undo', undoneScripts(plan).length > 0],
    ['allowed', `Allowed (${grouped(allowed)})`, allowed > 0],
  ];
  const links = parts.filter(([, , isThere]) => isThere).map(([id, words]) => markup`<a href="#${id}">${words}</a>`);
  return links.length < 2 ? markup`` : markup`<nav aria-label="Parts of this page">${links}</nav>`;
}

function facts(plan: Plan): Html {
  const history = historyWords(plan);
  const rows: readonly (readonly [name: string, words: string])[] = [
    ['Target', targetWords(plan.target)],
    ...(history === null ? [] : [['History', history] as const]),
    ['Understood', coverageWords(plan)],
  ];
  return markup`<dl class="facts">${rows.map(([name, words]) => markup`<dt>${name}</dt><dd>${words}</dd>`)}</dl>`;
}
