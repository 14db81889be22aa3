import { RULES } from '../../analyze/rules/index.ts';
import type { Hazard, Severity, Suppression } from '../../model/hazard.ts';
import type { Plan } from '../../model/plan.ts';
import { fingerprints } from '../fingerprint.ts';
import { allHazards } from '../plan-hazards.ts';
import { sarifDocument, sarifLocation, type SarifRun } from '../sarif-log.ts';
import type { PlanFormat, RuleDescription } from './format.ts';

/** With its version, so that a better one can come (SARIF 2.1.0, 3.27.17). */
const FINGERPRINT = 'flybackStatement/v1';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  info: 'note',
  low: 'note',
  medium: 'warning',
  high: 'error',
  critical: 'error',
};

/** SARIF 2.1.0, for code scanning: all rules that were asked, all hazards, allowed ones as suppressed in the source. */
export const sarif: PlanFormat = {
  id: 'sarif',
  extension: 'sarif',
  render: (plan, { rules = RULES, sourceRoot }) => sarifDocument(sarifRun(plan, rules, sourceRoot), plan.tool.version),
};

function sarifRun(plan: Plan, known: readonly RuleDescription[], sourceRoot: string | undefined): SarifRun {
  const rules = withUnknown(known, plan);
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]));
  const hazards = allHazards(plan);
  const names = fingerprints(hazards, sourceRoot);
  return {
    rules: rules.map(reportingDescriptor),
    notifications: plan.coverage.notAnalysed.map(notification),
    results: hazards.map(({ hazard }, index) => ({
      ruleId: hazard.rule,
      ruleIndex: indexOf.get(hazard.rule),
      level: LEVELS[hazard.severity],
      message: { text: messageOf(hazard) },
      locations: [{ physicalLocation: physicalLocation(hazard.region, sourceRoot) }],
      partialFingerprints: { [FINGERPRINT]: names[index] },
      suppressions: hazard.suppressedBy === null ? [] : [suppression(hazard.suppressedBy, sourceRoot)],
      properties: { severity: hazard.severity, relation: hazard.relation, saferSql: hazard.saferSql },
    })),
  };
}

/** A hazard may come from the analysis itself (a syntax error): what it says describes the rule then. */
function withUnknown(known: readonly RuleDescription[], plan: Plan): readonly RuleDescription[] {
  const rules = new Map(known.map((rule) => [rule.id, rule]));
  for (const { hazard } of allHazards(plan)) {
    if (rules.has(hazard.rule)) continue;
    const title = sentence(hazard.rule);
    rules.set(hazard.rule, {
      id: hazard.rule,
      title,
      group: 'correctness',
      severity: hazard.severity,
      why: `${title}.`,
      safer: hazard.safer ?? '',
      documentation: hazard.documentation,
    });
  }
  return [...rules.values()];
}

function reportingDescriptor({ id, title, group, severity, why, safer, documentation }: RuleDescription): object {
  const text = safer === '' ? why : `${why}\n\nSafer: ${safer}`;
  const markdown = `${safer === '' ? why : `${why}\n\n**Safer:** ${safer}`}\n\n[PostgreSQL's manual](${documentation})`;
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/gu, (_all, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: plain(why) },
    help: { text: plain(text), markdown },
    helpUri: documentation,
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: [group, 'postgresql', 'migration'] },
  };
}

function physicalLocation(region: Hazard['region'], sourceRoot: string | undefined): object {
  const lines = {
    startLine: region.line,
    startColumn: region.column,
    endLine: Math.max(region.line, region.endLine),
    endColumn: region.endLine > region.line ? region.endColumn : Math.max(region.column, region.endColumn),
  };
  return sarifLocation(region.file, lines, sourceRoot);
}

function suppression({ reason, until, by, region }: Suppression, sourceRoot: string | undefined): object {
  const limits = [...(until === null ? [] : [`until ${until}`]), ...(by === null ? [] : [`by ${by}`])];
  return {
    kind: 'inSource',
    status: 'accepted',
    justification: limits.length === 0 ? reason : `${reason} (${limits.join(', ')})`,
    location: { physicalLocation: physicalLocation(region, sourceRoot) },
  };
}

function notification(text: string): object {
  return { level: 'warning', message: { text: `Not analysed: ${text}` } };
}

function messageOf({ message, safer, saferSql }: Hazard): string {
  return [message, ...(safer === null ? [] : [`Safer: ${plain(safer)}`]), ...(saferSql === null ? [] : [saferSql])].join('\n');
}

function sentence(id: string): string {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Markdown without its marks, for readers that show text. */
function plain(markdown: string): string {
  return markdown.replace(/`([^`]*)`/gu, '$1').replace(/\*\*([^*]*)\*\*/gu, '$1');
}
