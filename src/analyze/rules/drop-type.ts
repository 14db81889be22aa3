import { destroyed } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A type or domain is dropped. */
export const dropType: Rule = statementRule({
  id: 'drop-type',
  title: 'A type is dropped',
  group: 'data-loss',
  severity: 'medium',
  why: 'Functions, casts and clients that know the type fail. With CASCADE every column of the type goes, of whatever table.',
  safer: 'Move all columns to another type first, then drop it without CASCADE: PostgreSQL refuses if something still needs it.',
  documentation: 'https://www.postgresql.org/docs/current/sql-droptype.html',
  alsoKnownAs: [],
  check: (subject) =>
    destroyed(subject, 'type')
      .filter(({ isCascade }) => !isCascade && subject.kind === 'DropStmt')
      .map(({ name }) => ({ message: `Type ${name} is dropped.` })),
});
