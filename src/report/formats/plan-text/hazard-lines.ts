import type { Hazard, Severity } from '../../../model/hazard.ts';
import type { Plan } from '../../../model/plan.ts';
import { cut, displayWidth } from '../../display-width.ts';
import { allowedHazards, countBySeverity, messageParts, openHazards, placeOf, type LocatedHazard } from '../../plan-hazards.ts';
import { grouped } from '../../plan-words.ts';
import { sourceExcerpt } from '../../source-excerpt.ts';
import { visibleLine, visibleText } from '../../visible-text.ts';
import { hanging, type Sheet } from '../../terminal/sheet.ts';

const MAX_OF_A_SEVERITY = 50;
const MAX_ALLOWED = 50;
const INDENT = '    ';

/** What is wrong, grouped by severity: place, message, the line with a caret, the safer way, SQL to paste, where to read more. */
export function hazardLines(plan: Plan, sheet: Sheet): readonly string[] {
  const hazards = openHazards(plan);
  const told = new Set<string>();
  const groups = countBySeverity(hazards).map(({ severity, count }) => {
    const group = hazards.filter(({ hazard }) => hazard.severity === severity);
    const shown = group.slice(0, MAX_OF_A_SEVERITY).map((located) => oneHazard(located, told, sheet));
    const rest = count - shown.length;
    return [
      sheet.ink.severity(severity, `${heading(severity)} (${grouped(count)})`),
      shown.map((lines) => lines.join('\n')).join('\n\n'),
      ...(rest > 0 ? [sheet.ink.dim(`  … and ${grouped(rest)} more: --format json lists all`)] : []),
    ].join('\n');
  });
  return groups.length === 0 ? [] : [groups.join('\n\n')];
}

/** What comments in the files allow, and why. */
export function allowedLines(plan: Plan, { ink, width }: Sheet): readonly string[] {
  const hazards = allowedHazards(plan);
  if (hazards.length === 0) return [];
  return [
    ink.bold(`Allowed by comments (${grouped(hazards.length)})`),
    ...hazards.slice(0, MAX_ALLOWED).flatMap(({ hazard }) => allowed(hazard, width)),
    ...(hazards.length > MAX_ALLOWED ? [ink.dim(`  … and ${grouped(hazards.length - MAX_ALLOWED)} more`)] : []),
  ];
}

function oneHazard({ hazard, statement }: LocatedHazard, told: Set<string>, sheet: Sheet): readonly string[] {
  const { ink, width } = sheet;
  const { first, rest } = messageParts(hazard);
  const excerpt = statement === null || rest !== null ? null : excerptLines(statement, hazard, sheet);
  return [
    `  ${ink.bold(visibleLine(placeOf(hazard)))}  ${ink.severity(hazard.severity, visibleLine(hazard.rule))}`,
    ...hanging(visibleLine(first), INDENT, width),
    ...(rest === null ? [] : indented(rest, `${INDENT}| `)),
    ...(excerpt ?? []),
    ...adviceLines(hazard, told, sheet),
  ];
}

/** Words and link once for each rule; SQL each time, as it is, for it is to be pasted. */
function adviceLines({ rule, safer, saferSql, documentation }: Hazard, told: Set<string>, { ink, width }: Sheet): readonly string[] {
  const key = `${rule}\n${safer ?? ''}`;
  const isNew = !told.has(key);
  told.add(key);
  return [
    ...(safer !== null && isNew ? hanging(visibleLine(`Safer: ${safer}`), INDENT, width) : []),
    ...(safer === null && saferSql !== null && isNew ? [`${INDENT}Safer:`] : []),
    ...(saferSql === null ? [] : indented(saferSql.trimEnd(), `${INDENT}  `)),
    ...(isNew ? [ink.dim(`${INDENT}${visibleLine(documentation)}`)] : []),
  ];
}

function excerptLines(statement: NonNullable<LocatedHazard['statement']>, hazard: Hazard, { ink, width }: Sheet): readonly string[] {
  const excerpt = sourceExcerpt(statement, hazard.region);
  if (excerpt === null) return [];
  const number = `${INDENT}${excerpt.line} | `;
  const characters = [...excerpt.text];
  const room = width - number.length;
  // A mark far to the right: what stands before it is left out.
  const skipped =
    displayWidth(shownPiece(characters.slice(0, excerpt.start))) > room / 2 ? Math.max(0, excerpt.start - Math.floor(room / 4)) : 0;
  const lead = skipped > 0 ? '…' : '';
  const before = lead + shownPiece(characters.slice(skipped, excerpt.start));
  const marked = shownPiece(characters.slice(excerpt.start, excerpt.start + excerpt.length));
  const text = cut(lead + shownPiece(characters.slice(skipped)), room);
  const isWholeLine = excerpt.start === 0 && excerpt.length === characters.length;
  const length = isWholeLine ? 1 : Math.max(1, Math.min(displayWidth(marked), displayWidth(text) - displayWidth(before)));
  return [
    `${ink.dim(number)}${text}`,
    `${' '.repeat(number.length + displayWidth(before))}${ink.severity(hazard.severity, '^' + '~'.repeat(length - 1))}`,
  ];
}

function shownPiece(characters: readonly string[]): string {
  return visibleText(characters.join('').replace(/\s/gu, ' '));
}

function allowed(hazard: Hazard, width: number): readonly string[] {
  const suppression = hazard.suppressedBy;
  if (suppression === null) return [];
  const { reason, until, by } = suppression;
  const terms = `${until === null ? 'without end' : `until ${until}`}${by === null ? '' : `, by ${by}`}`;
  return [
    `  ${visibleLine(placeOf(hazard))}  ${visibleLine(hazard.rule)} (${hazard.severity})`,
    ...hanging(visibleLine(`"${reason}", ${terms}`), INDENT, width),
  ];
}

function indented(text: string, indent: string): readonly string[] {
  return visibleText(text.replaceAll('\t', '    '))
    .split('\n')
    .map((line) => `${indent}${line}`.trimEnd());
}

function heading(severity: Severity): string {
  return severity.charAt(0).toUpperCase() + severity.slice(1);
}
