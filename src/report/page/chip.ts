import { markup, type Html } from '../html-text.ts';
import type { Tone } from './palette.ts';

/** A word in a tinted frame. */
export function chip(tone: Tone | 'plain', words: string): Html {
  return markup`<span class="chip ${tone}">${words}</span>`;
}
