import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A statement of which something cannot be known. */
export const notAnalysed: Rule = statementRule({
  id: 'not-analysed',
  title: 'Something that cannot be analysed',
  group: 'coverage',
  severity: 'high',
  why: 'What the statement does depends on data, on text that is put together when it runs, or on code that is not SQL: nobody can say what it locks and destroys. flyback says so instead of taking it for harmless.',
  safer: 'Write the statements out, or try it in the sandbox: what it really locks is observed there.',
  documentation: 'https://www.postgresql.org/docs/current/plpgsql-statements.html#PLPGSQL-STATEMENTS-EXECUTING-DYN',
  alsoKnownAs: ['localtools not-analysed', 'safe-migrate opaque-dynamic-sql', 'strong_migrations execute'],
  check: ({ effects }) =>
    effects
      .filter((effect) => effect.kind === 'opaque')
      .map(({ reason, offset }) => ({ message: `Not analysed: ${reason}.`, ...(offset === null ? {} : { offset }) })),
});
