import { waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { subcommandsOf } from '../statement-parts.ts';

/** SET TABLESPACE, SET ACCESS METHOD, SET LOGGED and UNLOGGED. */
export const alterTableCopiesTable: Rule = statementRule({
  id: 'alter-table-copies-table',
  title: 'ALTER TABLE that copies the table',
  group: 'lock',
  severity: 'high',
  why: 'The whole file is copied to another tablespace, or the table is written anew for another access method or for (un)logged storage, under ACCESS EXCLUSIVE.',
  safer: 'Do it in a maintenance window, or fill a new table beside the old one and change their names.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-TABLESPACE',
  alsoKnownAs: ['pgfence set-logged-unlogged', 'localtools table-rewrite'],
  check: (subject) => waitingFindings(subject, 'alter-table-copies-table', whatIsDone(subject)),
});

const WORDS: Readonly<Record<string, string>> = {
  AT_SetTableSpace: 'SET TABLESPACE',
  AT_SetAccessMethod: 'SET ACCESS METHOD',
  AT_SetLogged: 'SET LOGGED',
  AT_SetUnLogged: 'SET UNLOGGED',
};

function whatIsDone(subject: StatementSubject): string {
  const found = subcommandsOf(subject).flatMap(({ type }) => WORDS[type] ?? []);
  return found[0] ?? 'ALTER ... ALL IN TABLESPACE';
}
