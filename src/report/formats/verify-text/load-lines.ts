import type { MigrationProof } from '../../../model/verdict.ts';
import { loadFailureWords, stallWords, trafficWords } from '../../load-words.ts';
import { hanging, type Sheet } from '../../terminal/sheet.ts';
import { visibleLine } from '../../visible-text.ts';

const INDENT = '    ';
/** Anything longer is felt by whoever waits for it. */
const FELT_MS = 100;

/** What readers and writers met beside the up: the longest stall of each table. */
export function loadLines({ load }: MigrationProof, { ink, width }: Sheet): readonly string[] {
  if (load === undefined) return [];
  const problems = load.problem === null ? [] : hanging(visibleLine(load.problem), `${INDENT}under load: `, width);
  return [
    ...load.tables.flatMap((table) => {
      const words = `${visibleLine(table.table)} under load: ${stallWords(table, load)}; ${trafficWords(table)}`;
      const lines = hanging(words, INDENT, width);
      const failures = table.failures.flatMap((failure) => hanging(visibleLine(loadFailureWords(failure)), `${INDENT}  ! `, width));
      return [...lines.map((line) => (table.longestStallMs >= FELT_MS ? ink.risk('medium', line) : ink.dim(line))), ...failures];
    }),
    ...problems.map(ink.dim),
  ];
}
