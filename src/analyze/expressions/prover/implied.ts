import { isSameClause } from './clause.ts';
import type { Clause, Comparison } from './clause.ts';
import { compareConstants } from './constant.ts';
import type { ConstantValue } from './constant.ts';

type Test = Comparison | null;
const OPERATORS: readonly Comparison[] = ['<', '<=', '=', '>=', '>', '<>'];

/** BT_implic_table (predtest.c): given `x row c1`, `x column c2` holds if `c2 test c1`. */
const IMPLICATIONS: Readonly<Record<Comparison, readonly Test[]>> = {
  '<': ['>=', '>=', null, null, null, '>='],
  '<=': ['>', '>=', null, null, null, '>'],
  '=': ['>', '>=', '=', '<=', '<', '<>'],
  '>=': [null, null, null, '<=', '<', '<'],
  '>': [null, null, null, '<=', '<=', '<='],
  '<>': [null, null, null, null, null, '='],
};

/**
 * predicate_implied_by with weak implication (predtest.c): if no clause is false, is the predicate not false? So PostgreSQL compares CHECK
 * constraints; that an operator yields no true for NULL proves nothing here. `isC` says whether a subject's text is ordered by bytes.
 */
export function isImplied(predicate: Clause, clauses: readonly Clause[], isC: (subject: string) => boolean): boolean {
  if (predicate.kind === 'constant' && predicate.value === true) return true;
  const known = clauses.flatMap((clause) => (clause.kind === 'and' ? clause.parts : [clause]));
  const [only] = known;
  if (only === undefined) return false;
  return recurse(known.length === 1 ? only : { kind: 'and', parts: known }, predicate, isC);
}

function recurse(clause: Clause, predicate: Clause, isC: (subject: string) => boolean): boolean {
  if (clause.kind === 'or') {
    if (predicate.kind === 'or') return clause.parts.every((arm) => predicate.parts.some((part) => recurse(arm, part, isC)));
    return clause.parts.every((arm) => recurse(arm, predicate, isC));
  }
  if (predicate.kind === 'and') return predicate.parts.every((part) => recurse(clause, part, isC));
  if (predicate.kind === 'or' && predicate.parts.some((part) => recurse(clause, part, isC))) return true;
  if (clause.kind === 'and') return clause.parts.some((part) => recurse(part, predicate, isC));
  return predicate.kind !== 'or' && isImpliedByAtom(clause, predicate, isC);
}

function isImpliedByAtom(clause: Clause, predicate: Clause, isC: (subject: string) => boolean): boolean {
  if (isSameClause(clause, predicate)) return true;
  if (clause.kind !== 'comparison' || predicate.kind !== 'comparison' || clause.subject !== predicate.subject) return false;
  // A comparison with NULL is never false, so it is proven by anything about the same subject, and proves nothing itself.
  if (predicate.value.text === null) return true;
  if (clause.value.text === null) return false;
  const test = IMPLICATIONS[clause.operator][OPERATORS.indexOf(predicate.operator)] ?? null;
  return test !== null && holds(predicate.value, test, clause.value, isC(clause.subject));
}

function holds(left: ConstantValue, test: Comparison, right: ConstantValue, isC: boolean): boolean {
  const { isEqual, order } = compareConstants(left, right, isC);
  switch (test) {
    case '=':
      return isEqual === true;
    case '<>':
      return isEqual === false;
    case '<':
      return order !== null && order < 0;
    case '<=':
      return isEqual === true || (order !== null && order <= 0);
    case '>=':
      return isEqual === true || (order !== null && order >= 0);
    case '>':
      return order !== null && order > 0;
  }
}
