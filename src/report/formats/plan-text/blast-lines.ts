import type { Plan } from '../../../model/plan.ts';
import { blastTree, type BlastNode } from '../../blast-tree.ts';
import { cut } from '../../display-width.ts';
import { counted, grouped } from '../../plan-words.ts';
import { sizeWords } from '../../statement-words.ts';
import { visibleLine } from '../../visible-text.ts';
import type { Sheet } from '../../terminal/sheet.ts';

const MAX_LINES = 60;

/** The tables that hang on the changed ones by foreign keys, as trees. */
export function blastLines({ affected }: Plan, { ink, width }: Sheet): readonly string[] {
  const reached = affected.filter(({ impact }) => impact === 'cascade').length;
  if (reached === 0) return [];
  const lines = blastTree(affected)
    .filter(({ children }) => children.length > 0)
    .flatMap((root) => [`  ${label(root)}`, ...branches(root, '  ')]);
  const shown = lines.slice(0, MAX_LINES).map((line) => cut(line, width));
  const rest = lines.length - shown.length;
  return [
    ink.bold(`Blast radius: ${counted(affected.length - reached, 'table')} changed, ${grouped(reached)} reached through foreign keys`),
    ...shown,
    ...(rest > 0 ? [ink.dim(`  … and ${counted(rest, 'table')} more`)] : []),
  ];
}

function branches({ children }: BlastNode, indent: string): readonly string[] {
  return children.flatMap((child, index) => {
    const isLast = index === children.length - 1;
    return [`${indent}${isLast ? '└─ ' : '├─ '}${label(child)}`, ...branches(child, `${indent}${isLast ? '   ' : '│  '}`)];
  });
}

function label({ table }: BlastNode): string {
  const size = sizeWords(table);
  return `${visibleLine(table.table)}${size === null ? '' : ` (${size})`}`;
}
