import { expect, test } from 'vitest';
import { areEqual, columnsUsedBy, functionsCalledBy, typeOf, volatilityOf } from '../../../src/analyze/expressions/analyze-expression.ts';
import { impliesNotNull } from '../../../src/analyze/expressions/implication.ts';
import { typeChange } from '../../../src/analyze/expressions/type-change.ts';
import { World } from '../../../src/analyze/world/world.ts';
import { expression, table, use } from './parsed.ts';

test('an expression of thousands of operators is answered with care, not with an exception', () => {
  const world = new World({ majorVersion: 18, isOpen: false });
  const relation = table(world, 't', { a: 'int', b: 'int' });
  const [a] = relation.columns;
  if (a === undefined) throw new Error('no column');
  const deep = expression(Array.from({ length: 1500 }, () => 'a').join(' + '));
  const check = expression(`${Array.from({ length: 1500 }, () => 'a').join(' + ')} > 0`);
  world.addConstraint({ name: 'check', type: 'check', relation, expression: check });
  expect(['immutable', 'volatile']).toContain(volatilityOf(world, deep));
  expect([null, use(world, 'int').type]).toContain(typeOf(world, deep, relation)?.type ?? null);
  expect(functionsCalledBy(world, deep)).toEqual([]);
  expect(columnsUsedBy(deep, relation)).toContain('a');
  expect(typeof areEqual(deep, deep)).toBe('boolean');
  expect(typeChange(world, a, use(world, 'int'), deep).work).toBe('rewrite');
  expect(impliesNotNull(world, relation, a)).toBe(false);
});
