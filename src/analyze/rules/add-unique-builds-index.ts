import { waitingFindings } from '../findings.ts';
import { addedKey, keyFromIndex } from '../key-from-index.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A UNIQUE constraint whose index is built under ACCESS EXCLUSIVE. */
export const addUniqueBuildsIndex: Rule = statementRule({
  id: 'add-unique-builds-index',
  title: 'ADD UNIQUE without USING INDEX',
  group: 'lock',
  severity: 'high',
  why: 'The index is built while ACCESS EXCLUSIVE is held on the table: reads and writes wait.',
  safer: 'CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT ... UNIQUE USING INDEX, which only changes the catalog.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
  alsoKnownAs: [
    'squawk disallowed-unique-constraint',
    'eugene E7',
    'strong_migrations add_unique_constraint',
    'Atlas PG105',
    'Atlas MF101',
  ],
  check: (subject) => {
    const key = addedKey(subject, 'CONSTR_UNIQUE');
    const saferSql = key === null ? null : keyFromIndex(key, 'UNIQUE');
    return waitingFindings(subject, 'add-unique-builds-index', 'ADD UNIQUE').map((finding) => ({ ...finding, saferSql }));
  },
});
