import type { AffectedTable, ForeignKeyEdge, Plan } from '../../../model/plan.ts';
import { blastTree, depthOf, type BlastNode } from '../../blast-tree.ts';
import { cut } from '../../display-width.ts';
import { markup, type Html } from '../../html-text.ts';
import { counted, grouped } from '../../plan-words.ts';
import { sizeWords } from '../../statement-words.ts';
import { visibleLine } from '../../visible-text.ts';
import { layeredLayout, type Layout } from './layered-layout.ts';

const SIZES = { width: 184, height: 42, layerGap: 84, gap: 12 };
const MARGIN = 12;
const NAME_WIDTH = 21;
/** Of a layer; the others are one box, and in the list below. */
const MAX_OF_A_LAYER = 14;
const MAX_LISTED = 1000;
/** No table is called so: a name holds no NUL. */
const REST = '\u0000';

/** A box of the picture: a table, or the rest of a layer. */
interface Box {
  readonly id: string;
  readonly layer: number;
  readonly name: string;
  readonly size: string | null;
  readonly kind: 'changed' | 'reached' | 'more';
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly title: string;
  readonly isCascade: boolean;
}

/** Which tables hang on the changed ones by foreign keys: a picture from left to right, and all of them as a list. */
export function blastSection({ affected, foreignKeys, risk }: Plan): Html | null {
  const reached = affected.filter(({ impact }) => impact === 'cascade').length;
  if (reached === 0) return null;
  const { boxes, boxOf } = boxesOf(affected);
  const arrows = arrowsOf(boxOf, affected, foreignKeys);
  const words = `${counted(affected.length - reached, 'table')} changed, ${grouped(reached)} reached through foreign keys`;
  return markup`<section id="blast-radius"><h2>Blast radius</h2><p>${words}.</p>
<div class="graph ${risk.category}" tabindex="0" role="group" aria-label="Foreign keys">${picture(boxes, arrows, words)}</div>
<p class="muted small">From the changed tables on the left to those that refer to them. A thick line: ON DELETE CASCADE.</p>
<details><summary>As a list</summary>${list(blastTree(affected.slice(0, MAX_LISTED)))}</details></section>`;
}

/** The boxes by layer, and the box of each table, be it one of its own or that of the rest. */
function boxesOf(affected: readonly AffectedTable[]): { readonly boxes: readonly Box[]; readonly boxOf: ReadonlyMap<string, string> } {
  const boxes: Box[] = [];
  const boxOf = new Map<string, string>();
  const layers = [...Map.groupBy(affected, depthOf)].toSorted(([left], [right]) => left - right);
  for (const [layer, tables] of layers) {
    const shown = tables.length > MAX_OF_A_LAYER ? worthShowing(tables, affected, boxOf).slice(0, MAX_OF_A_LAYER - 1) : tables;
    for (const table of shown) {
      boxOf.set(table.table, table.table);
      boxes.push({
        id: table.table,
        layer,
        name: table.table,
        size: sizeWords(table),
        kind: table.impact === 'direct' ? 'changed' : 'reached',
      });
    }
    const rest = tables.filter(({ table }) => !boxOf.has(table));
    const id = `${REST}${layer}`;
    for (const { table } of rest) boxOf.set(table, id);
    if (rest.length > 0) boxes.push({ id, layer, name: `and ${grouped(rest.length)} more`, size: null, kind: 'more' });
  }
  return { boxes, boxOf };
}

/** Those first that hang on a table that is shown, then those on which others hang, then the large ones. */
function worthShowing(
  tables: readonly AffectedTable[],
  affected: readonly AffectedTable[],
  boxOf: ReadonlyMap<string, string>,
): readonly AffectedTable[] {
  const parents = new Set(affected.map(({ cascadePath }) => cascadePath?.at(-2)));
  const worth = ({ table, cascadePath }: AffectedTable): number => {
    const parent = cascadePath?.at(-2) ?? '';
    return Number(boxOf.get(parent) === parent) * 2 + Number(parents.has(table));
  };
  return tables.toSorted((left, right) => worth(right) - worth(left) || (right.bytes ?? 0) - (left.bytes ?? 0));
}

