import { shortTypeText } from '../expressions/type-text.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { addedConstraints, rangeOf, relationNamed, wordsOf } from '../statement-parts.ts';
import type { Column, TypeObject } from '../world/objects.ts';

/** A foreign key between columns of different types. */
export const foreignKeyTypeMismatch: Rule = statementRule({
  id: 'foreign-key-type-mismatch',
  title: 'A foreign key between different types',
  group: 'correctness',
  severity: 'medium',
  why: 'The key is compared through a conversion: values may not fit (int refers to bigint and ends at 2147483647), indexes may not serve the join, numeric and float compare in surprising ways.',
  safer: 'Give the referencing column the type of the referenced one.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK',
  alsoKnownAs: [],
  check: (subject) => {
    const table = relationNamed(subject.world, rangeOf(subject.node));
    const added = addedConstraints(subject).filter(({ constraint }) => constraint.contype === 'CONSTR_FOREIGN');
    if (table === null || added.length === 0) return [];
    const wanted = new Set(added.map(({ constraint, column }) => (column === null ? wordsOf(constraint.fk_attrs) : [column]).join()));
    return table.constraints
      .filter(
        ({ type, parent, columns }) => type === 'foreign-key' && parent === null && wanted.has(columns.map(({ name }) => name).join()),
      )
      .flatMap((key) => key.columns.flatMap((column, at) => mismatch(column, key.referencedColumns[at])))
      .map((message) => ({ message, relation: shownName(subject.world, table) }));
  },
});

function mismatch(column: Column, referenced: Column | undefined): readonly string[] {
  if (referenced === undefined) return [];
  const [own, other] = [baseOf(column.use.type), baseOf(referenced.use.type)];
  if (own === other || own.category === 'unknown' || other.category === 'unknown' || bothText(own, other)) return [];
  return [
    `${column.relation.name}.${column.name} is ${shortTypeText(column.use)} and refers to ${referenced.relation.name}.${referenced.name}, which is ${shortTypeText(referenced.use)}.`,
  ];
}

function baseOf(type: TypeObject): TypeObject {
  return type.category === 'domain' && type.base !== null ? baseOf(type.base.type) : type;
}

function bothText(left: TypeObject, right: TypeObject): boolean {
  return ['text', 'varchar'].includes(left.name) && ['text', 'varchar'].includes(right.name);
}
