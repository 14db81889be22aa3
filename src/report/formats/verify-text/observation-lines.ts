import type { ObservedStatement } from '../../../model/observation.ts';
import type { MigrationProof } from '../../../model/verdict.ts';
import { costWords, estimateWords, isNotable, observedWords } from '../../observation-words.ts';
import { counted } from '../../plan-words.ts';
import { hanging, type Sheet } from '../../terminal/sheet.ts';
import { visibleLine } from '../../visible-text.ts';

const MOST_STATEMENTS = 8;
const INDENT = '    ';

/** What the statements of a migration were seen to do: those that lock or work on a table that was there before, and where the plan was wrong. */
export function observationLines({ observed, up }: Pick<MigrationProof, 'observed' | 'up'>, sheet: Sheet): readonly string[] {
  if (observed === undefined) return [];
  const notable = observed.statements.filter(isNotable);
  const shown = notable.filter(({ surprises }, index) => index < MOST_STATEMENTS || surprises.length > 0);
  const rest = notable.length - shown.length;
  return [
    ...shown.flatMap((statement) => statementLines(statement, sheet)),
    ...(rest > 0 ? [sheet.ink.dim(`${INDENT}… and ${counted(rest, 'statement')} more: --json lists all`)] : []),
    // What fails is told with the verdict.
    ...(observed.problem === null || up === 'failed' ? [] : told(observed.problem, sheet)),
  ];
}

function statementLines(statement: ObservedStatement, sheet: Sheet): readonly string[] {
  const { line, command, surprises, estimate } = statement;
  const seen = visibleLine(observedWords(statement));
  return [
    ...hanging(`line ${line}, ${command}: ${seen === '' ? '' : `${seen}; `}${costWords(statement)}`, INDENT, sheet.width).map(
      sheet.ink.dim,
    ),
    ...(estimate === null ? [] : hanging(`on the target ${estimateWords(estimate)}: ${estimate.basis}`, `${INDENT}  `, sheet.width)),
    ...surprises
      .flatMap((surprise) => hanging(visibleLine(surprise), `${INDENT}! `, sheet.width))
      .map((text) => sheet.ink.risk('medium', text)),
  ];
}

function told(problem: string, { ink, width }: Sheet): readonly string[] {
  return hanging(visibleLine(problem), `${INDENT}not observed: `, width).map(ink.dim);
}
