import type { Plan, PlannedScript } from '../../../model/plan.ts';
import { cut } from '../../display-width.ts';
import { markdownCode, markdownFence, markdownText } from '../../markdown-text.ts';
import { undoneScripts, undoSourceWords } from '../../plan-words.ts';
import { destroyedWords } from '../../statement-words.ts';
import type { Section } from '../../comment/section.ts';

const LONGEST_TEXT = 200;
const LONGEST_SCRIPT = 8000;

/** What is gone afterwards. */
export function destroyedSection({ scripts }: Plan): Section | null {
  const items = scripts.flatMap(({ statements }) =>
    statements.flatMap(({ destroys, region }) =>
      destroys.map((destroyed) => {
        const place = markdownCode(`${cut(region.file, LONGEST_TEXT)}:${region.line}`);
        return `- ${markdownText(cut(destroyedWords(destroyed), LONGEST_TEXT))} (${place})`;
      }),
    ),
  );
  return items.length === 0 ? null : { of: 'destroyed objects', open: '#### Destroyed\n\n', items, gap: '\n', close: '' };
}

/** Where the undo comes from, what nothing brings back, and the script itself. */
export function undoSection(plan: Plan): Section | null {
  const { undoScript } = plan;
  const items = undoneScripts(plan).map(oneUndo);
  if (items.length === 0) return null;
  const isShown = undoScript !== null && undoScript.length <= LONGEST_SCRIPT;
  return {
    of: 'undo scripts',
    open: '<details><summary>Undo</summary>\n\n',
    items,
    gap: '\n',
    close: `${isShown ? `\n\n${markdownFence(undoScript, 'sql')}` : ''}\n\n</details>`,
  };
}

function oneUndo({ script, undo }: PlannedScript): string {
  const stays = (undo?.irreversible ?? []).map(
    ({ statement, reason }) => `  - statement ${statement} stays: ${markdownText(cut(reason, LONGEST_TEXT))}`,
  );
  return [`- ${markdownCode(cut(script, LONGEST_TEXT))}: ${markdownText(cut(undoSourceWords(undo), LONGEST_TEXT))}`, ...stays].join('\n');
}