/** Foreign keys between boxes; where the plan knows a chain but not its keys, the chain. */
function arrowsOf(
  boxOf: ReadonlyMap<string, string>,
  affected: readonly AffectedTable[],
  foreignKeys: readonly ForeignKeyEdge[],
): readonly Arrow[] {
  const arrows = new Map<string, Arrow>();
  const add = (fromTable: string, toTable: string, title: string, isCascade: boolean): void => {
    const [from, to] = [boxOf.get(fromTable), boxOf.get(toTable)];
    if (from === undefined || to === undefined || from === to) return;
    const key = JSON.stringify([from, to]);
    if (!arrows.has(key)) arrows.set(key, { from, to, title, isCascade });
  };
  for (const { from, to, constraint, onDelete } of foreignKeys)
    add(to, from, `${constraint}: ${from} refers to ${to}, ON DELETE ${onDelete}`, /^cascade$/iu.test(onDelete));
  for (const { table, cascadePath } of affected) add(cascadePath?.at(-2) ?? '', table, '', false);
  return [...arrows.values()];
}

function picture(boxes: readonly Box[], arrows: readonly Arrow[], words: string): Html {
  const named = arrows.filter(({ from, to }) => !from.startsWith(REST) && !to.startsWith(REST));
  const layout = layeredLayout(
    boxes.map(({ id, layer, kind }) => ({ id, layer, isLast: kind === 'more' })),
    named,
    SIZES,
  );
  const width = layout.width + 2 * MARGIN;
  const height = layout.height + 2 * MARGIN;
  return markup`<svg width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" role="img" aria-label="${words}">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker><marker id="cascade-arrow" class="cascade" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>
${arrows.map((each) => arrow(each, layout))}
${boxes.map((box) => boxHtml(box, layout))}
</svg>`;
}

function arrow({ from, to, title, isCascade }: Arrow, { at }: Layout): Html {
  const start = at.get(from);
  const end = at.get(to);
  if (start === undefined || end === undefined) return markup``;
  const [x1, y1] = [start.x + SIZES.width, start.y + SIZES.height / 2];
  // Within a layer or back: to the right side, around what lies between.
  const isForward = end.x > start.x;
  const [x2, y2] = [isForward ? end.x : end.x + SIZES.width, end.y + SIZES.height / 2];
  const bend = isForward ? Math.max(SIZES.layerGap / 2, (x2 - x1) / 2) : SIZES.layerGap * 0.7;
  const path = `M${round(x1)} ${round(y1)}C${round(x1 + bend)} ${round(y1)} ${round(isForward ? x2 - bend : x2 + bend)} ${round(y2)} ${round(x2)} ${round(y2)}`;
  return markup`<path class="${isCascade ? 'cascade' : 'key'}" d="${path}" marker-end="url(#${isCascade ? 'cascade-arrow' : 'arrow'})">${title === '' ? null : markup`<title>${title}</title>`}</path>`;
}

function boxHtml({ id, name, size, kind }: Box, { at }: Layout): Html {
  const { x, y } = at.get(id) ?? { x: 0, y: 0 };
  const middle = SIZES.height / 2;
  const sizeText = size === null ? null : markup`<text class="size" x="10" y="${middle + 13}">${size}</text>`;
  return markup`<g class="node ${kind}" transform="translate(${round(x)} ${round(y)})"><title>${name}</title><rect width="${SIZES.width}" height="${SIZES.height}" rx="6"/><text x="10" y="${size === null ? middle + 5 : middle - 2}">${cut(visibleLine(name), NAME_WIDTH)}</text>${sizeText}</g>`;
}

function list(nodes: readonly BlastNode[]): Html {
  const items = nodes.map(({ table, children }) => {
    const size = sizeWords(table);
    return markup`<li>${table.table}${size === null ? null : markup` <span class="muted">(${size})</span>`}${children.length === 0 ? null : list(children)}</li>`;
  });
  return markup`<ul>${items}</ul>`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
