import type { Plan, PlannedStatement } from '../../../model/plan.ts';
import { cut } from '../../display-width.ts';
import { markdownCode, markdownFence, markdownTable, markdownText } from '../../markdown-text.ts';
import { grouped } from '../../plan-words.ts';
import { allWorkWords, commandCounts, destroyedWords, isHarmless, strongestLock, tablesOf, waitingWords } from '../../statement-words.ts';
import type { Section } from '../../comment/section.ts';

/** Up to here each statement has its row; from there on only those that somebody should look at. */
const FEW = 25;
const MAX_ROWS = 60;
const LONGEST_NAME = 60;
const LONGEST_TEXT = 200;
const LONGEST_SQL = 4000;
const HEAD = ['place', 'statement', 'on', 'strongest lock', 'what happens', 'risk'];

/** A row for each statement that is worth one. */
export function statementSection(plan: Plan): Section | null {
  const statements = plan.scripts.flatMap((script) => script.statements);
  if (statements.length === 0) {
    const words = plan.coverage.statements === 0 ? 'No statements are pending.' : 'All statements are of low risk.';
    return { of: 'statements', open: '', items: [words], gap: '', close: '' };
  }
  const isShort = statements.length <= FEW;
  const shown = (isShort ? statements : statements.filter((statement) => !isHarmless(statement))).slice(0, MAX_ROWS);
  const rest = statements.filter((statement) => !shown.includes(statement));
  const close = rest.length === 0 ? '' : `\n\nNot in the table: ${grouped(rest.length)} statements, ${restWords(rest)}.`;
  if (shown.length === 0) return { of: 'statements', open: '#### Statements\n\n', items: [`${restWords(rest)}.`], gap: '', close: '' };
  const [head = '', ruler = '', ...rows] = markdownTable(HEAD, shown.map(cells)).split('\n');
  return { of: 'statements', open: `#### Statements\n\n${head}\n${ruler}\n`, items: rows, gap: '\n', close };
}

/** What is sent to the server, folded. */
export function sqlSection(plan: Plan): Section | null {
  const items = plan.scripts.flatMap(({ statements }) => statements.map(sqlItem));
  if (items.length === 0) return null;
  return {
    of: 'statements’ SQL',
    open: '<details><summary>SQL</summary>\n\n',
    items,
    gap: '\n\n',
    close: '\n\n</details>',
  };
}

function sqlItem({ region, sql }: PlannedStatement): string {
  const isCut = sql.length > LONGEST_SQL;
  const shown = isCut ? `${sql.slice(0, LONGEST_SQL)}\n-- ${grouped(sql.length - LONGEST_SQL)} characters more` : sql;
  return `${markdownCode(`${cut(region.file, LONGEST_TEXT)}:${region.line}`)}\n\n${markdownFence(shown, 'sql')}`;
}

function cells(statement: PlannedStatement): readonly string[] {
  const { region, command, risk, tag } = statement;
  return [
    name(`${region.file.split('/').at(-1) ?? ''}:${region.line}`),
    markdownText(cut(command, LONGEST_NAME)),
    tablesOf(statement).slice(0, 5).map(name).join(' '),
    strongestLock(statement)?.mode ?? '',
    happenings(statement),
    `${risk.score} ${risk.category}, ${tag}`,
  ];
}

function happenings(statement: PlannedStatement): string {
  const { error, opaque, destroys } = statement;
  const waiting = waitingWords(statement);
  const words = [
    ...allWorkWords(statement),
    ...(waiting === null ? [] : [waiting]),
    ...destroys.slice(0, 3).map((destroyed) => `destroys ${destroyedWords(destroyed)}`),
    ...(error === null ? [] : [`the server would refuse it: ${error.message}`]),
    ...opaque.slice(0, 1).map((reason) => `not analysed: ${reason}`),
  ];
  return words.map((text) => markdownText(cut(text, LONGEST_TEXT))).join('; ');
}

function restWords(rest: readonly PlannedStatement[]): string {
  const prefix = rest.every(isHarmless) ? 'of low risk and without hazards: ' : '';
  return `${prefix}${markdownText(cut(commandCounts(rest), LONGEST_TEXT))}`;
}

function name(text: string): string {
  return markdownCode(cut(text, LONGEST_NAME));
}
