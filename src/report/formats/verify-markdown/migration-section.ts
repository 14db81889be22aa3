import { differenceInWords } from '../../../model/difference-words.ts';
import type { ObjectDifference } from '../../../model/fingerprint.ts';
import type { ChainProof, MigrationProof, Proof } from '../../../model/verdict.ts';
import type { Section } from '../../comment/section.ts';
import { differenceDiff } from '../../definition-diff.ts';
import { cut } from '../../display-width.ts';
import { markdownCode, markdownFence, markdownText } from '../../markdown-text.ts';
import { counted } from '../../plan-words.ts';
import { chainWords, VERDICT_SIGNS } from '../../verdict-words.ts';
import { fileOf } from '../../verify-findings.ts';

const MOST_OBJECTS = 8;
const MOST_LINES = 15;
const LONGEST_TEXT = 1000;
const LONGEST_LINE = 200;
const LONGEST_NAME = 200;

/** What speaks against each migration that is not proven: reasons, places, differences as diffs. */
export function migrationSection({ migrations }: Proof): Section | null {
  const items = migrations.filter(({ verdict }) => verdict !== 'proven').map(item);
  return items.length === 0 ? null : { of: 'migrations’ reasons', open: '', items, gap: '\n\n', close: '' };
}

/** All undos of the batch, newest first, and all ups again. */
export function chainSection({ chain }: Proof): Section | null {
  return chain === null ? null : { of: 'chain', open: '', items: [chainItem(chain)], gap: '', close: '' };
}

function item(migration: MigrationProof): string {
  const { script, verdict, reasons, errors } = migration;
  const places = errors.flatMap((error) =>
    error.line === null ? [] : [`at ${name(`${fileOf(error, migration) ?? error.script}:${error.line}`)}`],
  );
  return [
    `#### ${VERDICT_SIGNS[verdict]} ${name(script)}: ${verdict}`,
    '',
    ...reasons.map((reason) => `- ${text(reason)}`),
    ...places.map((place) => `- ${place}`),
    ...diffs('After the undo', migration.differences),
    ...diffs('After the second up', migration.reupDifferences),
  ].join('\n');
}

function chainItem(chain: ChainProof): string {
  const { verdict, reasons, stoppedAt, differences, reupDifferences } = chain;
  return [
    `${verdict === 'proven' ? '' : '#### '}${VERDICT_SIGNS[verdict]} The whole batch: ${verdict}`,
    '',
    `${chainWords(chain)}.`,
    '',
    ...reasons.map((reason) => `- ${text(reason)}`),
    ...(stoppedAt === null ? diffs('After all undos', differences) : []),
    ...diffs('After applying the batch again', reupDifferences),
  ]
    .join('\n')
    .trimEnd();
}

function diffs(title: string, differences: readonly ObjectDifference[]): readonly string[] {
  if (differences.length === 0) return [];
  const rest = differences.length - MOST_OBJECTS;
  return [
    '',
    `${title}:`,
    '',
    ...differences.slice(0, MOST_OBJECTS).map((difference) => {
      const lines = differenceDiff(difference).map((line) => cut(line, LONGEST_LINE));
      if (lines.length === 0) return `${text(differenceInWords(difference))}\n`;
      const shown = lines.slice(0, MOST_LINES).join('\n');
      const more = lines.length > MOST_LINES ? `\n ... ${counted(lines.length - MOST_LINES, 'line')} more` : '';
      return `${text(differenceInWords(difference))}\n${markdownFence(shown + more, 'diff')}\n`;
    }),
    ...(rest > 0 ? [`and ${counted(rest, 'object')} more`] : []),
  ];
}

function name(words: string): string {
  return markdownCode(cut(words, LONGEST_NAME));
}

function text(words: string): string {
  return markdownText(cut(words, LONGEST_TEXT));
}
