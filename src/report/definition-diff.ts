import { structuredPatch } from 'diff';

const CONTEXT_LINES = 2;

/** What differs between two definitions, as lines that begin with `+`, `-` or a space; a definition that is only on one side as a whole. */
export function definitionDiff(before: string | null, after: string | null): readonly string[] {
  if (before === null || after === null) return (before ?? after ?? '').split('\n').map((line) => (before === null ? '+' : '-') + line);
  const { hunks } = structuredPatch('', '', `${before}\n`, `${after}\n`, '', '', { context: CONTEXT_LINES });
  return hunks.flatMap(({ lines }, index) => [...(index > 0 ? [' ...'] : []), ...lines]);
}
