import type { Node } from 'libpg-query';
import { areEqual } from '../../expressions/analyze-expression.ts';
import type { IndexDefinition, IndexKey } from '../../world/objects.ts';
import { columnConditions, columnOf, uses } from './column-conditions.ts';
import type { ColumnCondition } from './column-conditions.ts';
import { isNeverTrue, literalOf } from './constants.ts';
import type { QueryPart, Source } from './query-part.ts';
import { walk, words } from './walk.ts';

/**
 * The sources of a level that are read whole: no condition leads through an index to a part of the rows. The planner weighs costs; we ask only
 * whether an index can serve at all (match_clause_to_index, indxpath.c) and call a one-sided range a read of the whole.
 */
export function wholeReads(part: QueryPart): readonly Source[] {
  if (part.conditions.some(isNeverTrue) || isLimitZero(part)) return [];
  return wideSources(part).filter((source) => !(part.endsEarly && !hasOwnCondition(source, part)) && !isFromIndexEnd(source, part));
}

/** Rows found one by one cost less than reading a table up to this many. */
export const FEW = 50;

/** Does a level find all of its rows by lookups, so that it gives few? */
export function isNarrow(part: QueryPart): boolean {
  return wideSources(part).length === 0 && [...part.derived.values()].every((isSmall) => isSmall);
}

/** The sources to whose rows no index leads, neither from literals nor from other sources that give few rows. */
function wideSources(part: QueryPart): readonly Source[] {
  const narrow = new Set([...part.derived].flatMap(([alias, isSmall]) => (isSmall ? [alias] : [])));
  let rest = part.sources;
  for (;;) {
    const found = rest.filter((source) => isServed(part.conditions, source, part, narrow));
    if (found.length === 0) return rest;
    for (const { alias } of found) narrow.add(alias);
    rest = rest.filter((source) => !found.includes(source));
  }
}

/** Does a statement change as many rows as a range has, through an index? */
export function isRangeOfMany(part: QueryPart): boolean {
  const { target } = part;
  if (target === null || wideSources(part).includes(target)) return false;
  const known = part.conditions.flatMap((condition) => columnConditions(condition, target));
  const has = (signs: string): boolean => known.some(({ operator }) => operator.startsWith(signs));
  // Equality with a column, an expression or in each arm of an OR finds few.
  if (has('=') || has('in') || !has('>') || !has('<')) return false;
  const ends = (signs: string): number[] =>
    known.flatMap(({ operator, values: [value] }) => {
      const literal = operator.startsWith(signs) ? literalOf(value) : undefined;
      return typeof literal === 'number' ? [literal] : [];
    });
  const [low, high] = [Math.max(...ends('>')), Math.min(...ends('<'))];
  return !(Number.isFinite(low) && Number.isFinite(high) && high - low <= FEW);
}

/** Do conditions that all hold lead through an index? Of an OR every arm must. */
function isServed(conditions: readonly Node[], source: Source, part: QueryPart, narrow: ReadonlySet<string>): boolean {
  for (const condition of conditions) {
    if (!('BoolExpr' in condition) || condition.BoolExpr.boolop !== 'OR_EXPR') continue;
    const arms = condition.BoolExpr.args ?? [];
    if (arms.length > 0 && arms.every((arm) => isServed(armConditions(arm), source, part, narrow))) return true;
  }
  const known = conditions
    .flatMap((condition) => columnConditions(condition, source))
    .filter((one) => isReachable(one, source, part, narrow));
  if (known.some(({ column, operator }) => column === 'ctid' && (operator === '=' || operator === 'in'))) return true;
  // Of a table that no text shows, we know by habit that `id` is its key.
  if (source.relation.isAssumed && known.some(({ column, operator }) => column === 'id' && (operator === '=' || operator === 'in')))
    return true;
  return source.relation.indexes.some(({ index }) => index !== null && serves(index, conditions, known, source));
}

function armConditions(arm: Node): readonly Node[] {
  return 'BoolExpr' in arm && arm.BoolExpr.boolop === 'AND_EXPR' ? (arm.BoolExpr.args ?? []) : [arm];
}

function serves(index: IndexDefinition, conditions: readonly Node[], known: readonly ColumnCondition[], source: Source): boolean {
  const [first] = index.keys;
  if (!index.isValid || first === undefined) return false;
  if (index.predicate !== null && !implies(conditions, index.predicate)) return false;
  if (index.method === 'gin' || index.method === 'gist' || index.method === 'spgist') {
    const isExclusionKey = index.isExclusion && index.keys.some((key) => isNarrowed(key, conditions, known, source));
    return (
      isExclusionKey ||
      index.keys.some(({ column }) => column !== null && known.some((one) => one.column === column.name && one.operator === 'match'))
    );
  }
  if (index.method === 'brin') return known.some((one) => one.column === first.column?.name && one.operator !== 'match');
  return isNarrowed(first, conditions, known, source);
}

