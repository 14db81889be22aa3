import type { Severity } from '../../model/hazard.ts';
import { openHazards, type LocatedHazard } from '../plan-hazards.ts';
import { summaryWords } from '../plan-words.ts';
import { relativePath } from '../relative-path.ts';
import { visibleText } from '../visible-text.ts';
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
    return `${[...lines, escapeMessage(`flyback: ${summaryWords(plan)}`)].join('\n')}\n`;
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
  const shown = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  const message = [hazard.message, ...(safer === null ? [] : [`Safer: ${safer}`]), hazard.documentation].join('\n');
  return `::${LEVELS[hazard.severity]} ${shown.join(',')}::${escapeMessage(message)}`;
}

function escapeMessage(text: string): string {
  return visibleText(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
