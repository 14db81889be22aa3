import type { PlanFormat } from '../format.ts';
import { blastSection } from './blast-section.ts';
import { allowedSection, hazardSection } from './hazard-section.ts';
import { footMarkdown, headMarkdown } from './head-and-foot.ts';
import { destroyedSection, undoSection } from './loss-sections.ts';
import { fitted } from '../../comment/section.ts';
import { sqlSection, statementSection } from './statement-sections.ts';

/** GitHub takes 65,536 characters; what posts the comment may want to add some. */
const MAX_BYTES = 60_000;

/** A comment on a pull request: begins with a mark by which it is found again, and is never longer than a comment may be. */
export const planMarkdown: PlanFormat = {
  id: 'markdown',
  extension: 'md',
  render: (plan, { command, commentName = 'plan', fullReport }) =>
    fitted(
      {
        head: headMarkdown(plan, command, commentName),
        sections: [
          statementSection(plan),
          hazardSection(plan),
          allowedSection(plan),
          destroyedSection(plan),
          blastSection(plan),
          undoSection(plan),
          sqlSection(plan),
        ].filter((section) => section !== null),
        foot: footMarkdown(plan),
        fullReport: fullReport ?? 'flyback plan --format html=plan.html',
      },
      MAX_BYTES,
    ),
};
