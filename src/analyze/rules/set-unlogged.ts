import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { isOld, rangeOf, subcommandsOfType } from '../statement-parts.ts';

/** A table is made UNLOGGED. */
export const setUnlogged: Rule = statementRule({
  id: 'set-unlogged',
  title: 'SET UNLOGGED',
  group: 'data-loss',
  severity: 'medium',
  why: 'After a crash an unlogged table is empty, and replicas never have its rows.',
  safer: 'Only for what can be made again. For a fast load use COPY into a new table instead.',
  documentation: 'https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-UNLOGGED',
  alsoKnownAs: ['pgfence set-logged-unlogged'],
  check: (subject) => {
    const range = rangeOf(subject.node);
    if (subcommandsOfType(subject, 'AT_SetUnLogged').length === 0 || range === null || !isOld(subject.world, range)) return [];
    return [
      {
        message: `The rows of ${range.relname ?? ''} do not survive a crash from now on, and leave the replicas.`,
        relation: range.relname ?? null,
      },
    ];
  },
});