/** Equality on the key, or a range with two ends. */
function isNarrowed(key: IndexKey, conditions: readonly Node[], known: readonly ColumnCondition[], source: Source): boolean {
  const { column, expression } = key;
  if (column !== null) {
    const own = known.filter((one) => one.column === column.name).map(({ operator }) => operator);
    if (own.includes('=') || own.includes('in')) return true;
    return own.some((operator) => operator.startsWith('>')) && own.some((operator) => operator.startsWith('<'));
  }
  return (
    expression !== null &&
    conditions.some(
      (condition) =>
        'A_Expr' in condition &&
        condition.A_Expr.kind === 'AEXPR_OP' &&
        words(condition.A_Expr.name).at(-1) === '=' &&
        [
          [condition.A_Expr.lexpr, condition.A_Expr.rexpr],
          [condition.A_Expr.rexpr, condition.A_Expr.lexpr],
        ].some(([one, other]) => one !== undefined && areEqual(one, expression) && !uses(other, source)),
    )
  );
}

/** Are the values there before the source is read: literals, parameters, or columns of a source that gives few rows? */
function isReachable({ values }: ColumnCondition, source: Source, part: QueryPart, narrow: ReadonlySet<string>): boolean {
  return values.every((value) => {
    if ('SelectStmt' in value) return part.shortQueries.has(value.SelectStmt);
    return (
      part.sources.every((other) => other === source || narrow.has(other.alias) || !uses(value, other)) && !usesWide(value, part, narrow)
    );
  });
}

function usesWide(value: Node, { derived }: QueryPart, narrow: ReadonlySet<string>): boolean {
  let found = false;
  walk(value, (kind, fields) => {
    if (kind === 'ColumnRef') {
      const [qualifier, column] = words(fields['fields'] as readonly Node[]);
      found ||= column !== undefined && qualifier !== undefined && derived.has(qualifier) && !narrow.has(qualifier);
    }
    return kind !== 'SelectStmt';
  });
  return found;
}

function implies(conditions: readonly Node[], predicate: Node): boolean {
  const needed = armConditions(predicate);
  return needed.every((one) => conditions.some((condition) => areEqual(condition, one)));
}

function hasOwnCondition(source: Source, { conditions }: QueryPart): boolean {
  return conditions.some((condition) => uses(condition, source));
}

function isLimitZero({ statement }: QueryPart): boolean {
  return statement.kind === 'select' && literalOf(statement.node.limitCount) === 0;
}

/** min() and max() of an index's first column, or ORDER BY it with LIMIT, take the end of the index (planagg.c). */
function isFromIndexEnd(source: Source, { statement, sources, conditions }: QueryPart): boolean {
  if (statement.kind !== 'select' || sources.length !== 1 || conditions.length > 0) return false;
  const { targetList = [], groupClause = [], sortClause = [], limitCount } = statement.node;
  if (groupClause.length > 0) return false;
  if (limitCount !== undefined && sortClause.length > 0) {
    const [first] = sortClause;
    return first !== undefined && 'SortBy' in first && isLeading(first.SortBy.node, source);
  }
  return targetList.length > 0 && targetList.every((target) => 'ResTarget' in target && isExtreme(target.ResTarget.val, source));
}

function isExtreme(node: Node | undefined, source: Source): boolean {
  if (node === undefined) return false;
  if ('CoalesceExpr' in node) return (node.CoalesceExpr.args ?? []).every((arg) => literalOf(arg) !== undefined || isExtreme(arg, source));
  if ('TypeCast' in node) return isExtreme(node.TypeCast.arg, source);
  if ('A_Expr' in node && node.A_Expr.kind === 'AEXPR_OP')
    return [node.A_Expr.lexpr, node.A_Expr.rexpr].every((side) => literalOf(side) !== undefined || isExtreme(side, source));
  if (!('FuncCall' in node)) return false;
  const name = words(node.FuncCall.funcname).at(-1);
  return (name === 'min' || name === 'max') && isLeading(node.FuncCall.args?.[0], source);
}

function isLeading(node: Node | undefined, source: Source): boolean {
  const column = columnOf(node, source);
  if (column === null) return false;
  if (source.relation.isAssumed && column === 'id') return true;
  return source.relation.indexes.some(
    ({ index }) =>
      index !== null && index.isValid && index.method === 'btree' && index.predicate === null && index.keys[0]?.column?.name === column,
  );
}
