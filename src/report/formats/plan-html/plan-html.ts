import type { Plan } from '../../../model/plan.ts';
import { markup, type Html } from '../../html-text.ts';
import { htmlPage, type PageParts } from '../../page/page.ts';
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

/** A plan for people who decide. */
export const planHtml: PlanFormat = {
  id: 'html',
  extension: 'html',
  render: (plan, { command }) => {
    const heading = command === 'lint' ? 'Migration lint' : 'Migration plan';
    return htmlPage({
      title: `${heading}: ${plan.risk.category} risk, ${batchWords(plan)}`,
      heading,
      summary: batchWords(plan),
      style: STYLE,
      contents: contents(plan),
      sections: [
        riskSection(plan),
        facts(plan),
        waitingSection(plan),
        hazardSection(plan),
        statementSection(plan),
        blastSection(plan),
        destroyedSection(plan),
        undoSection(plan),
        allowedSection(plan),
        coverageSection(plan),
      ],
      footer: markup`${plan.tool.name} ${plan.tool.version}${plan.id === null ? null : markup`, plan <code>${plan.id}</code>`}`,
    });
  },
};

function contents(plan: Plan): PageParts['contents'] {
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
  return parts.filter(([, , isThere]) => isThere).map(([id, words]) => ({ id, words }));
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
