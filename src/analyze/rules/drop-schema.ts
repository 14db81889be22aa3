import { destroyed, listed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A schema is dropped. */
export const dropSchema: Rule = statementRule({
  id: 'drop-schema',
  title: 'A schema is dropped',
  group: 'data-loss',
  severity: 'high',
  why: 'With CASCADE everything in the schema goes, and what depends on it in others too.',
  safer: 'Drop what is in it by name, one thing after the other, and the empty schema last.',
  documentation: 'https://www.postgresql.org/docs/current/sql-dropschema.html',
  alsoKnownAs: ['Atlas DS101', 'pgfence drop-schema'],
  check: (subject) => {
    const tables = destroyed(subject, 'table').map(({ relation, name }) => (relation === null ? name : shownName(subject.world, relation)));
    return subject.effects
      .filter((effect) => effect.kind === 'destroy')
      .filter(({ what, isCascade }) => what === 'schema' && !isCascade)
      .map(({ name }) => ({
        message:
          tables.length === 0
            ? `Schema ${name} is dropped.`
            : `Schema ${name} is dropped with ${tables.length === 1 ? 'its table' : `${tables.length} tables`}: ${listed(tables, 6)}.`,
        severity: tables.length === 0 ? ('medium' as const) : ('critical' as const),
      }));
  },
});
