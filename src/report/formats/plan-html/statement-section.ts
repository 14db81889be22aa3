import type { Plan, PlannedScript, PlannedStatement } from '../../../model/plan.ts';
import { shownEstimate } from '../../../analyze/estimate.ts';
import { markup, type Html } from '../../html-text.ts';
import { commandCounts, destroyedWords, isHarmless, strongestLock, tablesOf, waitingWords, workWords } from '../../statement-words.ts';
import { counted, grouped, scriptWords } from '../../plan-words.ts';
import { anchorOf } from './anchor.ts';
import { chip } from '../../page/chip.ts';
import { lockChip, tagChip } from './tones.ts';

/** From so many statements of a script on, runs of harmless ones are folded. */
const FOLD_FROM = 30;
const SHORTEST_RUN = 4;
const LONGEST_SQL = 20_000;
const MAX_LOCKS = 60;

/** All statements by script: a row each, which opens to what is sent and what it does. */
export function statementSection({ scripts, coverage }: Plan): Html {
  const shown = scripts.filter(({ statements }) => statements.length > 0);
  const left = coverage.statements - shown.reduce((sum, { statements }) => sum + statements.length, 0);
  const note = left > 0 ? markup`<p class="muted">${counted(left, 'harmless one is', 'harmless ones are')} not shown.</p>` : null;
  if (shown.length === 0)
    return markup`<section id="statements"><h2>Statements</h2>${note ?? markup`<p>Nothing is pending.</p>`}</section>`;
  return markup`<section id="statements"><h2>Statements</h2>
<div class="columns" aria-hidden="true"><span>line</span><span>statement</span><span>strongest lock</span><span>what happens</span><span>risk</span></div>
${shown.map(scriptHtml)}
${note}</section>`;
}

function scriptHtml(script: PlannedScript): Html {
  const { isTransactional, isOutOfOrder, tag, statements, checksum, sha256Sent } = script;
  const notes = [
    tagChip(tag),
    ...(isTransactional ? [] : [chip('medium', 'no transaction')]),
    ...(isOutOfOrder ? [chip('medium', 'out of order')] : []),
  ];
  const digest = `${checksum === null ? '' : `checksum ${checksum}, `}SHA-256 of what is sent ${sha256Sent}`;
  return markup`<h3>${script.script} <span class="muted small">${scriptWords(script)}</span> ${notes}</h3>
<p class="muted small">${digest}</p>
${runsOf(statements).map(run)}`;
}

function runsOf(statements: readonly PlannedStatement[]): readonly (readonly PlannedStatement[])[] {
  if (statements.length < FOLD_FROM) return statements.map((statement) => [statement]);
  const runs: PlannedStatement[][] = [];
  for (const statement of statements) {
    const last = runs.at(-1);
    if (isHarmless(statement) && last?.every(isHarmless) === true) last.push(statement);
    else runs.push([statement]);
  }
  return runs.flatMap((each) => (each.length < SHORTEST_RUN ? each.map((statement) => [statement]) : [each]));
}

function run(statements: readonly PlannedStatement[]): Html {
  const rows = statements.map(row);
  if (statements.length === 1) return markup`${rows}`;
  const [first, last] = [statements[0]?.region.line ?? 0, statements.at(-1)?.region.line ?? 0];
  return markup`<details class="fold"><summary>${grouped(statements.length)} statements of low risk, lines ${first} to ${last}: ${commandCounts(statements)}</summary>
${rows}</details>`;
}

function row(statement: PlannedStatement): Html {
  const { region, command, risk, tag } = statement;
  const lock = strongestLock(statement);
  return markup`<details class="statement" id="${anchorOf(statement)}"><summary><span class="line">${region.line}</span><span><strong>${command}</strong> ${tablesOf(statement).slice(0, 4).join(', ')}</span><span>${lock === null ? null : lockChip(lock.mode, true)}</span><span>${happenings(statement)}</span><span class="score">${chip(risk.category, `${risk.score} ${risk.category}`)}${tag === 'additive' ? null : markup`<br><span class="small muted">${tag}</span>`}</span></summary>
<div class="inside">${inside(statement)}</div></details>`;
}

