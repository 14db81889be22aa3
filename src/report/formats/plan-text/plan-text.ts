import type { Plan } from '../../../model/plan.ts';
import { wrapped } from '../../display-width.ts';
import { batchWords, coverageWords, historyWords, summaryWords, targetWords } from '../../plan-words.ts';
import { visibleLine } from '../../visible-text.ts';
import type { PlanFormat } from '../format.ts';
import { blastLines } from './blast-lines.ts';
import { allowedLines, hazardLines } from './hazard-lines.ts';
import { inkFor, type Ink } from '../../terminal/ink.ts';
import { destroyedLines, undoLines } from './loss-lines.ts';
import { hanging, type Sheet } from '../../terminal/sheet.ts';
import { statementLines } from './statement-lines.ts';

/** A row of the table of statements fits. */
const MIN_WIDTH = 80;
const MAX_WIDTH = 160;
const METER_CELLS = 30;
const MAX_NOT_ANALYSED = 20;

/** The plan for a terminal: calm where nothing is wrong, with places that an editor opens. */
export const planText: PlanFormat = {
  id: 'text',
  extension: 'txt',
  render: (plan, { color, width, command }) => {
    const sheet: Sheet = { ink: inkFor(color), width: Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)) };
    const isFull = command !== 'lint';
    const sections = [
      isFull ? headLines(plan, sheet) : [],
      isFull ? statementLines(plan, sheet) : [],
      hazardLines(plan, sheet),
      allowedLines(plan, sheet),
      isFull ? destroyedLines(plan, sheet) : [],
      isFull ? blastLines(plan, sheet) : [],
      isFull ? undoLines(plan, sheet) : [],
      footLines(plan, sheet),
    ];
    const lines = sections.filter((section) => section.length > 0).map((section) => section.join('\n'));
    return `${withoutRunnerCommands(lines.join('\n\n'))}\n`;
  },
};

function headLines(plan: Plan, { ink, width }: Sheet): readonly string[] {
  const history = historyWords(plan);
  const facts = [targetWords(plan.target), ...(history === null ? [] : [`history ${history}`])].map(visibleLine);
  return [
    ink.bold(`${plan.tool.name} plan: ${batchWords(plan)}`),
    ...facts.flatMap((fact) => wrapped(fact, width)),
    '',
    ...riskLines(plan, ink),
  ];
}

function riskLines({ risk, tag }: Plan, ink: Ink): readonly string[] {
  const filled = risk.score === 0 ? 0 : Math.max(1, Math.round((risk.score / 100) * METER_CELLS));
  const meter = ink.risk(risk.category, '█'.repeat(filled)) + ink.dim('░'.repeat(METER_CELLS - filled));
  return [
    `Risk  ${meter}  ${ink.risk(risk.category, `${risk.score} of 100, ${risk.category}`)}; ${tag}`,
    ...risk.parts.map(({ points, reason }) => ink.dim(`      ${String(points).padStart(3)}  ${visibleLine(reason)}`)),
  ];
}

function footLines(plan: Plan, { ink, width }: Sheet): readonly string[] {
  const { notAnalysed } = plan.coverage;
  const shown = notAnalysed.slice(0, MAX_NOT_ANALYSED);
  return [
    coverageWords(plan),
    ...shown.flatMap((line) => hanging(visibleLine(line), '  - ', width)),
    ...(notAnalysed.length > shown.length ? [`  … and ${notAnalysed.length - shown.length} more`] : []),
    ink.bold(`${summaryWords(plan)}. Risk ${plan.risk.score}, ${plan.risk.category}.`),
    ...(plan.id === null ? [] : [`Plan ${visibleLine(plan.id)}`]),
  ];
}

/** GitHub's runner obeys `::stop-commands::x` at the beginning of a line of a log, and `##[...]` anywhere; a file under review must not command it. */
function withoutRunnerCommands(text: string): string {
  return text.replace(/^(\s*)(?=::[\w-]+.*::)/gmu, '$1\\').replaceAll('##[', '# #[');
}
