import type { Relation } from '../../world/objects.ts';
import type { Node } from 'libpg-query';
import type { World } from '../../world/world.ts';
import { planned } from '../inline-function.ts';
import { scopeOf } from '../scope.ts';
import { transform } from '../transform.ts';
import type { Typed, TypedForm } from '../typed.ts';
import { canonical, commuted, isComparison, joined, negated } from './clause.ts';
import type { Clause, Comparison } from './clause.ts';
import { constantOf } from './constant.ts';
import type { ConstantValue } from './constant.ts';

/** MAX_SAOP_ARRAY_SIZE (predtest.c): a longer list is not looked into. */
const LONGEST_LIST = 100;
/** An array constant without quotes, NULLs or further dimensions. */
const SIMPLE_ARRAY = /^\{(?!.*\bnull\b)([^"\\{}]+)\}$/iu;

/** A condition of a CHECK constraint, as the prover takes it. */
export function clauseOfExpression(world: World, expression: Node, relation: Relation): Clause {
  return canonical(clauseOf(world, planned(world, transform(world, expression, scopeOf(relation)))));
}

/** `subject operator constant`, also for a bound of a partition. */
export function comparison(world: World, subject: Typed, operator: Comparison, value: ConstantValue): Clause {
  // A boolean's comparison with true is the boolean itself (simplify_boolean_equality).
  if (value.family === 'bool' && value.text !== null && (operator === '=' || operator === '<>')) {
    const isTrue = /^(?:t|y|on|1)/iu.test(value.text) === (operator === '=');
    const clause = clauseOf(world, subject);
    return isTrue ? clause : negated(clause);
  }
  return { kind: 'comparison', subject: keyOf(subject), operator, value };
}

/** `subject IS [NOT] NULL`. */
export function nullTest(subject: Typed, isNull: boolean): Clause {
  return { kind: 'null-test', subject: keyOf(subject), isNull };
}

/** What tells an expression from another one (equal()); the relation does not, since a partition's columns go by their names. */
export function keyOf(typed: Typed): string {
  const parts = typed.arguments.map(keyOf).join(',');
  switch (typed.kind) {
    case 'relabel':
      return relabelKey(typed);
    case 'column':
      return `"${typed.name}"`;
    case 'constant':
      return `${typed.use.type.name} ${JSON.stringify(typed.text)}`;
    case 'call':
      return `${typed.name}:${typed.use.type.name}.${typed.use.modifier}(${parts})`;
    case 'form':
      return `${typed.form} ${typed.detail}(${parts})`;
    case 'query':
      return JSON.stringify(typed.query);
    default:
      return `${typed.kind} ${typed.use.type.name}.${typed.use.modifier}(${parts})`;
  }
}

/** Of several relabellings the last one counts, and none that gives back what was there (applyRelabelType). */
function relabelKey(typed: Typed): string {
  let inner: Typed = typed;
  let collation: string | null = null;
  while (inner.kind === 'relabel' && inner.arguments[0] !== undefined) {
    collation ??= inner.collation;
    [inner] = inner.arguments;
  }
  const { type, modifier } = typed.use;
  if (collation === null && inner.use.type === type && inner.use.modifier === modifier) return keyOf(inner);
  return `as ${type.schema}.${type.name}.${modifier} ${collation ?? ''}(${keyOf(inner)})`;
}

function clauseOf(world: World, typed: Typed): Clause {
  if (typed.kind === 'relabel' && typed.arguments[0] !== undefined) return clauseOf(world, typed.arguments[0]);
  if (typed.kind === 'constant' && typed.use.type.name === 'bool')
    return { kind: 'constant', value: typed.text === null ? null : /^(?:t|y|on|1)/iu.test(typed.text) };
  if (typed.kind === 'call' && typed.isOperator) return operatorClause(world, typed.name, typed.arguments) ?? atom(typed);
  return typed.kind === 'form' ? formClause(world, typed) : atom(typed);
}

function formClause(world: World, typed: TypedForm): Clause {
  const [first] = typed.arguments;
  switch (typed.form) {
    case 'and':
    case 'or':
      if (typed.detail === 'in' && typed.arguments.length > LONGEST_LIST) return atom(typed);
      return joined(
        typed.form,
        typed.arguments.map((argument) => clauseOf(world, argument)),
      );
    case 'not':
      return first === undefined ? atom(typed) : negated(clauseOf(world, first));
    case 'is-null':
    case 'is-not-null':
      return first === undefined ? atom(typed) : (nullTestClause(first, typed.form === 'is-null') ?? atom(typed));
    case 'any':
    case 'all':
      return listClause(world, typed) ?? atom(typed);
    default:
      return atom(typed);
  }
}

/** Of a row that is written out, all its members; of another row, nothing that we know. */
function nullTestClause(tested: Typed, isNull: boolean): Clause | null {
  if (tested.kind === 'form' && tested.form === 'row')
    return joined(
      'and',
      tested.arguments.map((member) => nullTest(member, isNull)),
    );
  return tested.use.type.category === 'composite' || tested.use.type.name === 'record' ? null : nullTest(tested, isNull);
}

/** `x op ANY (ARRAY[...])` is an OR, `op ALL` an AND of comparisons. */
function listClause(world: World, typed: TypedForm): Clause | null {
  const [test, array] = typed.arguments;
  const [left, right] = test?.arguments ?? [];
  const elements = array === undefined ? null : elementsOf(array);
  if (test?.kind !== 'call' || left === undefined || right === undefined || elements === null || elements.length > LONGEST_LIST)
    return null;
  const tests = elements.map((element) =>
    operatorClause(world, test.name, [left, { ...element, use: { ...element.use, type: right.use.type } }]),
  );
  return tests.every((clause) => clause !== null) ? joined(typed.form === 'any' ? 'or' : 'and', tests) : null;
}

/** The elements of `ARRAY[...]` or of a plain array constant, below the casts of the whole. */
function elementsOf(array: Typed): readonly Typed[] | null {
  const [inner] = array.arguments;
  if ((array.kind === 'relabel' || array.kind === 'array-coercion') && inner !== undefined) return elementsOf(inner);
  if (array.kind === 'form' && array.form === 'array') return array.arguments;
  const element = array.use.type.element;
  if (array.kind !== 'constant' || element === null) return null;
  const members = SIMPLE_ARRAY.exec(array.text ?? '')?.[1]?.split(',') ?? null;
  return members === null ? null : members.map((text) => ({ ...array, use: { type: element, modifier: -1 }, text: text.trim() }));
}

function operatorClause(world: World, name: string, [left, right]: readonly Typed[]): Clause | null {
  if (!isComparison(name) || left === undefined || right === undefined) return null;
  const value = constantOf(world, right);
  if (value !== null) return comparison(world, left, name, value);
  const other = constantOf(world, left);
  return other === null ? null : comparison(world, right, commuted(name), other);
}

function atom(typed: Typed): Clause {
  return { kind: 'atom', key: keyOf(typed), isNegated: false };
}
