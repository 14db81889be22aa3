import type { Node } from 'libpg-query';
import { areEqual } from '../../../src/analyze/expressions/analyze-expression.ts';
import { typeText } from '../../../src/analyze/expressions/resolve-type.ts';
import type { Column, Constraint, FunctionObject, Relation, Trigger, TypeObject } from '../../../src/analyze/world/objects.ts';
import type { World } from '../../../src/analyze/world/world.ts';

/** What a world says of its database: a line for each object, and the expressions of some of them. */
interface WorldFacts {
  readonly lines: ReadonlyMap<string, string>;
  readonly expressions: ReadonlyMap<string, Node>;
}

/** Where a world made from text and one read from the server differ: `table public.a: … | …`. Extensions' members are left out. */
export function differences(fromText: World, fromCatalog: World): readonly string[] {
  const left = factsOf(fromText);
  const right = factsOf(fromCatalog);
  const found: string[] = [];
  for (const name of new Set([...left.lines.keys(), ...right.lines.keys()])) {
    const said = left.lines.get(name) ?? 'nothing';
    const is = right.lines.get(name) ?? 'nothing';
    if (said !== is) found.push(`${name}: text says ${said}, is ${is}`);
  }
  for (const [name, expression] of right.expressions) {
    const other = left.expressions.get(name);
    // A sequence is named as the text names it, or with its schema.
    const isSequence = JSON.stringify(expression).includes('"nextval"');
    if (other !== undefined && !isSequence && !areEqual(other, expression)) found.push(`${name}: another expression`);
  }
  return found;
}

function factsOf(world: World): WorldFacts {
  const lines = new Map<string, string>();
  const expressions = new Map<string, Node>();
  const say = (name: string, facts: readonly unknown[], expression: Node | null = null): void => {
    lines.set(name, facts.map(String).join(' '));
    if (expression !== null) expressions.set(name, expression);
  };
  for (const relation of world.allRelations().filter(isOwn)) sayRelation(relation, say);
  for (const type of world.allTypes().filter((one) => isOwn(one) && one.category !== 'unknown' && one.element?.isExtensionMember !== true))
    sayType(type, say);
  // The constructors of a range type are there with the type.
  for (const called of world.allFunctions().filter((one) => isOwn(one) && one.language !== 'internal')) say(...functionFacts(called));
  for (const { name } of world.schemas.values()) if (!name.startsWith('pg_') && name !== 'information_schema') say(`schema ${name}`, []);
  for (const { name, event, tags, isEnabled } of world.eventTriggers) say(`event trigger ${name}`, [event, tags, isEnabled]);
  for (const other of world.others)
    if (['policy', 'rule', 'statistics', 'publication', 'extension', 'server'].includes(other.what) && other.name !== 'plpgsql')
      say(`${other.what} ${other.name}`, [other.relation?.name, namesOf(other.columns)]);
  return { lines, expressions };
}

type Say = (name: string, facts: readonly unknown[], expression?: Node | null) => void;

function isOwn({ schema, isExtensionMember }: Relation | TypeObject | FunctionObject): boolean {
  return schema !== 'pg_catalog' && schema !== 'information_schema' && !isExtensionMember;
}

function sayRelation(relation: Relation, say: Say): void {
  const place = `${relation.schema}.${relation.name}`;
  say(`relation ${place}`, [
    relation.relkind,
    relation.persistence,
    `parents ${namesOf(relation.parents)}`,
    `partitioned by ${relation.partitionKey?.strategy} ${relation.partitionKey?.keys.map(({ column }) => column?.name ?? 'expression').join()}`,
    `bound ${relation.partitionBound?.is_default === true ? 'default' : relation.partitionBound?.strategy}`,
    `tablespace ${relation.tablespace}`,
    `options ${[...relation.options].map(([key, value]) => `${key}=${value}`).join()}`,
    `identity ${relation.replicaIdentity}`,
    `row security ${relation.hasRowSecurity}`,
    `owned by ${relation.ownedBy?.relation.name}.${relation.ownedBy?.name}`,
    `of ${relation.ofType?.name}`,
    `populated ${relation.isPopulated}`,
    `query ${relation.query !== null}`,
  ]);
  for (const [at, column] of relation.columns.entries()) sayColumn(`${place}.${column.name}`, at, column, say);
  // The row in pg_constraint of a constraint trigger says no more than the trigger.
  for (const constraint of relation.constraints.filter(({ type }) => type !== 'trigger'))
    sayConstraint(`${place} ${constraint.name}`, constraint, say);
  for (const trigger of relation.triggers) say(`trigger ${place} ${trigger.name}`, triggerFacts(trigger));
  if (relation.index !== null) sayIndex(place, relation, say);
}

