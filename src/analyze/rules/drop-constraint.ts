import { shownName, statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { rangeOf, relationNamed, alterationsIn } from '../statement-parts.ts';
import type { Constraint } from '../world/objects.ts';

/** A foreign key, CHECK or unique constraint is dropped. */
export const dropConstraint: Rule = statementRule<readonly Constraint[]>({
  id: 'drop-constraint',
  title: 'A constraint is dropped',
  group: 'compatibility',
  severity: 'low',
  why: 'What it kept out can come in at once, and a constraint that is added later has to find it. Dropping a foreign key closes both tables for an instant (ACCESS EXCLUSIVE).',
  safer: 'If it is replaced, add the new one first (NOT VALID, then VALIDATE), and drop the old one last.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-REMOVING-A-CONSTRAINT',
  alsoKnownAs: ['Atlas CD101'],
  before: (node, world) => {
    const names = alterationsIn(node).flatMap(({ type, command }) => (type === 'AT_DropConstraint' ? (command.name ?? '') : []));
    const table = relationNamed(world, rangeOf(node));
    return table === null
      ? []
      : table.constraints.filter(({ name, type, isNew }) => names.includes(name) && type !== 'primary-key' && !isNew);
  },
  check: (subject, constraints) =>
    constraints
      .filter((constraint) => !isReplaced(subject, constraint) && !isSaidByColumn(constraint))
      .map(({ name, type, relation, referenced }) => {
        const table = relation === null ? '' : shownName(subject.world, relation);
        const to = referenced === null ? '' : ` to ${shownName(subject.world, referenced)}`;
        return { message: `The ${WORDS[type] ?? 'constraint'} ${name} of ${table}${to} keeps nothing out any more.`, relation: table };
      }),
});

const WORDS: Readonly<Record<string, string>> = {
  'foreign-key': 'foreign key',
  check: 'CHECK',
  unique: 'unique constraint',
  exclusion: 'exclusion constraint',
  'not-null': 'NOT NULL constraint',
};

/** A constraint of the same kind over the same columns is there, or comes in the same statement. */
function isReplaced({ world }: StatementSubject, { relation, type, columns }: Constraint): boolean {
  const table = relation === null ? null : world.relationById(relation.id);
  const names = columns.map(({ name }) => name).join();
  return table?.constraints.some((other) => other.type === type && other.columns.map(({ name }) => name).join() === names) === true;
}

/** CHECK (column IS NOT NULL) is needed no more once the column itself says so. */
function isSaidByColumn({ type, expression, columns }: Constraint): boolean {
  const isNullTest = expression !== null && 'NullTest' in expression && expression.NullTest.nulltesttype === 'IS_NOT_NULL';
  return type === 'check' && isNullTest && columns.every(({ isNotNull }) => isNotNull);
}
