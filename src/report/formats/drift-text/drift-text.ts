import type { Drift, DriftScript, DriftVerdict } from '../../../model/drift.ts';
import { driftDiff, driftSentence, lossesOf, needsOf, replayWords, scriptWords, SCRIPT_PURPOSES } from '../../drift-words.ts';
import { cut } from '../../display-width.ts';
import { counted } from '../../plan-words.ts';
import { inkFor } from '../../terminal/ink.ts';
import { hanging, type Sheet } from '../../terminal/sheet.ts';
import { timeWords } from '../../verdict-words.ts';
import { visibleLine, visibleText } from '../../visible-text.ts';
import type { DriftFormat } from '../format.ts';

const MOST_OBJECTS = 50;
const MOST_LINES = 12;
const MOST_STATEMENTS = 8;
const MOST_REASONS = 6;
const INDENT = '    ';
const COLORS: Readonly<Record<DriftVerdict, 'low' | 'high' | 'medium'>> = { none: 'low', drift: 'high', unknown: 'medium' };
const MARKS: Readonly<Record<Drift['differences'][number]['change'], string>> = { added: '+', removed: '-', changed: '~', moved: '↕' };

/** The answer of drift for people: what differs, in words and as a diff, and what ends it. */
export const driftText: DriftFormat = {
  id: 'text',
  extension: 'txt',
  render: (drift, { color, width }) => {
    const sheet = { ink: inkFor(color), width };
    const sections = [
      headLines(drift, sheet),
      ...differenceSections(drift, sheet),
      asideLines(drift, sheet),
      ...scriptSections(drift, sheet),
      [summaryLine(drift, sheet)],
    ];
    return `${sections
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n')}\n`;
  },
};

function headLines(drift: Drift, { width }: Sheet): readonly string[] {
  const { sandbox, schemas, replay, notes } = drift;
  return [
    ...hanging(`Compared: ${visibleLine(replayWords(drift))}`, '', width),
    `Schemas: ${schemas.map(visibleLine).join(', ')}`,
    `Sandbox: PostgreSQL ${sandbox.serverVersion} (${sandbox.kind}), target PostgreSQL ${sandbox.targetServerVersion}`,
    ...replay.gaps.flatMap((gap) => hanging(visibleLine(gap), '  ! ', width)),
    ...notes.flatMap((note) => hanging(visibleLine(note), '  ', width)),
  ];
}

function differenceSections({ differences }: Drift, sheet: Sheet): readonly (readonly string[])[] {
  const shown = differences.slice(0, MOST_OBJECTS).map((difference) => {
    const lines = driftDiff(difference);
    // The diff below says how.
    const words =
      difference.change === 'changed' ? `${difference.kind} ${difference.identity} has changed` : difference.words.replace(/^the /u, '');
    return [
      ...hanging(visibleLine(words), `${MARKS[difference.change]} `, sheet.width),
      ...lines.slice(0, MOST_LINES).map((line) => sheet.ink.dim(`${INDENT}${visibleText(line)}`)),
      ...(lines.length > MOST_LINES ? [sheet.ink.dim(`${INDENT}… ${counted(lines.length - MOST_LINES, 'line')} more`)] : []),
    ];
  });
  const rest = differences.length - MOST_OBJECTS;
  return [...shown, ...(rest > 0 ? [[sheet.ink.dim(`… and ${counted(rest, 'object')} more: --json lists all`)]] : [])];
}

function asideLines({ ignored, notCompared, pending }: Drift, { width, ink }: Sheet): readonly string[] {
  return [
    ...(ignored.length === 0
      ? []
      : [
          `Ignored (flyback.drift.ignore): ${counted(ignored.length, 'object')}`,
          ...ignored
            .slice(0, MOST_REASONS)
            .map(({ kind, identity, change, pattern }) => ink.dim(visibleLine(`${INDENT}${kind} ${identity} ${change} (${pattern})`))),
        ]),
    ...(notCompared.length === 0
      ? []
      : [
          `Not compared: ${counted(notCompared.length, 'object')}`,
          ...notCompared
            .slice(0, MOST_REASONS)
            .flatMap(({ kind, identity, why }) =>
              hanging(visibleLine(`${kind} ${identity}: ${why}`), INDENT, width).map((line) => ink.dim(line)),
            ),
        ]),
    ...(pending === 0 ? [] : [`${counted(pending, 'migration is', 'migrations are')} pending, which is no drift.`]),
  ];
}

function scriptSections({ adopt, revert }: Drift, sheet: Sheet): readonly (readonly string[])[] {
  return [scriptLines('adopt', adopt, sheet), scriptLines('revert', revert, sheet)];
}

function scriptLines(kind: 'adopt' | 'revert', script: DriftScript | null, { ink, width }: Sheet): readonly string[] {
  if (script === null) return [];
  const { statements, file, reasons } = script;
  const rest = statements.length - MOST_STATEMENTS;
  return [
    `${ink.bold(kind === 'adopt' ? 'Adopt' : 'Revert')}: ${SCRIPT_PURPOSES[kind]}; ${ink.risk(script.isProven ? 'low' : 'high', scriptWords(script))}`,
    ...reasons.slice(0, MOST_REASONS).flatMap((reason) => hanging(visibleLine(reason), '  ! ', width)),
    ...lossesOf(script)
      .slice(0, MOST_REASONS)
      .flatMap((loss) => hanging(visibleLine(loss), '  loses: ', width)),
    ...needsOf(script)
      .slice(0, MOST_REASONS)
      .flatMap((need) => hanging(visibleLine(need), '  needs: ', width)),
    ...(file === null
      ? [
          ...statements.slice(0, MOST_STATEMENTS).map(({ sql }) => ink.dim(cut(`${INDENT}${visibleLine(sql)}`, width))),
          ...(rest > 0 ? [ink.dim(`${INDENT}… ${counted(rest, 'statement')} more`)] : []),
          ink.dim(`${INDENT}(--${kind} FILE writes it)`),
        ]
      : [`${INDENT}written: ${visibleLine(file)}`]),
  ];
}

function summaryLine(drift: Drift, { ink }: Sheet): string {
  return `${ink.risk(COLORS[drift.verdict], drift.verdict === 'none' ? 'NO DRIFT' : drift.verdict.toUpperCase())}: ${driftSentence(drift).replace(/^no drift: /u, '')} (${timeWords(drift.elapsedMs)})`;
}
