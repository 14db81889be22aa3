import { grouped } from '../plan-words.ts';
import { markdownText } from '../markdown-text.ts';

/** A part of the comment: its items come one after the other and can be left out from the end. */
export interface Section {
  /** What its items are called: `hazards`. */
  readonly of: string;
  readonly open: string;
  readonly items: readonly string[];
  /** Between two items. */
  readonly gap: string;
  readonly close: string;
}

export interface Comment {
  readonly head: string;
  readonly sections: readonly Section[];
  readonly foot: string;
  /** Where all of it is. */
  readonly fullReport: string;
}

const BREAK = '\n\n';
/** For the line that says what was left out. */
const NOTE_BYTES = 1000;
/** Of what there is room for: one part must not push out all others. */
const LARGEST_SHARE = 0.6;
const LONGEST_NOTE = 300;

/** The comment with as many items as fit; it says what was left out, and where all of it is. */
export function fitted({ head, sections, foot, fullReport }: Comment, maxBytes: number): string {
  const all = maxBytes - bytesOf(head) - bytesOf(foot) - NOTE_BYTES;
  let room = all;
  const shown: string[] = [];
  const left: string[] = [];
  for (const section of sections) {
    const kept = itemsThatFit(section, Math.min(room, all * LARGEST_SHARE));
    const missing = section.items.length - kept;
    if (missing > 0) left.push(`${grouped(missing)} of ${grouped(section.items.length)} ${section.of}`);
    if (kept === 0) continue;
    const text = section.open + section.items.slice(0, kept).join(section.gap) + section.close;
    shown.push(text);
    room -= bytesOf(text) + BREAK.length;
  }
  const note =
    left.length === 0
      ? []
      : [
          `**Left out here**, because a comment holds only so much: ${left.join(', ')}. All of it: ${markdownText(fullReport.slice(0, LONGEST_NOTE))}`,
        ];
  return `${[head, ...shown, ...note, foot].join(BREAK)}\n`;
}

function itemsThatFit({ open, items, gap, close }: Section, room: number): number {
  let left = room - bytesOf(open) - bytesOf(close) - BREAK.length;
  let count = 0;
  for (const item of items) {
    left -= bytesOf(item) + bytesOf(gap);
    if (left < 0) break;
    count++;
  }
  return count;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
