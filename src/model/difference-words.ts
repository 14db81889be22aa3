import type { ObjectDifference } from './fingerprint.ts';

/** More or longer lines are better shown as a diff. */
const MOST_LINES = 3;
const LONGEST = 160;

/** A difference as a sentence: `the column public.orders.total is missing`, `... has changed: "default 1" instead of "default 0"`. */
export function differenceInWords(difference: ObjectDifference): string {
  const { kind, identity, change, before, after } = difference;
  const subject = `the ${kind} ${identity}`;
  switch (change) {
    case 'added':
      return `${subject} is additional`;
    case 'removed':
      return `${subject} is missing`;
    case 'moved':
      return `${subject} has moved from ${before} to ${after}`;
    case 'changed': {
      const how = changedLines(before ?? '', after ?? '');
      return how === null ? `${subject} has changed` : `${subject} has changed: ${how}`;
    }
  }
}

function changedLines(before: string, after: string): string | null {
  const gone = linesBeyond(before, after);
  const come = linesBeyond(after, before);
  if (gone.length > MOST_LINES || come.length > MOST_LINES || gone.length + come.length === 0) return null;
  const [old, young] = [quoted(gone), quoted(come)];
  if (old.length + young.length > LONGEST) return null;
  if (gone.length === 0) return `now ${young}`;
  return come.length === 0 ? `no longer ${old}` : `${young} instead of ${old}`;
}

function linesBeyond(text: string, other: string): readonly string[] {
  const known = new Set(other.split('\n'));
  return text.split('\n').filter((line) => !known.has(line));
}

function quoted(lines: readonly string[]): string {
  return lines.map((line) => `"${line.trim()}"`).join(', ');
}
