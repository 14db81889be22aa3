import { columnsUsedBy } from '../../expressions/analyze-expression.ts';
import type { Attachment, Column, Constraint, Relation, SchemaObject, TypeObject, WorldObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { edges } from './edge.ts';
import type { Edge } from './edge.ts';
import { indexesWithClassesOf } from './extension-indexes.ts';
import { usersOfCollation, usersOfConfiguration, usersOfOperator } from './named-in-expressions.ts';
import { ownsIndex, typeOwners } from './owners.ts';

/** What depends on an object by the fields of the objects themselves. */
export function structuralDependents(world: World, object: WorldObject, defaultOf: (column: Column) => Attachment): readonly Edge[] {
  switch (object.kind) {
    case 'schema':
      return schemaMembers(world, object);
    case 'relation':
      return relationDependents(object);
    case 'column':
      return columnDependents(world, object, defaultOf);
    case 'constraint':
      return constraintDependents(object);
    case 'type':
      return typeDependents(object);
    case 'attachment':
      return edges('normal', usersByName(world, object, defaultOf));
    default:
      return [];
  }
}

function schemaMembers(world: World, schema: SchemaObject): readonly Edge[] {
  const isMember = (member: { readonly schema: string | null }): boolean => member.schema === schema.name;
  return edges('normal', [
    ...world.allRelations().filter((relation) => isMember(relation) && relation.index === null && relation.relkind !== 'composite-type'),
    ...world.allTypes().filter((type) => isMember(type) && typeOwners(type).length === 0),
    ...world.allFunctions().filter(isMember),
    ...world.others.filter((member) => isMember(member) && member.relation === null),
  ]);
}

function relationDependents(relation: Relation): readonly Edge[] {
  const partitions = relation.children.filter(({ partitionBound }) => partitionBound !== null);
  const heirs = relation.children.filter(({ partitionBound }) => partitionBound === null);
  return [
    ...edges('auto', [...relation.indexes, ...relation.constraints, ...relation.triggers, ...relation.rules, ...relation.policies]),
    ...edges('auto', partitions),
    ...edges('normal', heirs),
    ...edges('partition', relation.index === null ? [] : childIndexes(relation)),
  ];
}

function childIndexes(index: Relation): readonly Relation[] {
  const children = index.index?.table.children ?? [];
  return children.flatMap(({ indexes }) => indexes.filter((child) => child.index?.parent === index));
}

function columnDependents(world: World, column: Column, defaultOf: (column: Column) => Attachment): readonly Edge[] {
  const { indexes, constraints } = column.relation;
  const ownDefault = column.defaultExpression === null ? [] : [defaultOf(column)];
  return [
    ...edges('auto', [
      ...indexes.filter((index) => usesColumn(index, column)),
      ...constraints.filter((constraint) => isOverColumn(constraint, column)),
    ]),
    ...edges(column.generated === '' ? 'auto' : 'internal', ownDefault),
    ...generatedFrom(world, column),
  ];
}

/** Columns generated from this one: until 14 they went along unasked, from 15 on only by CASCADE (StoreAttrDefault, heap.c). */
function generatedFrom(world: World, column: Column): readonly Edge[] {
  const generated = column.relation.columns.filter(
    (other) => other !== column && other.generated !== '' && other.defaultExpression !== null && uses(other.defaultExpression, column),
  );
  return edges(world.majorVersion < 15 ? 'auto' : 'normal', generated);
}

function usesColumn({ index }: Relation, column: Column): boolean {
  if (index === null) return false;
  const expressions = [...index.keys.map(({ expression }) => expression), index.predicate].filter((expression) => expression !== null);
  return (
    index.keys.some((key) => key.column === column) ||
    index.included.includes(column) ||
    expressions.some((expression) => uses(expression, column))
  );
}

function isOverColumn({ columns, expression }: Constraint, column: Column): boolean {
  return columns.includes(column) || (expression !== null && uses(expression, column));
}

function uses(expression: Parameters<typeof columnsUsedBy>[0], column: Column): boolean {
  return columnsUsedBy(expression, column.relation).includes(column.name);
}

function constraintDependents(constraint: Constraint): readonly Edge[] {
  const ofChildren = constraint.relation?.children.flatMap(({ constraints }) => constraints) ?? [];
  return [
    ...edges('internal', constraint.index !== null && ownsIndex(constraint) ? [constraint.index] : []),
    ...edges(
      'partition',
      ofChildren.filter(({ parent }) => parent === constraint),
    ),
  ];
}

function typeDependents({ constraints, relation }: TypeObject): readonly Edge[] {
  return [...edges('auto', constraints), ...edges('internal', relation?.relkind === 'composite-type' ? [relation] : [])];
}

/** Objects that name another one in their definition only: few ever drop such a thing, so the world keeps no list of it. */
function usersByName(world: World, { what, name }: Attachment, defaultOf: (column: Column) => Attachment): readonly WorldObject[] {
  switch (what) {
    case 'language':
      return world.allFunctions().filter(({ language }) => language === name);
    case 'access-method':
      return world.allRelations().filter(({ index, accessMethod }) => (index?.method ?? accessMethod) === name);
    case 'text-search-configuration':
      return usersOfConfiguration(world, name, defaultOf);
    case 'operator':
      return usersOfOperator(world, name, defaultOf);
    case 'collation':
      return usersOfCollation(world, name);
    case 'extension':
      return indexesWithClassesOf(world, name);
    default:
      return [];
  }
}
