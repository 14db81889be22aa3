import { FLYBACK_VERSION } from '../../../model/product.ts';
import { fitted } from '../../comment/section.ts';
import type { VerifyFormat } from '../format.ts';
import { emptyMarkdown, headMarkdown } from './head.ts';
import { chainSection, migrationSection } from './migration-section.ts';
import { tableSection } from './table-section.ts';
import { warningSection } from './warning-section.ts';

/** GitHub takes 65,536 characters; what posts the comment may want to add some. */
const MAX_BYTES = 60_000;

/** A comment on a pull request: begins with a mark by which it is found again, and is never longer than a comment may be. */
export const verifyMarkdown: VerifyFormat = {
  id: 'markdown',
  extension: 'md',
  render: (proof, { commentName = 'verify', fullReport }) => {
    if (proof.verdict === null) return emptyMarkdown(commentName);
    return fitted(
      {
        head: headMarkdown(proof, proof.verdict, commentName),
        sections: [tableSection(proof), migrationSection(proof), chainSection(proof), warningSection(proof)].filter(
          (section) => section !== null,
        ),
        foot: `flyback ${FLYBACK_VERSION}`,
        fullReport: fullReport ?? 'flyback verify --format html=verify.html',
      },
      MAX_BYTES,
    );
  },
};
