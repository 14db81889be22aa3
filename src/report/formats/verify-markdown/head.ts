import type { Proof, Verdict } from '../../../model/verdict.ts';
import { cut } from '../../display-width.ts';
import { markdownText } from '../../markdown-text.ts';
import { baseWords, proofWords, sampleWords, sandboxWords, timeWords, VERDICT_SIGNS } from '../../verdict-words.ts';

const LONGEST_TEXT = 300;
const MOST_REASONS = 20;

/** The mark by which the comment is found again, the verdict, where it was proven, and what concerns the whole batch. */
export function headMarkdown(proof: Proof, verdict: Verdict, commentName: string): string {
  const { reasons, base, elapsedMs } = proof;
  const sample = sampleWords(proof);
  return [
    // What a comment is found by must not depend on what others wrote.
    `<!-- flyback:${commentName.replace(/[^\w.]+/gu, '-')} -->`,
    `### flyback verify: ${VERDICT_SIGNS[verdict]} ${verdict}`,
    '',
    `**${verdict.toUpperCase()}**, ${proofWords(proof)}.`,
    '',
    `Sandbox: ${short(sandboxWords(proof))}; ${baseWords(proof)}; ${timeWords(elapsedMs)}.`,
    ...(sample === null ? [] : [`Sample: ${sample}.`]),
    ...listed([...(base?.gaps ?? []), ...reasons]),
  ].join('\n');
}

/** A comment where nothing is pending. */
export function emptyMarkdown(commentName: string): string {
  return `<!-- flyback:${commentName.replace(/[^\w.]+/gu, '-')} -->\n### flyback verify: nothing to prove\n\nNothing is pending.\n`;
}

function listed(reasons: readonly string[]): readonly string[] {
  const all = [...new Set(reasons)];
  if (all.length === 0) return [];
  const rest = all.length - MOST_REASONS;
  return ['', ...all.slice(0, MOST_REASONS).map((reason) => `- ${short(reason)}`), ...(rest > 0 ? [`- and ${rest} more`] : [])];
}

function short(text: string): string {
  return markdownText(cut(text, LONGEST_TEXT));
}
