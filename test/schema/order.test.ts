import { expect, test } from 'vitest';
import { creationSteps, removalSteps } from '../../src/schema/order.ts';
import type { SchemaObject } from '../../src/schema/schema.ts';

function object(key: string, dependsOn: readonly string[], more: Partial<SchemaObject> = {}): SchemaObject {
  const at = key.indexOf(' ');
  return {
    key,
    kind: key.slice(0, at),
    identity: key.slice(at + 1),
    create: [`make ${key}`],
    drop: [`drop ${key}`],
    phase: 'before-data',
    dependsOn,
    madeBy: null,
    completion: null,
    standIn: null,
    catalogUpdates: [],
    leftOut: null,
    ...more,
  };
}

const created = (...objects: readonly SchemaObject[]): readonly string[] => creationSteps(objects).flatMap(({ statements }) => statements);
const removed = (...objects: readonly SchemaObject[]): readonly string[] => removalSteps(objects).flatMap(({ statements }) => statements);

test('what is needed comes first, else the order of kinds; what is taken away comes the other way round', () => {
  const objects = [
    object('view v', ['table t']),
    object('table t', ['schema s', 'function f']),
    object('function f', []),
    object('schema s', []),
  ];
  expect(created(...objects)).toEqual(['make schema s', 'make function f', 'make table t', 'make view v']);
  expect(removed(...objects)).toEqual(['drop view v', 'drop table t', 'drop function f', 'drop schema s']);
});

test('a part has no step beside the object that makes it, but what it needs comes first; alone it has one', () => {
  const column = object('column t.a', ['table t', 'type a'], { madeBy: 'table t' });
  const others = [object('table t', []), object('type a', [])];
  expect(created(column, ...others)).toEqual(['make type a', 'make table t']);
  expect(removed(column, ...others)).toEqual(['drop table t', 'drop type a']);
  expect(created(column)).toEqual(['make column t.a']);
});

test('what comes after the data comes last, unless something before it needs it', () => {
  const late = { phase: 'after-data' } as const;
  const key = object('constraint t_pkey on t', ['table t'], late);
  const other = object('constraint t_key on t', ['table t'], late);
  const steps = creationSteps([key, other, object('view v', ['table t', key.key]), object('table t', [])]);
  expect(steps.map((step) => [step.key, step.phase])).toEqual([
    ['table t', 'before-data'],
    ['constraint t_pkey on t', 'before-data'],
    ['view v', 'before-data'],
    ['constraint t_key on t', 'after-data'],
  ]);
});

test('completions come when all is made, in the order of what they complete; event triggers after them', () => {
  const refresh = (key: string): SchemaObject['completion'] => ({ create: [`refresh ${key}`], dependsOn: [], phase: 'after-data' });
  expect(
    created(
      object('event trigger e', [], { kind: 'event trigger', phase: 'after-data' }),
      object('materialized view a', ['materialized view z'], { completion: refresh('a') }),
      object('materialized view z', [], { completion: refresh('z') }),
      object('index i', ['materialized view a'], { phase: 'after-data' }),
    ),
  ).toEqual(['make materialized view z', 'make materialized view a', 'make index i', 'refresh z', 'refresh a', 'make event trigger e']);
});

test('a circle is broken by what can stand in for one of its objects', () => {
  const standIn = { create: ['make t without defaults'], dependsOn: [], complete: ['give t its defaults'] };
  const table = object('table t', ['function f'], { standIn });
  const round = [table, object('function f', ['table t']), object('view v', ['table t'])];
  expect(created(...round)).toEqual(['make t without defaults', 'make function f', 'give t its defaults', 'make view v']);
  expect(removed(...round).toSorted()).toEqual(['drop function f', 'drop table t', 'drop view v']);
});

test('a routine that names itself is made without its body first', () => {
  const standIn = { create: ['make f without a body'], dependsOn: [], complete: ['make f'] };
  expect(created(object('function f', ['function f'], { standIn }))).toEqual(['make f without a body', 'make f']);
});

test('a circle that nothing can break is made in some order, each object once', () => {
  expect(created(object('view a', ['view b']), object('view b', ['view a'])).toSorted()).toEqual(['make view a', 'make view b']);
});
