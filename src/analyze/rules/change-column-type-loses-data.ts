import { shortTypeText } from '../expressions/type-text.ts';
import { destroyed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { rangeOf, relationNamed } from '../statement-parts.ts';

/** A type change that cuts off, rounds or fails on old values. */
export const changeColumnTypeLosesData: Rule = statementRule<ReadonlyMap<string, string>>({
  id: 'change-column-type-loses-data',
  title: 'ALTER COLUMN TYPE that loses data',
  group: 'data-loss',
  severity: 'high',
  why: 'Values are rounded (numeric scale, timestamp precision, float to integer), lose a part (timestamp to date, timestamptz to timestamp by the session time zone, jsonb to other shapes), or make the statement fail (a longer text, a larger number).',
  safer: 'Fill a new column of the new type beside the old one, look at what differs, then change over.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE',
  alsoKnownAs: ['localtools alter-column-type'],
  before: (node, world) => new Map((relationNamed(world, rangeOf(node))?.columns ?? []).map(({ name, use }) => [name, shortTypeText(use)])),
  check: (subject, types) =>
    destroyed(subject, 'values').map(({ name, relation }) => {
      const table = relation === null ? null : subject.world.findRelation(relation.name, relation.schema);
      const column = table?.columns.find((candidate) => candidate.name === name);
      const change = column === undefined ? '' : ` from ${types.get(name) ?? 'its old type'} to ${shortTypeText(column.use)}`;
      return {
        message: `Changing ${name}${change} cuts off or rounds values, or fails on them.`,
        relation: relation === null ? null : shownName(subject.world, relation),
      };
    }),
});
