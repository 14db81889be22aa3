import { covers } from '../index-coverage.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { relationNamed } from '../statement-parts.ts';
import type { IndexDefinition } from '../world/objects.ts';

/** An index that is there already under another name. */
export const duplicateIndex: Rule = statementRule({
  id: 'duplicate-index',
  title: 'A second index of the same form',
  group: 'correctness',
  severity: 'medium',
  why: 'Both are kept up to date by every write, and queries use one of them.',
  safer: 'Leave it out.',
  documentation: 'https://www.postgresql.org/docs/current/indexes-intro.html',
  alsoKnownAs: [],
  check: (subject) => {
    if (!('IndexStmt' in subject.node)) return [];
    const made = newIndex(subject);
    if (made === null) return [];
    const others = made.index.table.indexes.filter(({ index, id }) => index !== null && id !== made.id && areSame(index, made.index));
    return others.map(({ name }) => ({
      message: `Index ${made.name} has the same columns as ${name}, which is there already.`,
      relation: shownName(subject.world, made.index.table),
    }));
  },
});

function newIndex({
  node,
  world,
  effects,
}: StatementSubject): { readonly id: number; readonly name: string; readonly index: IndexDefinition } | null {
  if (!('IndexStmt' in node) || effects.some(({ kind }) => kind === 'error')) return null;
  const table = relationNamed(world, node.IndexStmt.relation);
  const made = table?.indexes.at(-1) ?? null;
  if (made === null || made.index === null || !made.isNew) return null;
  return node.IndexStmt.idxname === undefined || node.IndexStmt.idxname === made.name
    ? { id: made.id, name: made.name, index: made.index }
    : null;
}

function areSame(left: IndexDefinition, right: IndexDefinition): boolean {
  const isMoreThanOther = right.isUnique && !left.isUnique;
  return (
    !isMoreThanOther && left.keys.length === right.keys.length && left.included.length === right.included.length && covers(left, right)
  );
}
