import type { Hazard } from '../../../model/hazard.ts';
import type { Plan } from '../../../model/plan.ts';
import { markup, type Html } from '../../html-text.ts';
import { allowedHazards, messageParts, openHazards, placeOf, type LocatedHazard } from '../../plan-hazards.ts';
import { grouped } from '../../plan-words.ts';
import { sourceExcerpt } from '../../source-excerpt.ts';
import { saferSqlOnly, sqlComparison } from './sql-comparison.ts';
import { chip } from '../../page/chip.ts';
import { toneOfSeverity } from './tones.ts';

/** So many of the more serious ones are open from the start. */
const OPEN_AT_FIRST = 12;
const MAX_SHOWN = 500;
const LONGEST_STATEMENT = 3000;
const LONGEST_LINE = 400;

/** What is wrong, the most serious first. */
export function hazardSection(plan: Plan): Html | null {
  const hazards = openHazards(plan);
  if (hazards.length === 0) return null;
  const rest = hazards.length - MAX_SHOWN;
  return markup`<section id="hazards"><h2>Hazards</h2>
${hazards.slice(0, MAX_SHOWN).map((located, index) => card(located, index < OPEN_AT_FIRST))}
${rest > 0 ? markup`<p class="muted">${grouped(rest)} more are in the JSON form of this plan.</p>` : null}</section>`;
}

/** What comments in the files allow, and why. */
export function allowedSection(plan: Plan): Html | null {
  const hazards = allowedHazards(plan);
  if (hazards.length === 0) return null;
  const rows = hazards.map(({ hazard }) => {
    const { suppressedBy } = hazard;
    return markup`<tr><td>${chip(toneOfSeverity(hazard.severity), hazard.severity)} <code>${hazard.rule}</code><br><span class="muted small mono">${placeOf(hazard)}</span></td><td>${suppressedBy?.reason ?? ''}</td><td>${suppressedBy?.until ?? 'without end'}</td><td>${suppressedBy?.by ?? ''}</td></tr>`;
  });
  return markup`<section id="allowed"><h2>Allowed by comments</h2>
<table><thead><tr><th>Hazard</th><th>Reason</th><th>Until</th><th>By</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function card({ hazard, statement }: LocatedHazard, isFirst: boolean): Html {
  const { severity, rule, safer, saferSql } = hazard;
  const { first, rest } = messageParts(hazard);
  const isOpen = isFirst && severity !== 'info' && severity !== 'low';
  const tone = toneOfSeverity(severity);
  const body = [
    rest === null ? excerpt(hazard, statement) : markup`<pre class="source">${rest}</pre>`,
    safer === null ? null : markup`<p>${prose(safer)}</p>`,
    saferSql === null ? null : saferHtml(saferSql, statement),
    link(hazard),
  ].filter((part) => part !== null);
  return markup`<details class="panel ${tone}"${isOpen ? markup` open` : null}><summary>${chip(tone, severity)} <code>${rule}</code> <span class="muted small mono">${placeOf(hazard)}</span> <span class="what">${first}</span></summary>
${body}</details>`;
}

function saferHtml(saferSql: string, statement: LocatedHazard['statement']): Html {
  return statement === null || statement.sql.length > LONGEST_STATEMENT ? saferSqlOnly(saferSql) : sqlComparison(statement.sql, saferSql);
}

/** The line, with the part that is meant marked; not where all of the statement is shown beside its better form. */
function excerpt(hazard: Hazard, statement: LocatedHazard['statement']): Html | null {
  if (statement === null || hazard.saferSql !== null) return null;
  const found = sourceExcerpt(statement, hazard.region);
  if (found === null) return null;
  const characters = [...found.text].slice(0, LONGEST_LINE);
  const part = (from: number, to: number): string => characters.slice(from, to).join('');
  const end = found.start + found.length;
  const isWhole = found.start === 0 && end >= characters.length;
  const marked = part(found.start, end);
  return markup`<pre class="source"><span class="muted">${found.line} </span>${part(0, found.start)}${isWhole ? marked : markup`<mark>${marked}</mark>`}${part(end, LONGEST_LINE)}</pre>`;
}

/** Only what is a page on the web becomes a link. */
function link({ documentation }: Hazard): Html | null {
  if (!/^https:\/\/[^\s"'<>]+$/u.test(documentation)) return null;
  return markup`<p class="small"><a href="${documentation}" rel="noreferrer">PostgreSQL’s manual</a></p>`;
}

/** The Markdown of rules: code and emphasis. */
function prose(text: string): Html {
  const pieces = text
    .split(/(`[^`]+`)/u)
    .map((piece) => (/^`[^`]+`$/u.test(piece) ? markup`<code>${piece.slice(1, -1)}</code>` : markup`${piece}`));
  return pieces.reduce((all, piece) => markup`${all}${piece}`, markup``);
}
