import { deparse } from '../../syntax/deparse.ts';
import { shownIdentifier, shownQualified } from '../../syntax/shown-identifier.ts';
import { typeText } from '../expressions/resolve-type.ts';
import type { Column, Constraint, Relation, ReferentialAction, Trigger } from '../world/objects.ts';
import type { World } from '../world/world.ts';

const ACTIONS: Readonly<Record<ReferentialAction, string>> = {
  'no-action': 'NO ACTION',
  restrict: 'RESTRICT',
  cascade: 'CASCADE',
  'set-null': 'SET NULL',
  'set-default': 'SET DEFAULT',
};

/** A relation's name for a statement: with its schema unless the search path finds it. */
export function relationName(world: World, relation: Pick<Relation, 'schema' | 'name'>): string {
  const isFound = world.findRelation(relation.name)?.schema === relation.schema || relation.schema === world.creationSchema();
  return isFound ? shownIdentifier(relation.name) : shownQualified(relation.schema, relation.name);
}

/** `priority varchar(20) DEFAULT 'normal' NOT NULL`: a column as ADD COLUMN takes it, constraints apart. */
export function columnDefinition(column: Column): string {
  return [
    shownIdentifier(column.name),
    typeText(column.use),
    column.collation === null ? '' : `COLLATE ${shownIdentifier(column.collation)}`,
    generation(column),
    column.isNotNull ? 'NOT NULL' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** The constraint as ADD CONSTRAINT takes it, without its name; null where the world does not know enough of it. */
export function constraintDefinition(world: World, constraint: Constraint): string | null {
  if (constraint.definition !== undefined) return constraint.definition;
  const columns = listOf(constraint.columns);
  switch (constraint.type) {
    case 'check':
      if (constraint.expression === null) return null;
      return `CHECK (${deparse(constraint.expression)})${constraint.isNoInherit ? ' NO INHERIT' : ''}${validity(constraint)}`;
    case 'foreign-key':
      if (constraint.referenced === null) return null;
      return `FOREIGN KEY (${columns}) REFERENCES ${relationName(world, constraint.referenced)} (${listOf(constraint.referencedColumns)})${actions(constraint)}${constraint.isDeferrable ? ' DEFERRABLE' : ''}${validity(constraint)}`;
    case 'primary-key':
      return `PRIMARY KEY (${columns})`;
    case 'unique':
      return `UNIQUE (${columns})`;
    case 'not-null':
      return `NOT NULL ${columns}`;
    default:
      return null;
  }
}

/** CREATE INDEX for an index; null where the world does not know enough of it. */
export function indexDefinition(relation: Relation): string | null {
  return relation.index?.definition ?? null;
}

/** An index whose condition or expressions hold values of its columns' types: it is not what it was when a type is changed there and back. */
export function isConditional({ index }: Relation): boolean {
  return index !== null && (index.predicate !== null || index.keys.some(({ expression }) => expression !== null));
}

/** CREATE TRIGGER with its state, where that is not the usual one; null where the world does not know it. */
export function triggerStatements(
  table: string,
  { name, definition, enabled }: Pick<Trigger, 'name' | 'definition' | 'enabled'>,
): readonly string[] | null {
  if (definition === undefined || definition === null) return null;
  if (enabled === 'origin') return [definition];
  return [definition, `ALTER TABLE ${table} ${TRIGGER_STATES[enabled]} TRIGGER ${shownIdentifier(name)}`];
}

/** ALTER TABLE's words for the states of a trigger (pg_trigger.tgenabled). */
export const TRIGGER_STATES: Readonly<Record<Trigger['enabled'], string>> = {
  origin: 'ENABLE',
  disabled: 'DISABLE',
  replica: 'ENABLE REPLICA',
  always: 'ENABLE ALWAYS',
};

function generation({ identity, generated, defaultExpression }: Column): string {
  if (identity !== '') return `GENERATED ${identity === 'always' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`;
  if (defaultExpression === null) return '';
  const expression = deparse(defaultExpression);
  return generated === '' ? `DEFAULT ${expression}` : `GENERATED ALWAYS AS (${expression}) ${generated.toUpperCase()}`;
}

function actions({ onDelete, onUpdate }: Constraint): string {
  const onUpdateText = onUpdate === 'no-action' ? '' : ` ON UPDATE ${ACTIONS[onUpdate]}`;
  return `${onUpdateText}${onDelete === 'no-action' ? '' : ` ON DELETE ${ACTIONS[onDelete]}`}`;
}

function validity({ isValid, isEnforced }: Constraint): string {
  if (!isEnforced) return ' NOT ENFORCED';
  return isValid ? '' : ' NOT VALID';
}

function listOf(columns: readonly Column[]): string {
  return columns.map(({ name }) => shownIdentifier(name)).join(', ');
}
