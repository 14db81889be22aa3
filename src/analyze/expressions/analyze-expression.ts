import type { Node } from 'libpg-query';
import type { FunctionObject, Relation, TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';

export type Volatility = 'immutable' | 'stable' | 'volatile';

/** The worst volatility of anything in an expression, after PostgreSQL's own inlining of simple SQL functions (clauses.c); unknown functions are volatile. */
export function volatilityOf(_world: World, _expression: Node): Volatility {
  return 'volatile';
}

/** The type of an expression over a relation's columns; null where it cannot be known. */
export function typeOf(_world: World, _expression: Node, _relation: Relation | null): TypeUse | null {
  return null;
}

/** Users' functions that an expression calls, casts and operators included. */
export function functionsCalledBy(_world: World, _expression: Node): readonly FunctionObject[] {
  return [];
}

/** Names of the columns that an expression uses (a whole-row reference counts as all of the relation's). */
export function columnsUsedBy(_expression: Node, _relation: Relation): readonly string[] {
  return [];
}

/** Do two expressions mean the same, but for positions, parentheses and the casts that PostgreSQL adds when it stores one? */
export function areEqual(_left: Node, _right: Node): boolean {
  return false;
}
