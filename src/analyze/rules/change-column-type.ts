import { shortTypeText } from '../expressions/type-text.ts';
import { destroyed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { isOld, rangeOf, relationNamed, subcommandsOfType } from '../statement-parts.ts';
import { workFor } from '../work-rule.ts';

/** A column gets another type. */
export const changeColumnType: Rule = statementRule<ReadonlyMap<string, string>>({
  id: 'change-column-type',
  title: 'A column gets another type',
  group: 'compatibility',
  severity: 'low',
  why: 'Running code reads and writes another type at once: drivers map it to another type of their language, prepared statements are planned anew or fail with "cached plan must not change result type".',
  safer: 'Add a column of the new type, write both, move the readers, then drop the old one.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE',
  alsoKnownAs: ['squawk changing-column-type', 'Flyway RG10'],
  before: (node, world) =>
    new Map(
      (isOld(world, rangeOf(node)) ? (relationNamed(world, rangeOf(node))?.columns ?? []) : [])
        .filter(({ isNew }) => !isNew)
        .map(({ name, use }) => [name, shortTypeText({ ...use, modifier: -1 })]),
    ),
  check: (subject, before) => {
    const works = [...workFor(subject, 'change-column-type-rewrites-table'), ...workFor(subject, 'change-column-type-rebuilds-index')];
    if (works.length > 0 || destroyed(subject, 'values').length > 0) return [];
    const table = relationNamed(subject.world, rangeOf(subject.node));
    return subcommandsOfType(subject, 'AT_AlterColumnType').flatMap(({ command: { name = '' } }) => {
      const [old, column] = [before.get(name), table?.columns.find((candidate) => candidate.name === name)];
      if (old === undefined || table === null || column === undefined) return [];
      const fresh = shortTypeText({ ...column.use, modifier: -1 });
      if (old === fresh || old === '?') return [];
      return [
        {
          message: `${shownName(subject.world, table)}.${name} is ${fresh} instead of ${old} for running code at once.`,
          relation: shownName(subject.world, table),
        },
      ];
    });
  },
});
