import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { newColumns, typeWord } from '../statement-parts.ts';

/** timestamp without time zone. */
export const preferTimestamptz: Rule = statementRule({
  id: 'prefer-timestamptz',
  title: 'timestamp without time zone',
  group: 'policy',
  severity: 'info',
  why: 'The value means another instant for every setting of TimeZone.',
  safer: 'timestamptz: an instant, shown in the zone of the session.',
  documentation: 'https://www.postgresql.org/docs/current/datatype-datetime.html',
  alsoKnownAs: ['squawk prefer-timestamp-tz'],
  isOptIn: true,
  check: ({ node }) =>
    newColumns(node)
      .filter(({ definition }) => TYPES.has(typeWord(definition.typeName)))
      .map(({ definition, range }) => ({
        message: `${range.relname ?? ''}.${definition.colname ?? ''} has no time zone: it is no instant.`,
        relation: range.relname ?? null,
      })),
});

const TYPES: ReadonlySet<string> = new Set(['timestamp']);
