import type { Severity } from '../../model/hazard.ts';
import { fingerprints } from '../fingerprint.ts';
import { openHazards } from '../plan-hazards.ts';
import { relativePath } from '../relative-path.ts';
import { visibleLine } from '../visible-text.ts';
import type { PlanFormat } from './format.ts';

/** GitLab's words for how much something matters (docs.gitlab.com, Code Quality report format). */
const SEVERITIES: Readonly<Record<Severity, string>> = {
  info: 'info',
  low: 'minor',
  medium: 'major',
  high: 'critical',
  critical: 'blocker',
};

/** What GitLab shows in a merge request; allowed hazards are left out, for it knows no such thing. */
export const gitlabCodeQuality: PlanFormat = {
  id: 'gitlab',
  extension: 'json',
  render: (plan, { sourceRoot }) => {
    const hazards = openHazards(plan);
    const names = fingerprints(hazards, sourceRoot);
    const issues = hazards.map(({ hazard }, index) => ({
      description: visibleLine(hazard.safer === null ? hazard.message : `${hazard.message} ${hazard.safer}`),
      check_name: hazard.rule,
      fingerprint: names[index],
      severity: SEVERITIES[hazard.severity],
      location: { path: relativePath(hazard.region.file, sourceRoot), lines: { begin: hazard.region.line, end: hazard.region.endLine } },
    }));
    return `${JSON.stringify(issues, null, 2)}\n`;
  },
};
