import { shownEstimate } from '../../../analyze/estimate.ts';
import type { Estimate, Plan, PlannedStatement } from '../../../model/plan.ts';
import { markup, type Html } from '../../html-text.ts';
import { counted } from '../../plan-words.ts';
import { tablesOf, waiters } from '../../statement-words.ts';
import { anchorOf } from './anchor.ts';
import { toneOfImpact } from './tones.ts';

const MAX_ROWS = 15;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TICKS: readonly (readonly [ms: number, label: string])[] = [
  [10, '10 ms'],
  [100, '0.1 s'],
  [SECOND, '1 s'],
  [10 * SECOND, '10 s'],
  [MINUTE, '1 min'],
  [10 * MINUTE, '10 min'],
  [HOUR, '1 h'],
  [10 * HOUR, '10 h'],
  [100 * HOUR, '100 h'],
  [1000 * HOUR, '1000 h'],
];

interface Bar {
  readonly statement: PlannedStatement;
  /** Null: the size is not known. */
  readonly estimate: Estimate | null;
  readonly isBlocking: boolean;
}

/** How long each statement works, on a logarithmic scale, the longest first; its colour says who waits meanwhile. Nothing where no size is known. */
export function waitingSection(plan: Plan): Html | null {
  const bars = plan.scripts
    .flatMap(({ statements }) => statements)
    .filter(({ work }) => work.length > 0)
    .map(barOf)
    .toSorted((left, right) => lengthOf(right) - lengthOf(left));
  if (bars.every(({ estimate }) => estimate === null)) return null;
  const shown = bars.slice(0, MAX_ROWS);
  const scale = scaleFor(Math.max(...shown.map(({ estimate }) => estimate?.highMs ?? 0)));
  const rest = bars.length - shown.length;
  return markup`<section id="durations"><h2>How long it takes, and who waits</h2>
<div class="chart">
<div class="axis-gap"></div><div class="axis" aria-hidden="true">${scale.ticks.map(({ at, label }) => markup`<span style="left:${at}%">${label}</span>`)}</div><div class="axis-gap"></div>
${shown.map((bar) => row(bar, scale))}
</div>
<p class="legend"><span class="high">readers and writers wait</span> <span class="medium">writers wait</span> <span class="calm">nobody waits</span></p>
${rest > 0 ? markup`<p class="muted">${counted(rest, 'shorter one')} not shown.</p>` : null}
<p class="muted small">Ranges from a busy server with slow disks to an idle one with fast disks.</p></section>`;
}

function barOf(statement: PlannedStatement): Bar {
  const { blocksFor, work } = statement;
  const isBlocking = work.some(({ under }) => under.length > 0);
  if (isBlocking) return { statement, estimate: blocksFor, isBlocking };
  const known = work.map(({ estimate }) => estimate).filter((estimate) => estimate !== null);
  const sum = (key: 'lowMs' | 'highMs'): number => known.reduce((total, estimate) => total + estimate[key], 0);
  const estimate = known.length < work.length ? null : { lowMs: sum('lowMs'), highMs: sum('highMs'), basis: '' };
  return { statement, estimate, isBlocking };
}

/** What is not known may be the longest. */
function lengthOf({ estimate, isBlocking }: Bar): number {
  return (isBlocking ? 1e15 : 0) + (estimate?.highMs ?? 1e12);
}

interface Scale {
  readonly ticks: readonly { readonly at: string; readonly label: string }[];
  readonly position: (ms: number) => number;
}

function scaleFor(longestMs: number): Scale {
  const [first = [1, ''] as const] = TICKS;
  const end = Math.max(
    TICKS.findIndex(([ms]) => ms === MINUTE),
    TICKS.findIndex(([ms]) => ms >= longestMs),
  );
  const ticks = TICKS.slice(0, end + 1);
  const last = ticks.at(-1) ?? first;
  const width = Math.log10(last[0] / first[0]);
  const position = (ms: number): number => Math.min(100, Math.max(0, (Math.log10(Math.max(ms, first[0]) / first[0]) / width) * 100));
  return { ticks: ticks.map(([ms, label]) => ({ at: position(ms).toFixed(2), label })), position };
}

function row({ statement, estimate, isBlocking }: Bar, { ticks, position }: Scale): Html {
  const tone = isBlocking ? toneOfImpact(statement.blocks) : 'calm';
  const low = estimate === null ? 0 : position(estimate.lowMs);
  const high = estimate === null ? 100 : position(estimate.highMs);
  const lines = ticks.map(({ at }) => markup`<i style="left:${at}%"></i>`);
  const bar = markup`<b class="${estimate === null ? 'unknown' : 'known'}" style="left:${low.toFixed(2)}%;width:${(high - low).toFixed(2)}%"></b>`;
  const who = isBlocking ? waiters(statement.blocks) : 'nobody waits';
  return markup`<div><a href="#${anchorOf(statement)}">${statement.command}</a> ${tablesOf(statement).slice(0, 2).join(', ')}<br><span class="muted small">${fileName(statement)}:${statement.region.line}</span></div>
<div class="track ${tone}" aria-hidden="true">${lines}${bar}</div>
<div>${estimate === null ? 'size not known' : shownEstimate(estimate)}<br><span class="muted small">${who}</span></div>`;
}

function fileName({ region }: PlannedStatement): string {
  return region.file.split('/').at(-1) ?? region.file;
}
