import { structuredPatch } from 'diff';
import type { ObjectDifference } from '../model/fingerprint.ts';

const CONTEXT_LINES = 2;

/** What differs between two definitions, as lines that begin with `+`, `-` or a space; a definition that is only on one side as a whole. */
export function definitionDiff(before: string | null, after: string | null): readonly string[] {
  if (before === null || after === null) return (before ?? after ?? '').split('\n').map((line) => (before === null ? '+' : '-') + line);
  const { hunks } = structuredPatch('', '', `${before}\n`, `${after}\n`, '', '', { context: CONTEXT_LINES });
  return hunks.flatMap(({ lines }, index) => [...(index > 0 ? [' ...'] : []), ...lines]);
}

/** The same of an object that differs; where it has only moved its words say all. */
export function differenceDiff({ change, before, after }: ObjectDifference): readonly string[] {
  return change === 'moved' ? [] : definitionDiff(before, after);
}
