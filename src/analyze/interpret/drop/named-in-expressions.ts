import type { Node } from 'libpg-query';
import type { Attachment, Column, WorldObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { walk, words } from '../queries/walk.ts';
import type { Fields } from '../queries/walk.ts';

/** What has an operator of this name in a default, a constraint or an index. */
export function usersOfOperator(world: World, name: string, defaultOf: (column: Column) => Attachment): readonly WorldObject[] {
  return usersOf(world, defaultOf, (kind, fields) => kind === 'A_Expr' && words(fields['name'] as readonly Node[]).at(-1) === name);
}

/** What names a text search configuration in a default, a constraint or an index, as to_tsvector('english', ...) does. */
export function usersOfConfiguration(world: World, name: string, defaultOf: (column: Column) => Attachment): readonly WorldObject[] {
  return usersOf(world, defaultOf, (kind, fields) => {
    const { sval } = fields as { readonly sval?: { readonly sval?: string } };
    return kind === 'A_Const' && (sval?.sval === name || sval?.sval?.endsWith(`.${name}`) === true);
  });
}

/** Columns and indexes with a collation. */
export function usersOfCollation(world: World, name: string): readonly WorldObject[] {
  const isMeant = (collation: string | null): boolean => collation === name || collation?.endsWith(`.${name}`) === true;
  const relations = world.allRelations();
  return [
    ...relations.flatMap(({ columns }) => columns.filter(({ collation }) => isMeant(collation))),
    ...relations.filter(({ index }) => index?.keys.some(({ collation }) => isMeant(collation)) === true),
  ];
}

type Test = (kind: string, fields: Fields) => boolean;

function usersOf(world: World, defaultOf: (column: Column) => Attachment, isMeant: Test): readonly WorldObject[] {
  const users = new Set<WorldObject>();
  const look = (owner: () => WorldObject, expression: Node | null | undefined): void => {
    if (expression !== null && expression !== undefined && holds(expression, isMeant)) users.add(owner());
  };
  for (const relation of world.allRelations()) {
    for (const column of relation.columns) look(() => defaultOf(column), column.defaultExpression);
    for (const constraint of relation.constraints) look(() => constraint, constraint.expression);
    for (const { expression } of relation.index?.keys ?? []) look(() => relation, expression);
    look(() => relation, relation.index?.predicate);
  }
  return [...users];
}

function holds(expression: Node, isMeant: Test): boolean {
  let isFound = false;
  walk(expression, (kind, fields) => {
    isFound ||= isMeant(kind, fields);
    return !isFound;
  });
  return isFound;
}
