import type { Proof } from '../../../model/verdict.ts';
import type { Section } from '../../comment/section.ts';
import { cut } from '../../display-width.ts';
import { markdownCode, markdownText } from '../../markdown-text.ts';
import { queryLine } from '../../query-words.ts';

const LONGEST_TEXT = 400;
const LONGEST_QUERY = 160;

/** What refutes nothing and yet should be known: queries of the application that fail or lose their index, and where `plan` was wrong. */
export function warningSection({ migrations, plans = [] }: Proof): Section | null {
  const items = [
    ...plans.flatMap((query) =>
      query.findings.map(({ message }) => `- ${text(message)} (${markdownCode(cut(queryLine(query), LONGEST_QUERY))})`),
    ),
    ...migrations.flatMap(({ script, observed }) =>
      (observed?.statements ?? []).flatMap(({ line, command, surprises }) =>
        surprises.map((surprise) => `- ${markdownCode(script)}, line ${line}, ${text(command)}: ${text(surprise)}`),
      ),
    ),
  ];
  return items.length === 0 ? null : { of: 'warnings', open: '#### Warnings\n\n', items, gap: '\n', close: '' };
}

function text(words: string): string {
  return markdownText(cut(words, LONGEST_TEXT));
}
