import { listed, waitingFindings } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { subcommandsOfType } from '../statement-parts.ts';

/** A type change that keeps the table and builds its indexes anew. */
export const changeColumnTypeRebuildsIndex: Rule = statementRule({
  id: 'change-column-type-rebuilds-index',
  title: 'ALTER COLUMN TYPE that builds indexes anew or checks constraints again',
  group: 'lock',
  severity: 'high',
  why: 'The rows stay as they are, but an index on an expression over the column, a partial index whose predicate uses it, and an index whose operator class or collation changes are built anew, and every CHECK on the column is checked again, all under ACCESS EXCLUSIVE.',
  safer:
    'Drop such an index before (CONCURRENTLY) and build it again after the change (CONCURRENTLY); replace a CHECK by one that is NOT VALID and validate it afterwards.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  alsoKnownAs: ['squawk changing-column-type', 'strong_migrations change_column'],
  check: (subject) => {
    const names = subcommandsOfType(subject, 'AT_AlterColumnType', 'AT_SetExpression').map(({ command }) => command.name ?? '');
    return waitingFindings(subject, 'change-column-type-rebuilds-index', `ALTER COLUMN ${listed(names)} TYPE`);
  },
});
