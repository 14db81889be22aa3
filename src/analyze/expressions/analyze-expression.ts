import type { FuncCall, Node } from 'libpg-query';
import type { Volatility } from '../facts/fact-set.ts';
import type { FunctionObject, Relation, TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { useOf } from './coerce.ts';
import { planned } from './inline-function.ts';
import { scopeOf, scopeOfQuery } from './scope.ts';
import { unlessTooDeep } from './too-deep.ts';
import { expressionsIn, transform } from './transform.ts';
import { isOpaque, isUnknownLiteral } from './type-facts.ts';
import { NO_SCOPE, nodesOf, worstVolatility } from './typed.ts';

export type { Volatility } from '../facts/fact-set.ts';
export { columnsUsedBy } from './columns-used.ts';
export { areEqual } from './equal.ts';

/**
 * The worst volatility of anything in an expression, after PostgreSQL's own inlining of simple SQL functions (clauses.c); unknown functions
 * are volatile. Which overload a call means can hang on the types of columns: give their relation where there is one.
 */
export function volatilityOf(world: World, expression: Node, relation: Relation | null = null): Volatility {
  return unlessTooDeep(() => worstVolatility(planned(world, transform(world, expression, scopeOf(relation)))), 'volatile');
}

/** The type of an expression over a relation's columns; null where it cannot be known. */
export function typeOf(world: World, expression: Node, relation: Relation | null): TypeUse | null {
  const use = unlessTooDeep(() => transform(world, expression, scopeOf(relation)).use, null);
  if (use === null || isOpaque(use.type)) return null;
  // A string that nothing gave a type is text in the end (resolveTargetListUnknowns).
  return isUnknownLiteral(use.type) ? useOf(world, 'text') : use;
}

/** The user's function that a call means by the types of its arguments; null where it is none or cannot be told. */
export function functionCalled(world: World, call: FuncCall, relation: Relation | null = null): FunctionObject | null {
  const typed = unlessTooDeep(() => transform(world, { FuncCall: call }, scopeOf(relation)), null);
  return typed?.kind === 'call' ? typed.function : null;
}

/** Users' functions that an expression or a whole query calls, those of casts included. */
export function functionsCalledBy(world: World, expression: Node, relation: Relation | null = null): readonly FunctionObject[] {
  if (!world.hasFunctions) return [];
  const found = new Set<FunctionObject>();
  const scope = relation === null ? NO_SCOPE : scopeOf(relation);
  unlessTooDeep(() => collect(world, expression, scopeOfQuery(world, expression, scope), found), undefined);
  return [...found];
}

function collect(world: World, node: Node, scope: ReturnType<typeof scopeOf>, found: Set<FunctionObject>): void {
  for (const part of expressionsIn(node))
    for (const typed of nodesOf(transform(world, part, scope))) {
      if (typed.kind === 'call' && typed.function !== null) found.add(typed.function);
      if (typed.kind !== 'query' || !('SubLink' in typed.query) || typed.query.SubLink.subselect === undefined) continue;
      const inner = typed.query.SubLink.subselect;
      collect(world, inner, scopeOfQuery(world, inner, scope), found);
    }
}
