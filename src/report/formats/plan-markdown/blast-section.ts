import type { AffectedTable, ForeignKeyEdge, Plan } from '../../../model/plan.ts';
import { blastTree, type BlastNode } from '../../blast-tree.ts';
import { cut } from '../../display-width.ts';
import { markdownCode } from '../../markdown-text.ts';
import { counted, grouped } from '../../plan-words.ts';
import { sizeWords } from '../../statement-words.ts';
import { visibleLine } from '../../visible-text.ts';
import type { Section } from '../../comment/section.ts';

/** Of more tables a picture shows nothing. */
const MAX_DRAWN = 20;
const LONGEST_NAME = 60;
const NOT_PLAIN = /[^A-Za-z0-9 .,_-]/gu;

/** The tables that are reached through foreign keys: a picture of few, a list of all. */
export function blastSection({ affected, foreignKeys }: Plan): Section | null {
  const reached = affected.filter(({ impact }) => impact === 'cascade').length;
  if (reached === 0) return null;
  const picture = affected.length <= MAX_DRAWN ? `${mermaid(affected, foreignKeys)}\n\n` : '';
  const title = `#### Blast radius\n\n${counted(affected.length - reached, 'table')} changed, ${grouped(reached)} reached through foreign keys.\n\n`;
  return {
    of: 'tables of the blast radius',
    open: `${title}${picture}<details><summary>Tables</summary>\n\n`,
    items: blastTree(affected).flatMap((root) => bullets(root, 0)),
    gap: '\n',
    close: '\n\n</details>',
  };
}

function bullets({ table, children }: BlastNode, depth: number): readonly string[] {
  const size = sizeWords(table);
  const line = `${'  '.repeat(depth)}- ${markdownCode(cut(table.table, LONGEST_NAME))}${size === null ? '' : ` (${size})`}`;
  return [line, ...children.flatMap((child) => bullets(child, depth + 1))];
}

/** The same as a graph that GitHub and GitLab draw (mermaid.js.org, flowchart syntax); what changes is drawn with a thick border. */
function mermaid(affected: readonly AffectedTable[], foreignKeys: readonly ForeignKeyEdge[]): string {
  const ids = new Map(affected.map(({ table }, index) => [table, `t${index}`]));
  const nodes = affected.map(
    ({ table, impact }) => `  ${ids.get(table) ?? ''}["${label(table)}"]${impact === 'direct' ? ':::changed' : ''}`,
  );
  const edges = foreignKeys.flatMap(({ from, to }) => {
    const [start, end] = [ids.get(to), ids.get(from)];
    return start === undefined || end === undefined ? [] : [`  ${start} --> ${end}`];
  });
  return ['```mermaid', 'graph LR', '  classDef changed stroke-width:3px', ...nodes, ...new Set(edges), '```'].join('\n');
}

function label(name: string): string {
  return visibleLine(cut(name, LONGEST_NAME)).replace(NOT_PLAIN, (character) => `#${character.codePointAt(0) ?? 0};`);
}
