import { shortTypeText } from '../expressions/type-text.ts';
import { destroyed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { rangeOf, relationNamed, subcommandsOfType } from '../statement-parts.ts';

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
      const column =
        relation === null ? undefined : subject.world.relationById(relation.id)?.columns.find((candidate) => candidate.name === name);
      const [from, to] = [types.get(name) ?? 'its old type', column === undefined ? 'the new one' : shortTypeText(column.use)];
      const shown = relation === null ? null : shownName(subject.world, relation);
      return usesExpression(subject, name)
        ? {
            message: `USING computes ${name} anew (${from} to ${to}), and the old values are gone.`,
            severity: 'medium' as const,
            relation: shown,
          }
        : { message: `Changing ${name} from ${from} to ${to} cuts off or rounds values, or fails on them.`, relation: shown };
    }),
});

function usesExpression(subject: StatementSubject, name: string): boolean {
  return subcommandsOfType(subject, 'AT_AlterColumnType').some(
    ({ command: { def, name: column } }) =>
      column === name && def !== undefined && 'ColumnDef' in def && def.ColumnDef.raw_default !== undefined,
  );
}
