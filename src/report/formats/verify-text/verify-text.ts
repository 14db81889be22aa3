import { differenceInWords } from '../../../model/difference-words.ts';
import type { ObjectDifference } from '../../../model/fingerprint.ts';
import type { ChainProof, MigrationProof, Proof, Verdict } from '../../../model/verdict.ts';
import { differenceDiff } from '../../definition-diff.ts';
import { counted } from '../../plan-words.ts';
import { baseWords, chainWords, proofWords, sampleWords, sandboxWords } from '../../verdict-words.ts';
import { fileOf } from '../../verify-findings.ts';
import { visibleLine, visibleText } from '../../visible-text.ts';
import type { VerifyFormat } from '../format.ts';
import { loadLines } from './load-lines.ts';
import { madeRowsLines, rowFindingLines } from './made-rows-lines.ts';
import { observationLines } from './observation-lines.ts';
import { queryLines } from './query-lines.ts';
import { inkFor } from '../../terminal/ink.ts';
import { hanging, type Sheet } from '../../terminal/sheet.ts';

const MOST_OBJECTS = 20;
const MOST_LINES = 12;
const INDENT = '    ';
const COLORS: Readonly<Record<Verdict, 'low' | 'critical' | 'medium'>> = { proven: 'low', refuted: 'critical', unproven: 'medium' };

/** The answer of verify for people: where it was proven, each migration with its verdict and what speaks against it, the chain of undos. */
export const verifyText: VerifyFormat = {
  id: 'text',
  extension: 'txt',
  render: (proof, { color, width }) => textOf(proof, { ink: inkFor(color), width }),
};

function textOf(proof: Proof, sheet: Sheet): string {
  if (proof.verdict === null) return 'Nothing is pending: there is nothing to prove.\n';
  const sections = [
    headLines(proof, sheet),
    proof.migrations.flatMap((migration) => migrationLines(migration, sheet)),
    ...(proof.chain === null ? [] : [chainLines(proof.chain, sheet)]),
    ...(proof.plans === undefined ? [] : [queryLines(proof, sheet)]),
    summaryLines(proof, proof.verdict, sheet),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headLines(proof: Proof, sheet: Sheet): readonly string[] {
  const { width } = sheet;
  if (proof.sandbox === null || proof.base === null) return [];
  return [
    `Sandbox: ${sandboxWords(proof)}; ${baseWords(proof)}`,
    ...(proof.base.notes ?? []).flatMap((note) => hanging(visibleLine(note), '  - ', width)),
    ...proof.base.gaps.flatMap((gap) => hanging(visibleLine(gap), '  ! ', width)),
    ...madeRowsLines(proof, sheet),
    ...(proof.sample === undefined ? [] : [`Sample: ${sampleWords(proof)} (${(proof.sample.elapsedMs / 1000).toFixed(1)} s)`]),
    ...(proof.sample?.gaps ?? []).flatMap((gap) => hanging(visibleLine(gap), '  ! ', width)),
  ];
}

function migrationLines(proof: MigrationProof, sheet: Sheet): readonly string[] {
  const { verdict, script, upMs, undoMs, reupMs, errors } = proof;
  const times = [`up ${upMs}`, ...(undoMs === null ? [] : [`undo ${undoMs}`]), ...(reupMs === null ? [] : [`again ${reupMs}`])].join(', ');
  return [
    `${sheet.ink.risk(COLORS[verdict], verdict.padEnd(8))}  ${sheet.ink.bold(visibleLine(script))}  ${sheet.ink.dim(`${times} ms`)}`,
    ...reasonLines(proof.reasons, sheet),
    ...rowFindingLines(proof, sheet),
    ...errors.flatMap((error) =>
      error.line === null ? [] : [`${INDENT}  at ${visibleLine(fileOf(error, proof) ?? error.script)}:${error.line}`],
    ),
    ...differenceLines('After the undo', proof.differences, sheet),
    ...differenceLines('After the second up', proof.reupDifferences, sheet),
    ...observationLines(proof, sheet),
    ...loadLines(proof, sheet),
  ];
}

function chainLines(chain: ChainProof, sheet: Sheet): readonly string[] {
  const { verdict } = chain;
  return [
    `${sheet.ink.risk(COLORS[verdict], verdict.padEnd(8))}  ${sheet.ink.bold('the whole batch')}: ${visibleLine(chainWords(chain))}`,
    ...reasonLines(chain.reasons, sheet),
    ...(chain.stoppedAt === null ? differenceLines('After all undos', chain.differences, sheet) : []),
    ...differenceLines('After applying the batch again', chain.reupDifferences, sheet),
  ];
}

function summaryLines(proof: Proof, verdict: Verdict, sheet: Sheet): readonly string[] {
  return [
    `${sheet.ink.risk(COLORS[verdict], verdict.toUpperCase())}, ${proofWords(proof)} (${(proof.elapsedMs / 1000).toFixed(2)} s)`,
    ...reasonLines(proof.reasons, sheet),
  ];
}

function reasonLines(reasons: readonly string[], { width }: Sheet): readonly string[] {
  return reasons.flatMap((reason) => hanging(visibleLine(reason), INDENT, width));
}

function differenceLines(title: string, differences: readonly ObjectDifference[], { ink: paint, width }: Sheet): readonly string[] {
  if (differences.length === 0) return [];
  const rest = differences.length - MOST_OBJECTS;
  return [
    `${INDENT}${title}:`,
    ...differences.slice(0, MOST_OBJECTS).flatMap((difference) => {
      const lines = differenceDiff(difference);
      return [
        ...hanging(visibleLine(differenceInWords(difference)), `${INDENT}  `, width),
        ...lines.slice(0, MOST_LINES).map((line) => paint.dim(`${INDENT}    ${visibleText(line)}`)),
        ...(lines.length > MOST_LINES ? [paint.dim(`${INDENT}    … ${counted(lines.length - MOST_LINES, 'line')} more`)] : []),
      ];
    }),
    ...(rest > 0 ? [paint.dim(`${INDENT}  … and ${counted(rest, 'object')} more: --json lists all`)] : []),
  ];
}
