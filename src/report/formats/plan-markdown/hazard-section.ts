import type { Hazard } from '../../../model/hazard.ts';
import type { Plan } from '../../../model/plan.ts';
import { cut } from '../../display-width.ts';
import { markdownCode, markdownFence, markdownLink, markdownText } from '../../markdown-text.ts';
import { allowedHazards, messageParts, openHazards, placeOf } from '../../plan-hazards.ts';
import type { Section } from '../../comment/section.ts';

const LONGEST_TEXT = 1000;
const LONGEST_PLACE = 200;
const LONGEST_SQL = 4000;

/** What is wrong, most serious first, with SQL to paste. */
export function hazardSection(plan: Plan): Section | null {
  const hazards = openHazards(plan);
  if (hazards.length === 0) return null;
  const told = new Set<string>();
  return { of: 'hazards', open: '#### Hazards\n\n', items: hazards.map(({ hazard }) => item(hazard, told)), gap: '\n\n', close: '' };
}

/** What comments in the files allow. */
export function allowedSection(plan: Plan): Section | null {
  const hazards = allowedHazards(plan);
  if (hazards.length === 0) return null;
  return {
    of: 'allowed hazards',
    open: '#### Allowed by comments\n\n',
    items: hazards.map(({ hazard }) => allowed(hazard)),
    gap: '\n',
    close: '',
  };
}

function item(hazard: Hazard, told: Set<string>): string {
  const { rule, severity, safer, saferSql, documentation } = hazard;
  const { first, rest } = messageParts(hazard);
  const key = `${rule}\n${safer ?? ''}`;
  const isNew = !told.has(key);
  told.add(key);
  const link = markdownLink('PostgreSQL’s manual', documentation);
  const advice = safer === null || !isNew ? [] : [`Safer: ${text(safer)}`];
  return [
    `**${severity}** ${markdownCode(rule)} at ${place(hazard)}: ${text(first)}`,
    ...(rest === null ? [] : [markdownFence(rest.slice(0, LONGEST_SQL), '')]),
    ...(isNew ? [[...advice, link].join(' ')] : []),
    ...(saferSql === null || saferSql.length > LONGEST_SQL ? [] : [markdownFence(saferSql, 'sql')]),
  ].join('\n\n');
}

function allowed(hazard: Hazard): string {
  const name = `- ${hazard.severity} ${markdownCode(hazard.rule)} at ${place(hazard)}`;
  if (hazard.suppressedBy === null) return name;
  const { reason, until, by } = hazard.suppressedBy;
  const terms = [reason, ...(until === null ? [] : [`until ${until}`]), ...(by === null ? [] : [`by ${by}`])];
  return `${name}: ${terms.map(text).join(', ')}`;
}

function place(hazard: Hazard): string {
  return markdownCode(cut(placeOf(hazard), LONGEST_PLACE));
}

function text(words: string): string {
  return markdownText(cut(words, LONGEST_TEXT));
}
