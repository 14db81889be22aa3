import { differenceInWords } from '../../../model/difference-words.ts';
import type { ObjectDifference } from '../../../model/fingerprint.ts';
import type { DataDifference } from '../../../model/verdict.ts';
import { differenceDiff } from '../../definition-diff.ts';
import { markup, type Html } from '../../html-text.ts';
import { chip } from '../../page/chip.ts';
import { counted, grouped } from '../../plan-words.ts';
import { dataKindWords } from '../../verdict-words.ts';

const MOST_OBJECTS = 100;
/** So many are open from the start. */
const OPEN_AT_FIRST = 8;
const MOST_LINES = 120;
const LONGEST_LINE = 600;
const MOST_ROWS = 200;

/** Objects that differ, each with its definitions as a diff. */
export function schemaDifferences(title: string, differences: readonly ObjectDifference[]): Html | null {
  if (differences.length === 0) return null;
  const rest = differences.length - MOST_OBJECTS;
  return markup`<h4>${title} <span class="muted">(${counted(differences.length, 'object')})</span></h4>
${differences.slice(0, MOST_OBJECTS).map((difference, index) => oneDifference(difference, index < OPEN_AT_FIRST))}
${rest > 0 ? markup`<p class="muted">${counted(rest, 'object')} more in the JSON form of this proof.</p>` : null}`;
}

/** Rows, values and counters that differ, with their numbers. */
export function dataDifferences(title: string, differences: readonly DataDifference[]): Html | null {
  if (differences.length === 0) return null;
  const rest = differences.length - MOST_ROWS;
  const rows = differences.slice(0, MOST_ROWS).map((difference) => {
    const { identity, change, before, after } = difference;
    return markup`<tr><td>${identity} <span class="muted small">${dataKindWords(difference)}</span></td><td class="n">${grouped(before)}</td><td class="n">${after === 0 && difference.kind === 'sequence' ? 'its start' : grouped(after)}</td><td>${chip(change === 'added' ? 'medium' : 'critical', changeWords(difference))}</td></tr>`;
  });
  return markup`<h4>${title}</h4>
<table class="data"><thead><tr><th>What</th><th class="n">Before</th><th class="n">After undo</th><th></th></tr></thead><tbody>${rows}</tbody></table>
${rest > 0 ? markup`<p class="muted">${grouped(rest)} more in the JSON form of this proof.</p>` : null}`;
}

function changeWords({ kind, change }: DataDifference): string {
  if (kind === 'sequence') return 'went back';
  return change === 'added' ? 'left behind' : change === 'lost' ? 'lost' : 'other values';
}

function oneDifference(difference: ObjectDifference, isOpen: boolean): Html {
  const words = differenceInWords(difference);
  const lines = differenceDiff(difference);
  if (lines.length === 0) return markup`<p class="difference">${words}</p>`;
  return markup`<details class="difference"${isOpen ? markup` open` : null}><summary>${words}</summary>
${diffBlock(lines)}</details>`;
}

/** Lines that begin with a space, `-` or `+`. */
export function diffBlock(lines: readonly string[]): Html {
  const rest = lines.length - MOST_LINES;
  return markup`<pre class="diff">${lines
    .slice(0, MOST_LINES)
    .map(diffLine)
    .reduce((all, line) => markup`${all}${line}`)}</pre>${rest > 0 ? markup`<p class="muted">${counted(rest, 'line')} more</p>` : null}`;
}

function diffLine(line: string): Html {
  const shown = line.slice(0, LONGEST_LINE);
  if (line.startsWith('+')) return markup`<span class="come">${shown}</span>`;
  return line.startsWith('-') ? markup`<span class="gone">${shown}</span>` : markup`<span>${shown}</span>`;
}
