import type { Plan, PlannedScript, PlannedStatement } from '../../../model/plan.ts';
import { cut, displayWidth, padded, paddedLeft } from '../../display-width.ts';
import { grouped, scriptWords } from '../../plan-words.ts';
import { allWorkWords, commandCounts, isHarmless, strongestLock, tablesOf, waitingWords } from '../../statement-words.ts';
import { visibleLine } from '../../visible-text.ts';
import { hanging, type Sheet } from '../../terminal/sheet.ts';

/** From so many statements on, runs of harmless ones are one line. */
const FOLD_FROM = 40;
const SHORTEST_RUN = 4;
const MAX_ROWS = 400;
const LINE_WIDTH = 6;
const MAX_COMMAND_WIDTH = 26;
const TAG_WIDTH = 'destructive'.length;
const RISK_WIDTH = '100 critical'.length;
const GAP = '  ';
const NARROWEST_TABLES = 12;

type Row = readonly PlannedStatement[];

/** One row for each statement, by script: what it is, on what, its strongest lock, its risk; below it what it does and who waits. */
export function statementLines(plan: Plan, sheet: Sheet): readonly string[] {
  const count = plan.coverage.statements;
  if (count === 0) return ['No statements are pending.'];
  const scripts = plan.scripts
    .filter(({ statements }) => statements.length > 0)
    .map((script) => ({ script, rows: rowsOf(script, count >= FOLD_FROM) }));
  const single = scripts.flatMap(({ rows }) => rows.filter(({ length }) => length === 1).flat());
  const columns = columnsFor(single.slice(0, MAX_ROWS), sheet.width);
  const lines = [sheet.ink.dim(headerLine(columns))];
  let left = MAX_ROWS;
  for (const { script, rows } of scripts) {
    if (left <= 0) break;
    lines.push(scriptLine(script, sheet));
    for (const row of rows.slice(0, left)) lines.push(...rowLines(row, columns, sheet));
    left -= rows.length;
  }
  return left < 0 ? [...lines, sheet.ink.dim(`${GAP}… the rest is in the other formats: --format json, --format html=plan.html`)] : lines;
}

/** Statements one by one; where there are many, those in a run of harmless ones together. */
function rowsOf({ statements }: PlannedScript, isFolded: boolean): readonly Row[] {
  const rows: PlannedStatement[][] = [];
  let run: PlannedStatement[] = [];
  const endRun = (): void => {
    rows.push(...(run.length >= SHORTEST_RUN ? [run] : run.map((statement) => [statement])));
    run = [];
  };
  for (const statement of statements) {
    if (isFolded && isHarmless(statement)) run.push(statement);
    else {
      endRun();
      rows.push([statement]);
    }
  }
  endRun();
  return rows;
}

interface Columns {
  readonly command: number;
  readonly tables: number;
  readonly lock: number;
}

/** As wide as what they hold; names of tables are cut first where the terminal is narrow. */
function columnsFor(statements: readonly PlannedStatement[], width: number): Columns {
  const command = widest(
    'statement',
    statements.map((each) => visibleLine(each.command)),
    MAX_COMMAND_WIDTH,
  );
  const lock = widest('strongest lock', statements.map(lockOf), Number.POSITIVE_INFINITY);
  const room = width - LINE_WIDTH - command - lock - TAG_WIDTH - RISK_WIDTH - 5 * GAP.length;
  return { command, lock, tables: widest('on', statements.map(shownTables), Math.max(NARROWEST_TABLES, room)) };
}

function widest(title: string, texts: readonly string[], limit: number): number {
  const widest = texts.reduce((width, text) => Math.max(width, displayWidth(text)), title.length);
  return Math.min(limit, widest);
}

function lockOf(statement: PlannedStatement): string {
  return strongestLock(statement)?.mode ?? '';
}

function shownTables(statement: PlannedStatement): string {
  return visibleLine(tablesOf(statement).join(', '));
}

function headerLine({ command, tables, lock }: Columns): string {
  return [
    paddedLeft('line', LINE_WIDTH),
    padded('statement', command),
    padded('on', tables),
    padded('strongest lock', lock),
    padded('change', TAG_WIDTH),
    'risk',
  ].join(GAP);
}

function scriptLine(script: PlannedScript, { ink, width }: Sheet): string {
  const notes = [
    visibleLine(scriptWords(script)),
    ...(script.isTransactional ? [] : ['no transaction']),
    ...(script.isOutOfOrder ? ['out of order'] : []),
  ];
  const name = cut(visibleLine(script.script), width);
  const room = width - displayWidth(name) - GAP.length;
  return `${ink.bold(name)}${room < NARROWEST_TABLES ? '' : ink.dim(GAP + cut(notes.join(', '), room))}`;
}

function rowLines(row: Row, columns: Columns, sheet: Sheet): readonly string[] {
  const [statement] = row;
  if (statement === undefined) return [];
  return row.length > 1 ? [foldedLine(row, sheet)] : [mainLine(statement, columns, sheet), ...effectLines(statement, sheet)];
}

function foldedLine(row: Row, { ink, width }: Sheet): string {
  const lines = `lines ${row[0]?.region.line ?? 0} to ${row.at(-1)?.region.line ?? 0}`;
  const indent = ' '.repeat(LINE_WIDTH - 1);
  return ink.dim(cut(`${indent}…${GAP}${grouped(row.length)} statements of low risk, ${lines}: ${commandCounts(row)}`, width));
}

function mainLine(statement: PlannedStatement, { command, tables, lock }: Columns, { ink }: Sheet): string {
  const { region, risk, tag } = statement;
  return [
    ink.dim(paddedLeft(String(region.line), LINE_WIDTH)),
    padded(cut(visibleLine(statement.command), command), command),
    padded(cut(shownTables(statement), tables), tables),
    padded(lockOf(statement), lock),
    padded(tag, TAG_WIDTH),
    ink.risk(risk.category, `${paddedLeft(String(risk.score), 3)} ${risk.category}`),
  ].join(GAP);
}

function effectLines(statement: PlannedStatement, { ink, width }: Sheet): readonly string[] {
  const indent = ' '.repeat(LINE_WIDTH + GAP.length);
  const waiting = waitingWords(statement);
  const does = [...allWorkWords(statement), ...(waiting === null ? [] : [waiting])].join('; ');
  const { error, opaque } = statement;
  return [
    ...(does === '' ? [] : hanging(visibleLine(does), indent, width).map(ink.dim)),
    ...(error === null
      ? []
      : hanging(visibleLine(`the server would refuse it: ${error.message} (${error.sqlState})`), indent, width).map((line) =>
          ink.severity('high', line),
        )),
    ...opaque.flatMap((reason) =>
      hanging(`not analysed: ${visibleLine(reason)}`, indent, width).map((line) => ink.severity('medium', line)),
    ),
  ];
}
