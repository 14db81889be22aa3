import type { Drift, DriftScript } from '../../../model/drift.ts';
import { FLYBACK_VERSION } from '../../../model/product.ts';
import { fitted, type Section } from '../../comment/section.ts';
import { cut } from '../../display-width.ts';
import { driftDiff, driftSentence, lossesOf, needsOf, replayWords, scriptWords, SCRIPT_PURPOSES } from '../../drift-words.ts';
import { markdownFence, markdownText } from '../../markdown-text.ts';
import { counted } from '../../plan-words.ts';
import { timeWords } from '../../verdict-words.ts';
import type { DriftFormat } from '../format.ts';

/** GitHub takes 65,536 characters; what posts the comment may want to add some. */
const MAX_BYTES = 60_000;
const MOST_LINES = 15;
const MOST_SCRIPT_LINES = 60;
const LONGEST_LINE = 200;
const LONGEST_TEXT = 1000;
const MOST_REASONS = 20;
const TITLES: Readonly<Record<Drift['verdict'], string>> = { none: '✓ none', drift: '✕ found', unknown: '? unknown' };

/** A comment or an issue: begins with a mark by which it is found again, and is never longer than a comment may be. */
export const driftMarkdown: DriftFormat = {
  id: 'markdown',
  extension: 'md',
  render: (drift, { commentName = 'drift', fullReport }) =>
    fitted(
      {
        head: headOf(drift, commentName),
        sections: [differences(drift), script('adopt', drift.adopt), script('revert', drift.revert), aside(drift)].filter(
          (section) => section !== null,
        ),
        foot: `flyback ${FLYBACK_VERSION}`,
        fullReport: fullReport ?? 'flyback drift --json',
      },
      MAX_BYTES,
    ),
};

function headOf(drift: Drift, commentName: string): string {
  const { verdict, sandbox, replay, notes, elapsedMs } = drift;
  const reasons = [...replay.gaps, ...notes].slice(0, MOST_REASONS);
  return [
    // What a comment is found by must not depend on what others wrote.
    `<!-- flyback:${commentName.replace(/[^\w.]+/gu, '-')} -->`,
    `### flyback drift: ${TITLES[verdict]}`,
    '',
    `${capitalized(text(driftSentence(drift)))}.`,
    '',
    `Compared: ${text(replayWords(drift))}; sandbox PostgreSQL ${text(sandbox.serverVersion)} (${sandbox.kind}), target PostgreSQL ${text(sandbox.targetServerVersion ?? '')}; ${timeWords(elapsedMs)}.`,
    ...(reasons.length === 0 ? [] : ['', ...reasons.map((reason) => `- ${text(reason)}`)]),
  ].join('\n');
}

function differences(drift: Drift): Section | null {
  const items = drift.differences.map((difference) => {
    const lines = driftDiff(difference).map((line) => cut(line, LONGEST_LINE));
    const words = `- ${text(difference.words)}`;
    if (lines.length === 0) return words;
    const more = lines.length > MOST_LINES ? `\n ... ${counted(lines.length - MOST_LINES, 'line')} more` : '';
    return `${words}\n\n${markdownFence(lines.slice(0, MOST_LINES).join('\n') + more, 'diff')}`;
  });
  return items.length === 0 ? null : { of: 'objects', open: '', items, gap: '\n\n', close: '' };
}

function script(kind: 'adopt' | 'revert', found: DriftScript | null): Section | null {
  if (found === null) return null;
  const lines = found.sql.trimEnd().split('\n');
  const more = lines.length > MOST_SCRIPT_LINES ? `\n-- ... ${counted(lines.length - MOST_SCRIPT_LINES, 'line')} more` : '';
  const item = [
    `#### ${capitalized(kind)}: ${SCRIPT_PURPOSES[kind]}`,
    '',
    `${capitalized(scriptWords(found))}.`,
    '',
    ...[...found.reasons, ...lossesOf(found).map((loss) => `takes away: ${loss}`), ...needsOf(found).map((need) => `needs: ${need}`)]
      .slice(0, MOST_REASONS)
      .map((reason) => `- ${text(reason)}`),
    '',
    '<details><summary>The script</summary>',
    '',
    markdownFence(lines.slice(0, MOST_SCRIPT_LINES).join('\n') + more, 'sql'),
    '',
    '</details>',
  ].join('\n');
  return { of: 'scripts', open: '', items: [item], gap: '', close: '' };
}

function aside({ ignored, notCompared, pending }: Drift): Section | null {
  const items = [
    ...ignored.map(({ kind, identity, change, pattern }) => `- ignored: ${text(`${kind} ${identity} ${change}`)} (${text(pattern)})`),
    ...notCompared.map(({ kind, identity, why }) => `- not compared: ${text(`${kind} ${identity}: ${why}`)}`),
    ...(pending === 0 ? [] : [`- ${counted(pending, 'migration is', 'migrations are')} pending, which is no drift`]),
  ];
  return items.length === 0 ? null : { of: 'notes', open: '', items, gap: '\n', close: '' };
}

function text(words: string): string {
  return markdownText(cut(words, LONGEST_TEXT));
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
