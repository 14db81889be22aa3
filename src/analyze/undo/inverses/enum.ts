import { quoteLiteral } from '../../../syntax/names.ts';
import { shownIdentifier, shownQualified } from '../../../syntax/shown-identifier.ts';
import { deparse } from '../../../syntax/deparse.ts';
import type { Column, Relation, TypeObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { indexDefinition, isConditional, relationName, triggerStatements } from '../definitions.ts';
import { NOTHING, untold, type Inverse, type Inversion } from '../inverse.ts';
import { namesOf } from './table.ts';

/**
 * ALTER TYPE ... ADD VALUE: PostgreSQL cannot take a value out of an enum, so a type without it takes the place of the type. A row that holds the
 * value by then makes the undo fail, which loses nothing. RENAME VALUE is renamed back.
 */
export const invertEnum: Inversion = (node, world) => {
  if (!('AlterEnumStmt' in node)) return null;
  const { typeName, oldVal, newVal = '', skipIfNewValExists } = node.AlterEnumStmt;
  const names = (typeName ?? []).flatMap(namesOf);
  const type = world.findType(names.at(-1) ?? '', names.length > 1 ? (names.at(-2) ?? null) : null);
  if (type === null || type.category !== 'enum') return untold('the former values of a type that is not known');
  if (oldVal !== undefined && oldVal !== '')
    return () => ({
      sql: [`ALTER TYPE ${shownType(world, type)} RENAME VALUE ${quoteLiteral(newVal)} TO ${quoteLiteral(oldVal)}`],
      lost: [],
    });
  const labels = [...type.labels];
  if (skipIfNewValExists === true && labels.includes(newVal)) return () => NOTHING;
  return () => replaceEnum(world, type, labels);
};

function replaceEnum(world: World, type: TypeObject, labels: readonly string[]): Inverse {
  const tables = world
    .allRelations()
    .filter(({ relkind, parents }) => /^(?:table|partitioned-table)$/u.test(relkind) && parents.length === 0);
  const uses = tables.flatMap((table) => {
    const columns = table.columns.filter(({ use }) => use.type === type || use.type.element === type);
    return columns.length === 0 ? [] : [{ table, columns }];
  });
  const former = `${type.name.slice(0, 50)}_former`;
  const name = shownType(world, type);
  const formerName = shownQualified(type.schema, former);
  const indexes = uses.flatMap(({ table }) => table.indexes.filter(isConditional));
  const definitions = indexes.map(indexDefinition);
  if (definitions.includes(null)) return { sql: [], lost: [], untold: ['an index whose definition is not known'] };
  const triggers = uses.flatMap(({ table, columns }) =>
    table.triggers.filter((trigger) => trigger.columns.some((one) => columns.includes(one))),
  );
  const ofTriggers = triggers.map((trigger) => triggerStatements(relationName(world, trigger.relation), trigger));
  if (ofTriggers.includes(null)) return { sql: [], lost: [], untold: ['a trigger whose definition is not known'] };
  return {
    sql: [
      `ALTER TYPE ${name} RENAME TO ${shownIdentifier(former)}`,
      `CREATE TYPE ${name} AS ENUM (${labels.map(quoteLiteral).join(', ')})`,
      ...indexes.map((index) => `DROP INDEX ${relationName(world, index)}`),
      ...triggers.map(({ name: trigger, relation }) => `DROP TRIGGER ${shownIdentifier(trigger)} ON ${relationName(world, relation)}`),
      ...uses.flatMap(({ table, columns }) => [alteration(world, table, columns, name)]),
      ...definitions.flatMap((definition) => definition ?? []),
      ...ofTriggers.flatMap((statements) => statements ?? []),
      `DROP TYPE ${formerName}`,
    ],
    lost: [],
  };
}

/** One ALTER TABLE for all columns: defaults are of the former type and have to make room. */
function alteration(world: World, table: Relation, columns: readonly Column[], type: string): string {
  const actions = columns.flatMap((column) => {
    const name = shownIdentifier(column.name);
    const array = column.use.type.category === 'array' ? '[]' : '';
    const { defaultExpression } = column;
    const change = `ALTER COLUMN ${name} TYPE ${type}${array} USING ${name}::text${array}::${type}${array}`;
    if (defaultExpression === null) return [change];
    return [`ALTER COLUMN ${name} DROP DEFAULT`, change, `ALTER COLUMN ${name} SET DEFAULT ${deparse(defaultExpression)}`];
  });
  return `ALTER TABLE ${relationName(world, table)} ${actions.join(', ')}`;
}

function shownType(world: World, type: TypeObject): string {
  return world.findType(type.name) === type ? shownIdentifier(type.name) : shownQualified(type.schema, type.name);
}
