import { diffWordsWithSpace, type Change } from 'diff';
import { markup, type Html } from '../../html-text.ts';

/** Longer texts are not compared: it would take long, and nobody would see anything. */
const LONGEST = 6000;
/** With less in common, or more marks than that, the marks would only be noise. */
const LEAST_IN_COMMON = 0.4;
const MOST_MARKS = 4;

/** SQL as it is written and as it is better, side by side, with the words that differ marked. */
export function sqlComparison(written: string, safer: string): Html {
  const after = safer.trim();
  // A statement comes without the semicolon at its end.
  const before = written.trim() + (after.endsWith(';') ? ';' : '');
  const changes = before.length + after.length > LONGEST ? [] : diffWordsWithSpace(before, after);
  const isAlike = changes.length > 0 && inCommon(changes) >= LEAST_IN_COMMON * before.length && marksIn(changes) <= MOST_MARKS;
  const left = isAlike ? marked(changes, 'removed') : markup`${before}`;
  const right = isAlike ? marked(changes, 'added') : markup`${after}`;
  return markup`<div class="compare"><div class="critical"><h4>As written</h4><pre>${left}</pre></div><div class="low"><h4>Safer</h4><pre>${right}</pre></div></div>`;
}

/** The safer SQL alone. */
export function saferSqlOnly(safer: string): Html {
  return markup`<div class="compare"><div class="low"><h4>Safer</h4><pre>${safer.trim()}</pre></div></div>`;
}

function inCommon(changes: readonly Change[]): number {
  return changes.filter(({ added, removed }) => !added && !removed).reduce((sum, { value }) => sum + value.trim().length, 0);
}

function marksIn(changes: readonly Change[]): number {
  return changes.filter(({ added, removed, value }) => (added || removed) && value.trim() !== '').length;
}

function marked(changes: readonly Change[], side: 'added' | 'removed'): Html {
  const other = side === 'added' ? 'removed' : 'added';
  const pieces = changes
    .filter((change) => !change[other])
    .map((change) => {
      if (!change[side] || change.value.trim() === '') return markup`${change.value}`;
      return side === 'added' ? markup`<ins>${change.value}</ins>` : markup`<del>${change.value}</del>`;
    });
  return pieces.reduce((all, piece) => markup`${all}${piece}`, markup``);
}
