import type { Hazard, Region, Suppression } from '../model/hazard.ts';
import { commentsIn } from '../syntax/comments.ts';
import type { Span } from '../syntax/split.ts';

/** A `flyback:allow` comment and what it covers. */
export interface FoundSuppression extends Suppression {
  /** `-- flyback:allow-file` covers the whole script, `-- flyback:allow` the statement that it stands before or in. */
  readonly isForFile: boolean;
  /** What is wrong with the comment itself; null: nothing. */
  readonly problem: string | null;
}

const MARK = 'flyback:allow';
const FORM = /flyback:allow(-file)?(?:\s+([a-z0-9-]+))?(.*)$/su;
const ATTRIBUTE = /^\s*(reason|until|by)=(?:"([^"]*)"|'([^']*)'|(\S+))/u;
const DATE = /^\d{4}-\d{2}-\d{2}$/u;

/** The suppressions in a stretch of a script; `regionOf` makes a region of bytes. */
export function suppressionsIn(bytes: Buffer, span: Span, regionOf: (span: Span) => Region): readonly FoundSuppression[] {
  if (bytes.indexOf(MARK, span.start) < 0) return [];
  const found: FoundSuppression[] = [];
  for (const comment of commentsIn(bytes, span)) {
    const text = bytes.toString('utf8', comment.start, comment.end).replace(/\*\/$/u, '');
    if (!text.includes(MARK)) continue;
    for (const line of text.split('\n')) if (line.includes(MARK)) found.push(parsed(line, regionOf(comment)));
  }
  return found;
}

/** Puts the suppression on the hazards that it covers; `used` learns which ones were needed. */
export function suppress(
  hazards: readonly Hazard[],
  by: readonly FoundSuppression[],
  today: string,
  used: Set<FoundSuppression>,
): readonly Hazard[] {
  if (by.length === 0) return hazards;
  return hazards.map((hazard) => {
    const covering = by.find(
      (suppression) => suppression.problem === null && suppression.rule === hazard.rule && isInForce(suppression, today),
    );
    if (covering === undefined) return hazard;
    used.add(covering);
    const { rule, reason, until, by: person, region } = covering;
    return { ...hazard, suppressedBy: { rule, reason, until, by: person, region } };
  });
}

/** Is it the last day or earlier? */
export function isInForce({ until }: Suppression, today: string): boolean {
  return until === null || today <= until;
}

function parsed(line: string, region: Region): FoundSuppression {
  const match = FORM.exec(line);
  const rule = match?.[2] ?? '';
  const attributes = new Map<string, string>();
  let rest = match?.[3] ?? '';
  for (let next = ATTRIBUTE.exec(rest); next !== null; next = ATTRIBUTE.exec(rest)) {
    attributes.set(next[1] as string, next[2] ?? next[3] ?? next[4] ?? '');
    rest = rest.slice(next[0].length);
  }
  const until = attributes.get('until') ?? null;
  const reason = attributes.get('reason') ?? '';
  return {
    rule,
    reason,
    until,
    by: attributes.get('by') ?? null,
    region,
    isForFile: match?.[1] !== undefined,
    problem: problemOf({ rule, reason, until, rest: rest.trim() }),
  };
}

function problemOf({ rule, reason, until, rest }: { rule: string; reason: string; until: string | null; rest: string }): string | null {
  if (rule === '') return 'names no rule: -- flyback:allow RULE reason="..."';
  if (reason === '') return 'gives no reason: -- flyback:allow RULE reason="..."';
  if (until !== null && (!DATE.test(until) || Number.isNaN(Date.parse(until))))
    return `has until=${until}, which is no date like 2027-01-31`;
  return rest === '' ? null : `has what is not understood: ${rest}`;
}