function sayColumn(place: string, at: number, column: Column, say: Say): void {
  const { relation } = column;
  // The order and the types of a sequence's or an index' own columns are nobody's business.
  if (relation.relkind === 'sequence' || relation.index !== null) return;
  say(
    `column ${place}`,
    [
      at,
      typeText(column.use),
      // What the columns of a view are like follows from its query.
      `collation ${relation.query === null ? column.collation : 'as in the query'}`,
      `not null ${column.isNotNull}`,
      `identity ${column.identity}`,
      `generated ${column.generated}`,
      `default ${column.defaultExpression !== null}`,
      `local ${column.isLocal}`,
      `inherited ${column.inheritedTimes}`,
    ],
    column.defaultExpression,
  );
}

function sayConstraint(place: string, constraint: Constraint, say: Say): void {
  say(
    `constraint ${place}`,
    [
      constraint.type,
      namesOf(constraint.columns),
      `valid ${constraint.isValid}`,
      `enforced ${constraint.isEnforced}`,
      `no inherit ${constraint.isNoInherit}`,
      `local ${constraint.isLocal}`,
      `inherited ${constraint.inheritedTimes}`,
      `index ${constraint.index?.name}`,
      `references ${constraint.referenced?.name} ${namesOf(constraint.referencedColumns)}`,
      constraint.onDelete,
      constraint.onUpdate,
      `deferrable ${constraint.isDeferrable}`,
      `parent ${constraint.parent?.name}`,
    ],
    constraint.expression,
  );
}

function sayIndex(place: string, { index }: Relation, say: Say): void {
  if (index === null) return;
  say(
    `index ${place}`,
    [
      `on ${index.table.name}`,
      index.method,
      `unique ${index.isUnique}`,
      `primary ${index.isPrimary}`,
      `exclusion ${index.isExclusion}`,
      `valid ${index.isValid}`,
      `clustered ${index.isClustered}`,
      `replica identity ${index.isReplicaIdentity}`,
      `nulls not distinct ${index.nullsNotDistinct}`,
      `keys ${index.keys.map((key) => `${key.column?.name ?? 'expression'}/${key.operatorClass}/${key.column === null ? 'its own' : key.collation}`).join()}`,
      `included ${namesOf(index.included)}`,
      `predicate ${index.predicate !== null}`,
      `parent ${index.parent?.name}`,
    ],
    index.predicate,
  );
  for (const [at, { expression }] of index.keys.entries()) if (expression !== null) say(`key ${place} ${at}`, [], expression);
}

function sayType(type: TypeObject, say: Say): void {
  const place = `${type.schema}.${type.name}`;
  say(
    `type ${place}`,
    [
      type.category,
      `element ${type.element?.name}`,
      `base ${type.base === null ? null : typeText(type.base)}`,
      `not null ${type.isNotNull}`,
      `labels ${type.labels.join()}`,
      `relation ${type.relation?.name}`,
      `subtype ${type.subtype?.name}`,
      `default ${type.defaultExpression !== null}`,
    ],
    type.defaultExpression,
  );
  for (const constraint of type.constraints) sayConstraint(`${place} ${constraint.name}`, constraint, say);
}

function triggerFacts(trigger: Trigger): readonly unknown[] {
  return [
    trigger.function?.name,
    trigger.timing,
    trigger.isRow ? 'row' : 'statement',
    [...trigger.events].toSorted(),
    namesOf(trigger.columns),
    trigger.enabled,
    trigger.isConstraint,
  ];
}

function functionFacts(called: FunctionObject): [string, readonly unknown[]] {
  const types = called.arguments.map((type) => typeText({ type, modifier: -1 }));
  return [
    `function ${called.schema}.${called.name}(${types.join(', ')})`,
    [
      called.prokind,
      called.language,
      called.volatility,
      `strict ${called.isStrict}`,
      `definer ${called.isSecurityDefiner}`,
      `set ${called.returnsSet}`,
      `defaults ${called.defaultArguments}`,
      `returns ${called.returns === null || called.prokind === 'procedure' ? null : typeText({ type: called.returns, modifier: -1 })}`,
      `parameters ${called.parameters.map(({ name, mode }) => `${mode} ${name}`).join(', ')}`,
      `settings ${called.settings.join()}`,
      `body ${called.sqlBody === null ? called.body : 'SQL'}`,
    ],
  ];
}

function namesOf(objects: readonly { readonly name: string }[]): string {
  return `(${objects.map(({ name }) => name).join()})`;
}