function happenings(statement: PlannedStatement): Html {
  const { error, opaque, destroys } = statement;
  const waiting = waitingWords(statement);
  const lines = [
    ...new Set(statement.work.map(workWords)),
    ...destroys.map((destroyed) => `destroys ${destroyedWords(destroyed)}`).slice(0, 3),
    ...(waiting === null ? [] : [waiting]),
  ].map((words) => markup`<span>${words}</span>`);
  if (error !== null) lines.push(chip('critical', 'refused'));
  if (opaque.length > 0) lines.push(chip('high', 'not analysed'));
  return lines.reduce((all, line, index) => (index === 0 ? line : markup`${all}<br>${line}`), markup``);
}

function inside(statement: PlannedStatement): Html {
  const { sql, error, opaque, sha256, segment, number } = statement;
  const isCut = sql.length > LONGEST_SQL;
  const transaction = segment === null ? 'outside of a transaction' : `in transaction ${segment}`;
  return markup`<pre>${isCut ? sql.slice(0, LONGEST_SQL) : sql}</pre>
${isCut ? markup`<p class="muted">${grouped(sql.length - LONGEST_SQL)} characters more</p>` : null}
${error === null ? null : markup`<p>${chip('critical', error.sqlState)} The server would refuse it: ${error.message}</p>`}
${opaque.map((reason) => markup`<p>${chip('high', 'not analysed')} ${reason}</p>`)}
${riskHtml(statement)}
${workHtml(statement)}
${locksHtml(statement)}
${dependentsHtml(statement)}
<p class="muted small">Statement ${number}, ${transaction}, SHA-256 <code>${sha256}</code></p>`;
}

function riskHtml({ risk }: PlannedStatement): Html | null {
  if (risk.category === 'low' || risk.parts.length === 0) return null;
  return markup`<p class="small">Risk: ${risk.parts.map(({ points, reason }) => `${points} ${reason}`).join('; ')}</p>`;
}

function workHtml({ work }: PlannedStatement): Html | null {
  if (work.length === 0) return null;
  const rows = work.map((each) => {
    const time = each.estimate === null ? 'size not known' : shownEstimate(each.estimate);
    const waiting = each.under.length === 0 ? 'nobody waits' : each.under.map(({ relation, mode }) => `${mode} on ${relation}`).join(', ');
    return markup`<tr><td>${workWords(each)}<br><span class="muted small">${each.reason}</span></td><td>${time}<br><span class="muted small">${each.estimate?.basis ?? ''}</span></td><td>${waiting}</td></tr>`;
  });
  return markup`<table><thead><tr><th>Work</th><th>Time</th><th>Under</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function locksHtml({ locks }: PlannedStatement): Html | null {
  if (locks.length === 0) return null;
  const rows = locks.slice(0, MAX_LOCKS).map(({ relation, kind, mode, reason, isBrief, isPreExisting }) => {
    const notes = [
      reason === 'direct' ? '' : `because of ${reason.replaceAll('-', ' ')}`,
      isBrief ? 'brief' : '',
      isPreExisting ? '' : 'new, nobody waits',
    ];
    return markup`<tr><td>${lockChip(mode, isPreExisting)}</td><td>${relation} <span class="muted small">${kind.replaceAll('-', ' ')}</span></td><td class="muted">${notes.filter((note) => note !== '').join(', ')}</td></tr>`;
  });
  const rest = locks.length - MAX_LOCKS;
  return markup`<table class="locks"><thead><tr><th>Lock</th><th>On</th><th></th></tr></thead><tbody>${rows}</tbody></table>${rest > 0 ? markup`<p class="muted">${grouped(rest)} more locks</p>` : null}`;
}

function dependentsHtml({ dependents }: PlannedStatement): Html | null {
  if (dependents.length === 0) return null;
  const items = dependents.map(
    ({ what, name, change }) => markup`<li>${what} ${name}: ${change === 'uses' ? 'uses what changes' : change}</li>`,
  );
  return markup`<p class="muted small">Depends on it</p><ul>${items}</ul>`;
}
