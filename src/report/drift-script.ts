import type { DriftStatement } from '../model/drift.ts';
import { counted } from './plan-words.ts';

/** What the head of a script says. */
export interface ScriptFacts {
  readonly kind: 'adopt' | 'revert';
  readonly database: string;
  readonly sandboxVersion: string;
  /** Why it is not proven; empty: it is. */
  readonly reasons: readonly string[];
}

/** By this line a later run knows that it may write over a file. */
export const SCRIPT_MARK = '-- Written by flyback drift.';
const MAKES_ROUTINE = /^CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE) /u;

/** The statements as a text that is executed in one transaction; what takes something away says so. */
export function scriptBody(statements: readonly DriftStatement[]): string {
  // What a routine names may come later, or be found by another search path.
  const settings = statements.some(({ sql }) => MAKES_ROUTINE.test(sql)) ? ['SET LOCAL check_function_bodies = off;'] : [];
  const texts = [...settings, ...statements.map(({ sql, ...about }) => `${warnings(about)}${sql};`)];
  return texts.map((text, index) => `${index > 0 && isLong(text, texts[index - 1]) ? '\n' : ''}${text}`).join('\n');
}

function warnings({ loses, needs }: Omit<DriftStatement, 'sql'>): string {
  return `${loses === null ? '' : `-- LOSES ${comment(loses)}\n`}${needs === null ? '' : `-- NEEDS ${comment(needs)}\n`}`;
}

// A blank line where one statement has several lines.
function isLong(text: string, before: string | undefined): boolean {
  return text.includes('\n') || before?.includes('\n') === true;
}

/** The file: head and body, the one that is no migration with a transaction of its own. */
export function scriptFile(facts: ScriptFacts, statements: readonly DriftStatement[]): string {
  const body = scriptBody(statements);
  return `${scriptHead(facts, statements)}${facts.kind === 'revert' ? `BEGIN;\n${body}\nCOMMIT;` : body}\n`;
}

/** What it is for, how it is used, what is proven of it. */
function scriptHead({ kind, database, sandboxVersion, reasons }: ScriptFacts, statements: readonly DriftStatement[]): string {
  const losses = statements.filter(({ loses }) => loses !== null).length;
  const needs = statements.filter(({ needs: need }) => need !== null).length;
  return [
    SCRIPT_MARK,
    ...(kind === 'adopt' ? adoptLines(comment(database)) : revertLines(comment(database))),
    ...(reasons.length === 0
      ? [`-- PROVEN in a sandbox (PostgreSQL ${sandboxVersion}), on the schema without the rows of ${comment(database)}.`]
      : ['-- NOT PROVEN:', ...reasons.map((reason) => `--   ${comment(reason)}`)]),
    ...(losses === 0 ? [] : [`-- It takes ${counted(losses, 'thing')} away for good: look for LOSES.`]),
    ...(needs === 0
      ? []
      : [`-- ${counted(needs, 'statement fails', 'statements fail')} where the rows are not as it must be: look for NEEDS.`]),
    '',
    '',
  ].join('\n');
}

function adoptLines(database: string): readonly string[] {
  return [
    `-- A migration that makes of the schema that the migrations make the one that ${database} has.`,
    `-- There it is all done already: record it without running it, with flyback migrate -skipExecutingMigrations=true`,
  ];
}

function revertLines(database: string): readonly string[] {
  return [`-- Takes ${database} back to what its history says. To be run there once, in its one transaction.`];
}

function comment(text: string): string {
  return text.replace(/\s+/gu, ' ');
}
