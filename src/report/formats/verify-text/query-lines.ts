import type { ComparedQuery } from '../../../model/query-plan.ts';
import type { Proof } from '../../../model/verdict.ts';
import { counted } from '../../plan-words.ts';
import { notableQueries, queriesWords, queryLine, queryWords } from '../../query-words.ts';
import { hanging, type Sheet } from '../../terminal/sheet.ts';
import { visibleLine, visibleText } from '../../visible-text.ts';

const MOST_QUERIES = 20;
const MOST_LINES = 12;
const INDENT = '    ';

/** The queries of the application that fail after the batch, or that are planned otherwise. */
export function queryLines({ plans, planNotes = [] }: Proof, sheet: Sheet): readonly string[] {
  if (plans === undefined) return [];
  const notable = notableQueries(plans);
  const rest = notable.length - MOST_QUERIES;
  return [
    sheet.ink.bold(queriesWords(plans)),
    ...notable.slice(0, MOST_QUERIES).flatMap((query) => oneQuery(query, sheet)),
    ...(rest > 0 ? [`${INDENT}… and ${counted(rest, 'query', 'queries')} more: --json lists all`] : []),
    ...planNotes.flatMap((note) => hanging(visibleLine(note), INDENT, sheet.width)).map(sheet.ink.dim),
  ];
}

function oneQuery(query: ComparedQuery, { ink, width }: Sheet): readonly string[] {
  const { outcome, findings, diff } = query;
  const color = outcome === 'broken' ? 'critical' : findings.length > 0 ? 'high' : null;
  const words = queryWords(query).flatMap((text) => hanging(visibleLine(text), `${INDENT}${color === null ? '' : '! '}`, width));
  return [
    ...words.map((line) => (color === null ? line : ink.risk(color, line))),
    ...hanging(visibleLine(queryLine(query)), `${INDENT}    `, width).map(ink.dim),
    ...diff.slice(0, MOST_LINES).map((line) => ink.dim(`${INDENT}    ${visibleText(line)}`)),
    ...(diff.length > MOST_LINES ? [ink.dim(`${INDENT}    … ${counted(diff.length - MOST_LINES, 'line')} more`)] : []),
  ];
}
