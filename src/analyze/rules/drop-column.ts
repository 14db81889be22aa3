import type { DependentEffect, RelationName } from '../../model/effect.ts';
import { destroyed, listed } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { mayHoldRows, rangeOf, relationNamed, subcommandsOfType } from '../statement-parts.ts';

/** A column with data is dropped. */
export const dropColumn: Rule = statementRule<ReadonlySet<string>>({
  id: 'drop-column',
  title: 'A column is dropped',
  group: 'data-loss',
  severity: 'high',
  why: 'The column and its values are gone, and no undo brings the values back. Code that still names the column, `SELECT *` into fixed structures and cached plans included, fails at once. The CASCADE of a type, a domain or an extension drops columns too.',
  safer: 'Expand and contract: stop using the column in a release of its own, then drop it. Take a snapshot right before.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-REMOVING-A-COLUMN',
  alsoKnownAs: [
    'squawk ban-drop-column',
    'strong_migrations remove_column',
    'Atlas DS103',
    'pg-schema-diff DELETES_DATA',
    'pgfence drop-column',
  ],
  before: (node, world) => {
    const table = relationNamed(world, rangeOf(node));
    return new Set((table?.columns ?? []).filter(({ isNew }) => isNew).map(({ name }) => `${table?.name ?? ''}.${name}`));
  },
  check: (subject, added) =>
    destroyed(subject, 'column')
      .filter(({ relation, name }) => !added.has(name) && !isBelowAnother(subject, relation))
      .map(({ name, relation, isCascade }) => ({
        message: `Column ${name} is dropped with its values${isCascade ? ' by CASCADE' : ''}${alongWith(subject)}.`,
        relation: relation === null ? null : shownName(subject.world, relation),
        ...(relation !== null && !mayHoldRows(subject.world, subject.world.relationById(relation.id)) ? { severity: 'low' as const } : {}),
      })),
});

/** Partitions and children lose the column with their parent. */
function isBelowAnother(subject: StatementSubject, relation: RelationName | null): boolean {
  const table = relation === null ? null : subject.world.relationById(relation.id);
  const losing = new Set(destroyed(subject, 'column').map((effect) => effect.relation?.id));
  return table?.parents.some(({ id }) => losing.has(id)) === true;
}

/** Indexes and constraints that need the column; what CASCADE takes is another rule's. */
function alongWith(subject: StatementSubject): string {
  const isCascading = subcommandsOfType(subject, 'AT_DropColumn').some(({ command }) => command.behavior === 'DROP_CASCADE');
  if (isCascading || subject.kind !== 'AlterTableStmt') return '';
  const dropped = subject.effects.filter((effect) => effect.kind === 'dependent').filter(({ change }) => change === 'dropped');
  const constraints = dropped.filter(({ what }) => what === 'constraint').map(({ name }) => name);
  const isSaid = ({ what, name }: DependentEffect): boolean =>
    name.includes('_not_null on ') ||
    (what === 'index' && constraints.some((constraint) => name.endsWith(`.${constraint.split(' on ')[0] ?? ''}`)));
  const names = dropped.filter((effect) => !isSaid(effect)).map(({ what, name }) => `${what} ${name}`);
  return names.length === 0 ? '' : `, and with it ${listed(names)}`;
}
