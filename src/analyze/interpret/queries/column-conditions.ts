import type { Node } from 'libpg-query';
import type { Source } from './query-part.ts';
import { kindOf, walk, words } from './walk.ts';

/** A comparison of one column of a source with something that does not use the source. */
export interface ColumnCondition {
  readonly column: string;
  /** `in` has several values; `match` is any operator beyond comparison (`@>`, `&&`, `@@`, `LIKE`). */
  readonly operator: '=' | '<' | '<=' | '>' | '>=' | 'in' | 'match';
  readonly values: readonly Node[];
}

/** What a condition says of a column of a source; BETWEEN says two things, most conditions nothing. */
export function columnConditions(condition: Node, source: Source): readonly ColumnCondition[] {
  if ('SubLink' in condition) {
    const { subLinkType, testexpr, subselect, operName } = condition.SubLink;
    const column = columnOf(testexpr, source);
    if (column === null || subLinkType !== 'ANY_SUBLINK' || subselect === undefined || (operName ?? []).length > 0) return [];
    return [{ column, operator: 'in', values: [subselect] }];
  }
  if (!('A_Expr' in condition)) return [];
  const { kind, name, lexpr, rexpr } = condition.A_Expr;
  const left = columnOf(lexpr, source);
  switch (kind) {
    case 'AEXPR_OP':
      return comparison(words(name).at(-1) ?? '', lexpr, rexpr, source);
    case 'AEXPR_IN':
      return left === null || words(name).at(-1) !== '=' ? [] : given(left, 'in', listOf(rexpr), source);
    case 'AEXPR_OP_ANY':
      return left === null || words(name).at(-1) !== '=' ? [] : given(left, 'in', listOf(rexpr), source);
    case 'AEXPR_BETWEEN': {
      const [low, high] = listOf(rexpr);
      if (left === null || low === undefined || high === undefined) return [];
      return [...given(left, '>=', [low], source), ...given(left, '<=', [high], source)];
    }
    case 'AEXPR_LIKE':
      return left === null ? [] : given(left, 'match', listOf(rexpr), source);
    default:
      return [];
  }
}

/** The column of a source that an expression is, nothing else; a relabelling cast does not matter. */
export function columnOf(node: Node | undefined, source: Source): string | null {
  if (node === undefined || !('ColumnRef' in node)) return null;
  const names = words(node.ColumnRef.fields);
  const column = names.at(-1) ?? '*';
  if (column === '*') return null;
  if (names.length === 1) return hasColumn(source, column) ? column : null;
  return names.at(-2) === source.alias ? column : null;
}

/** Does an expression use a column of a source? */
export function uses(node: Node | undefined, source: Source): boolean {
  let found = false;
  walk(node, (kind, fields) => {
    if (kind === 'ColumnRef')
      found ||= columnOf({ ColumnRef: fields }, source) !== null || words(fields['fields'] as Node[])[0] === source.alias;
    // A subquery has columns of its own.
    return kind !== 'SelectStmt';
  });
  return found;
}

function comparison(operator: string, left: Node | undefined, right: Node | undefined, source: Source): readonly ColumnCondition[] {
  const [ofLeft, ofRight] = [columnOf(left, source), columnOf(right, source)];
  if (ofLeft !== null && right !== undefined) return given(ofLeft, operator, [right], source);
  if (ofRight !== null && left !== undefined) return given(ofRight, FLIPPED.get(operator) ?? operator, [left], source);
  return [];
}

const FLIPPED: ReadonlyMap<string, string> = new Map([
  ['<', '>'],
  ['>', '<'],
  ['<=', '>='],
  ['>=', '<='],
]);

const MATCHING: ReadonlySet<string> = new Set(['@>', '<@', '&&', '@@', '?', '?|', '?&', '%', '<->', '~', '~*', '@?']);

function given(column: string, operator: string, values: readonly Node[], source: Source): readonly ColumnCondition[] {
  if (values.some((value) => uses(value, source))) return [];
  if (
    operator === '=' ||
    operator === '<' ||
    operator === '<=' ||
    operator === '>' ||
    operator === '>=' ||
    operator === 'in' ||
    operator === 'match'
  )
    return [{ column, operator, values }];
  return MATCHING.has(operator) ? [{ column, operator: 'match', values }] : [];
}

/** The members of a list, of an ARRAY, or the expression itself. */
function listOf(node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  if ('List' in node) return node.List.items ?? [];
  if ('A_ArrayExpr' in node) return node.A_ArrayExpr.elements ?? [];
  return kindOf(node)[0] === '' ? [] : [node];
}

/** In an open world a column that nobody has shown us may still be one of an assumed table. */
function hasColumn({ relation }: Source, column: string): boolean {
  return column === 'ctid' || relation.columns.some(({ name }) => name === column) || relation.isAssumed;
}
