import type { ConstantValue } from './constant.ts';

export type Comparison = '<' | '<=' | '=' | '>=' | '>' | '<>';

/** A condition in the form in which PostgreSQL's prover compares conditions (predtest.c): ANDs and ORs over atoms, NOT pushed down to them. */
export type Clause =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Clause[] }
  /** `subject` tells expressions apart. */
  | { readonly kind: 'comparison'; readonly subject: string; readonly operator: Comparison; readonly value: ConstantValue }
  | { readonly kind: 'null-test'; readonly subject: string; readonly isNull: boolean }
  /** Anything else; proves and is proven by nothing but itself. */
  | { readonly kind: 'atom'; readonly key: string; readonly isNegated: boolean }
  | { readonly kind: 'constant'; readonly value: boolean | null };

const NEGATORS: Readonly<Record<Comparison, Comparison>> = { '<': '>=', '<=': '>', '=': '<>', '>=': '<', '>': '<=', '<>': '=' };
const COMMUTATORS: Readonly<Record<Comparison, Comparison>> = { '<': '>', '<=': '>=', '=': '=', '>=': '<=', '>': '<', '<>': '<>' };

export function isComparison(operator: string): operator is Comparison {
  return operator in NEGATORS;
}

/** The operator with its sides exchanged. */
export function commuted(operator: Comparison): Comparison {
  return COMMUTATORS[operator];
}

/** AND or OR without nesting and without constants that settle nothing (eval_const_expressions). */
export function joined(kind: 'and' | 'or', clauses: readonly Clause[]): Clause {
  const flat = clauses.flatMap((clause) => (clause.kind === kind ? clause.parts : [clause]));
  const settling = kind === 'or';
  if (flat.some((clause) => clause.kind === 'constant' && clause.value === settling)) return { kind: 'constant', value: settling };
  const parts = flat.filter((clause) => clause.kind !== 'constant' || clause.value === null);
  if (parts.length === 0) return { kind: 'constant', value: !settling };
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind, parts };
}

/** negate_clause (prepqual.c). */
export function negated(clause: Clause): Clause {
  switch (clause.kind) {
    case 'and':
    case 'or':
      return joined(clause.kind === 'and' ? 'or' : 'and', clause.parts.map(negated));
    case 'comparison':
      return { ...clause, operator: NEGATORS[clause.operator] };
    case 'null-test':
      return { ...clause, isNull: !clause.isNull };
    case 'atom':
      return { ...clause, isNegated: !clause.isNegated };
    case 'constant':
      return { ...clause, value: clause.value === null ? null : !clause.value };
  }
}

/** canonicalize_qual (prepqual.c): what all arms of an OR have in common stands once before it. */
export function canonical(clause: Clause): Clause {
  if (clause.kind !== 'and' && clause.kind !== 'or') return clause;
  const parts = clause.parts.map(canonical);
  if (clause.kind === 'and') return joined('and', parts);
  const whole = joined('or', parts);
  if (whole.kind !== 'or') return whole;
  const arms = whole.parts.map((part) => (part.kind === 'and' ? part.parts : [part]));
  const [shortest = []] = [...arms].sort((left, right) => left.length - right.length);
  const common = shortest.filter((part) => arms.every((arm) => arm.some((other) => isSameClause(other, part))));
  if (common.length === 0) return whole;
  const rests = arms.map((arm) => arm.filter((part) => !common.some((other) => isSameClause(other, part))));
  // An arm that is nothing but the common part is implied by it.
  if (rests.some((rest) => rest.length === 0)) return joined('and', common);
  return joined('and', [
    ...common,
    joined(
      'or',
      rests.map((rest) => joined('and', rest)),
    ),
  ]);
}

/** equal() of two conditions. */
export function isSameClause(left: Clause, right: Clause): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
