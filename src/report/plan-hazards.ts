import { rankOf, SEVERITIES, type Hazard, type Severity } from '../model/hazard.ts';
import type { Plan, PlannedStatement } from '../model/plan.ts';

/** A hazard and the statement that it is about; null where it is about a file or the batch. */
export interface LocatedHazard {
  readonly hazard: Hazard;
  readonly statement: PlannedStatement | null;
}

/** The severities, most serious first. */
export const MOST_SERIOUS_FIRST: readonly Severity[] = SEVERITIES.toReversed();

/** All hazards of a plan by place: those of its statements, then those of files; allowed ones, too. */
export function allHazards(plan: Plan): readonly LocatedHazard[] {
  const ofStatements = plan.scripts.flatMap(({ statements }) =>
    statements.flatMap((statement) => statement.hazards.map((hazard) => ({ hazard, statement }))),
  );
  return [...ofStatements, ...plan.hazards.map((hazard) => ({ hazard, statement: null }))];
}

/** Those that nothing allows, the most serious first, else by place. */
export function openHazards(plan: Plan): readonly LocatedHazard[] {
  return allHazards(plan)
    .filter(({ hazard }) => hazard.suppressedBy === null)
    .toSorted((left, right) => rankOf(right.hazard.severity) - rankOf(left.hazard.severity));
}

/** Those that a comment in the file allows. */
export function allowedHazards(plan: Plan): readonly LocatedHazard[] {
  return allHazards(plan).filter(({ hazard }) => hazard.suppressedBy !== null);
}

/** How many there are of each severity, most serious first; none are left out. */
export function countBySeverity(hazards: readonly LocatedHazard[]): readonly { readonly severity: Severity; readonly count: number }[] {
  return MOST_SERIOUS_FIRST.map((severity) => ({
    severity,
    count: hazards.filter(({ hazard }) => hazard.severity === severity).length,
  })).filter(({ count }) => count > 0);
}

/** `sql/V2__orders.sql:3:1`. */
export function placeOf({ region }: Pick<Hazard, 'region'>): string {
  return `${region.file}:${region.line}:${region.column}`;
}

/** What a message says first, and what follows below it as it is (an excerpt with its caret). */
export function messageParts({ message }: Pick<Hazard, 'message'>): { readonly first: string; readonly rest: string | null } {
  const end = message.indexOf('\n');
  return end < 0 ? { first: message, rest: null } : { first: message.slice(0, end), rest: message.slice(end + 1) };
}
