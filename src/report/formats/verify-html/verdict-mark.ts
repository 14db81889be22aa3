import type { Verdict } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { chip } from '../../page/chip.ts';
import type { Tone } from '../../page/palette.ts';
import { VERDICT_SIGNS } from '../../verdict-words.ts';

const TONES: Readonly<Record<Verdict, Tone>> = { proven: 'low', refuted: 'critical', unproven: 'medium' };

const SHAPES: Readonly<Record<Verdict, string>> = {
  proven: 'M15 25l7 7l13-15',
  refuted: 'M16 16l16 16M32 16l-16 16',
  unproven: 'M18 19c0-8 13-8 13 0c0 5-7 5-7 10M24 34v1',
};

/** The tone of a verdict. */
export function toneOfVerdict(verdict: Verdict): Tone {
  return TONES[verdict];
}

/** A verdict as its sign and its word. */
export function verdictChip(verdict: Verdict): Html {
  return chip(TONES[verdict], `${VERDICT_SIGNS[verdict]} ${verdict}`);
}

/** A large sign beside the word: hook, cross or question mark. */
export function verdictIcon(verdict: Verdict): Html {
  return markup`<svg class="icon" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="22"/><path d="${SHAPES[verdict]}"/></svg>`;
}
