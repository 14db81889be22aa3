import type { Node } from 'libpg-query';
import type { Hazard, Region } from '../model/hazard.ts';
import type { Finding, PolicySettings, Rule, ScriptSubject, StatementSubject } from './rule.ts';
import type { World } from './world/world.ts';

/** What rules noted before a statement was followed. */
export type Before = ReadonlyMap<Rule, unknown>;

/** The rules that a project wants: all but the opt-in ones, unless it says otherwise. */
export function activeRules({ rules, enabledRules, disabledRules }: PolicySettings): readonly Rule[] {
  return rules.filter(({ id, isOptIn }) => !disabledRules.has(id) && (isOptIn !== true || enabledRules.has(id)));
}

/** Lets the rules note what a statement is about to change. */
export function noteBefore(rules: readonly Rule[], node: Node, world: World): Before {
  const notes = new Map<Rule, unknown>();
  for (const rule of rules) if (rule.scope === 'statement' && rule.before !== undefined) notes.set(rule, rule.before(node, world));
  return notes;
}

/** What the rules say of a statement; `regionAt` makes a region of a byte offset in it, null meaning all of it. */
export function checkStatement(
  rules: readonly Rule[],
  subject: StatementSubject,
  before: Before,
  regionAt: (offset: number | null) => Region,
): readonly Hazard[] {
  return rules.flatMap((rule) =>
    rule.scope === 'statement'
      ? rule.check(subject, before.get(rule) as never).map((finding) => hazardOf(rule, finding, regionAt(finding.offset ?? null)))
      : [],
  );
}

/** What the rules say of a script; `regionOf` makes the region of one of its statements, of its beginning for null. */
export function checkScript(
  rules: readonly Rule[],
  subject: ScriptSubject,
  regionOf: (statement: StatementSubject | null) => Region,
): readonly Hazard[] {
  return rules.flatMap((rule) =>
    rule.scope === 'script' ? rule.check(subject).map((finding) => hazardOf(rule, finding, regionOf(finding.statement ?? null))) : [],
  );
}

/** A rule's finding as a hazard; rules that the engine raises are named here too. */
export function hazardOf(rule: Rule, finding: Finding, region: Region): Hazard {
  return {
    rule: rule.id,
    severity: finding.severity ?? rule.severity,
    message: finding.message,
    safer: finding.safer === undefined ? rule.safer : finding.safer,
    saferSql: finding.saferSql ?? null,
    documentation: rule.documentation,
    region,
    relation: finding.relation ?? null,
    suppressedBy: null,
  };
}
