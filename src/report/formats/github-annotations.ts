import type { Severity } from '../../model/hazard.ts';
import { githubAnnotation, githubLine } from '../github-command.ts';
import { openHazards, type LocatedHazard } from '../plan-hazards.ts';
import { summaryWords } from '../plan-words.ts';
import { relativePath } from '../relative-path.ts';
import type { PlanFormat } from './format.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'notice'>> = {
  info: 'notice',
  low: 'notice',
  medium: 'warning',
  high: 'error',
  critical: 'error',
};

/**
 * Commands to GitHub's runner (docs.github.com, workflow commands). It shows ten of each level of a step, so the most serious ones come first, and
 * the last line counts them all.
 */
export const githubAnnotations: PlanFormat = {
  id: 'github',
  extension: 'txt',
  render: (plan, { sourceRoot }) => {
    const lines = openHazards(plan).map((located) => annotation(located, sourceRoot));
    return `${[...lines, githubLine(`flyback: ${summaryWords(plan)}`)].join('\n')}\n`;
  },
};

function annotation({ hazard }: LocatedHazard, sourceRoot: string | undefined): string {
  const { region, safer } = hazard;
  const properties = {
    file: relativePath(region.file, sourceRoot),
    line: region.line,
    endLine: Math.max(region.line, region.endLine),
    // GitHub wants no end column where an annotation spans lines.
    col: region.column,
    ...(region.endLine === region.line && region.endColumn > region.column ? { endColumn: region.endColumn } : {}),
    title: `${hazard.rule} (${hazard.severity})`,
  };
  const message = [hazard.message, ...(safer === null ? [] : [`Safer: ${safer}`]), hazard.documentation].join('\n');
  return githubAnnotation(LEVELS[hazard.severity], properties, message);
}
