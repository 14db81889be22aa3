import type { Plan } from '../../../model/plan.ts';
import { cut } from '../../display-width.ts';
import { markdownCode, markdownTable, markdownText } from '../../markdown-text.ts';
import { openHazards, countBySeverity } from '../../plan-hazards.ts';
import { batchWords, coverageWords, historyWords, summaryWords, targetWords, undoneScripts } from '../../plan-words.ts';
import { longestWait } from '../../statement-words.ts';

const MAX_PARTS = 8;
const MAX_NOT_ANALYSED = 15;
const LONGEST_TEXT = 300;

/** The mark, the verdict in one line, and a small table of what makes the risk. */
export function headMarkdown(plan: Plan, command: string, commentName: string): string {
  const { risk, tag } = plan;
  const history = historyWords(plan);
  const target = `${targetWords(plan.target)}${history === null ? '' : `; history ${history}`}`;
  return [
    // What a comment is found by must not depend on what others wrote.
    `<!-- flyback:${commentName.replace(/[^\w.]+/gu, '-')} -->`,
    `### flyback ${command === 'lint' ? 'lint' : 'plan'}: ${risk.category} risk, ${risk.score} of 100`,
    '',
    `**${risk.category.toUpperCase()} ${risk.score}/100**, ${tag}, ${batchWords(plan)}.`,
    '',
    short(target),
    '',
    markdownTable(
      ['risk', 'change', 'hazards', 'others wait', 'can be undone'],
      [[`**${risk.score} ${risk.category}**`, tag, hazardCell(plan), longestWait(plan), undoCell(plan)]],
    ),
    ...(risk.parts.length === 0
      ? []
      : [
          '',
          `The score: ${risk.parts
            .slice(0, MAX_PARTS)
            .map(({ points, reason }) => `${points} ${short(reason)}`)
            .join('; ')}.`,
        ]),
  ].join('\n');
}

/** What was not analysed, the sum, and the plan's id. */
export function footMarkdown(plan: Plan): string {
  const { notAnalysed } = plan.coverage;
  const shown = notAnalysed.slice(0, MAX_NOT_ANALYSED);
  const rest = notAnalysed.length - shown.length;
  return [
    coverageWords(plan),
    ...(shown.length === 0 ? [] : ['', ...shown.map((line) => `- ${short(line)}`), ...(rest > 0 ? [`- and ${rest} more`] : [])]),
    '',
    `${summaryWords(plan)}.${plan.id === null ? '' : ` Plan ${markdownCode(plan.id)}`}`,
  ].join('\n');
}

function hazardCell(plan: Plan): string {
  const counts = countBySeverity(openHazards(plan));
  return counts.length === 0 ? 'none' : counts.map(({ severity, count }) => `${severity} ${count}`).join(', ');
}

function undoCell(plan: Plan): string {
  if (plan.hasIrreversible) return 'not all of it';
  const scripts = undoneScripts(plan);
  if (scripts.length === 0) return '';
  const isMissing = scripts.some(({ undo }) => undo === null || undo.source === 'missing');
  return isMissing ? 'not all of it is known' : 'yes';
}

function short(text: string): string {
  return markdownText(cut(text, LONGEST_TEXT));
}
