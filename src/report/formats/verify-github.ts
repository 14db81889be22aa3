import { githubAnnotation, githubLine } from '../github-command.ts';
import { relativePath } from '../relative-path.ts';
import { proofWords } from '../verdict-words.ts';
import { verifyFindings, type VerifyFinding } from '../verify-findings.ts';
import type { VerifyFormat } from './format.ts';

/** Annotations for GitHub: an error where something is refuted, a warning where nobody knows; what is refuted first, since ten of a kind are shown. */
export const verifyGithub: VerifyFormat = {
  id: 'github',
  extension: 'txt',
  render: (proof, { sourceRoot }) => {
    const findings = verifyFindings(proof);
    const refuted = findings.filter(({ verdict }) => verdict === 'refuted');
    const lines = [...refuted, ...findings.filter((finding) => !refuted.includes(finding))].map((finding) =>
      annotation(finding, sourceRoot),
    );
    return `${[...lines, githubLine(`flyback verify: ${proof.verdict ?? 'nothing to prove'}, ${proofWords(proof)}`)].join('\n')}\n`;
  },
};

function annotation({ verdict, script, file, line, message }: VerifyFinding, sourceRoot: string | undefined): string {
  const place = file === null ? {} : { file: relativePath(file, sourceRoot), line };
  const title = `${verdict}: ${script ?? 'the whole batch'}`;
  return githubAnnotation(verdict === 'refuted' ? 'error' : 'warning', { ...place, title }, message);
}
