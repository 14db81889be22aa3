import type { Plan, PlannedScript } from '../../../model/plan.ts';
import { cut, displayWidth, padded } from '../../display-width.ts';
import { grouped, undoneScripts, undoSourceWords } from '../../plan-words.ts';
import { destroyedWords } from '../../statement-words.ts';
import { visibleLine } from '../../visible-text.ts';
import { hanging, type Sheet } from '../../terminal/sheet.ts';

const MAX_LINES = 40;
const WIDEST_NAME = 40;

/** What is gone afterwards. */
export function destroyedLines({ scripts }: Plan, { ink }: Sheet): readonly string[] {
  const lines = scripts.flatMap(({ statements }) =>
    statements.flatMap(({ destroys, region }) =>
      destroys.map((destroyed) => {
        const place = `${visibleLine(region.file)}:${region.line}`;
        return `  ${visibleLine(destroyedWords(destroyed))}  ${ink.dim(place)}`;
      }),
    ),
  );
  return lines.length === 0 ? [] : [ink.bold(`Destroyed (${grouped(lines.length)})`), ...limited(lines)];
}

/** Where the undo of each script comes from, and what nothing brings back. */
export function undoLines(plan: Plan, sheet: Sheet): readonly string[] {
  const scripts = undoneScripts(plan);
  if (scripts.length === 0) return [];
  const names = scripts.map(({ script }) => cut(visibleLine(script), WIDEST_NAME));
  const widest = Math.max(...names.map(displayWidth));
  const lines = scripts.flatMap((script, index) => oneUndo(script, padded(names[index] ?? '', widest), sheet));
  return [sheet.ink.bold(`Undo${plan.hasIrreversible ? ': not everything can be brought back' : ''}`), ...limited(lines)];
}

function oneUndo({ undo }: PlannedScript, name: string, { ink, width }: Sheet): readonly string[] {
  const source = visibleLine(undoSourceWords(undo));
  const isMissing = undo === null || undo.source === 'missing';
  return [
    `  ${name}  ${isMissing ? ink.severity('medium', source) : source}`,
    ...(undo?.irreversible ?? []).flatMap(({ statement, reason }) =>
      hanging(`statement ${statement} stays: ${visibleLine(reason)}`, '    ', width).map((line) => ink.severity('high', line)),
    ),
  ];
}

function limited(lines: readonly string[]): readonly string[] {
  return lines.length <= MAX_LINES ? lines : [...lines.slice(0, MAX_LINES), `  … and ${grouped(lines.length - MAX_LINES)} more`];
}
