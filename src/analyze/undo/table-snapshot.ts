import { deparse } from '../../syntax/deparse.ts';
import { typeText } from '../expressions/resolve-type.ts';
import type { Relation, Trigger } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { columnDefinition, constraintDefinition, indexDefinition, isConditional } from './definitions.ts';

interface ColumnSnapshot {
  readonly id: number;
  readonly name: string;
  readonly definition: string;
  /** The same without NOT NULL, for a table with rows. */
  readonly nullableDefinition: string;
  readonly type: string;
  /** Of a plain default; null: none. */
  readonly defaultText: string | null;
  readonly isNotNull: boolean;
  readonly identity: string;
  readonly generated: string;
  readonly isAssumed: boolean;
}

/** A part of a table that can be made again by its definition. */
export interface PartSnapshot {
  readonly id: number;
  readonly name: string;
  /** Null: not known. */
  readonly definition: string | null;
}

/** What a table is made of, in words that can be compared and written into statements. */
export interface TableSnapshot {
  readonly columns: ReadonlyMap<number, ColumnSnapshot>;
  /** Constraints that are the table's own, NOT NULL apart. */
  readonly constraints: ReadonlyMap<number, PartSnapshot & { readonly isValid: boolean }>;
  /** Indexes that belong to no constraint. */
  readonly indexes: ReadonlyMap<number, PartSnapshot & { readonly isConditional: boolean }>;
  readonly triggers: ReadonlyMap<number, PartSnapshot & { readonly enabled: Trigger['enabled'] }>;
  readonly options: ReadonlyMap<string, string>;
  readonly owner: string | null;
  readonly hasRowSecurity: boolean;
  readonly persistence: string;
}

/** Takes down what a table is made of now. */
export function tableSnapshot(world: World, table: Relation): TableSnapshot {
  const ofConstraints = new Set(table.constraints.map(({ index }) => index));
  return {
    columns: new Map(
      table.columns.map((column) => [
        column.id,
        {
          id: column.id,
          name: column.name,
          definition: columnDefinition(column),
          nullableDefinition: columnDefinition({ ...column, isNotNull: false }),
          type: typeText(column.use),
          defaultText: column.defaultExpression === null || column.generated !== '' ? null : deparse(column.defaultExpression),
          isNotNull: column.isNotNull,
          identity: column.identity,
          generated: column.generated,
          isAssumed: column.isAssumed,
        },
      ]),
    ),
    constraints: new Map(
      table.constraints
        .filter(({ type }) => type !== 'not-null' && type !== 'trigger')
        .map((constraint) => [
          constraint.id,
          { id: constraint.id, name: constraint.name, definition: constraintDefinition(world, constraint), isValid: constraint.isValid },
        ]),
    ),
    indexes: new Map(
      table.indexes
        .filter((index) => !ofConstraints.has(index))
        .map((index) => [
          index.id,
          { id: index.id, name: index.name, definition: indexDefinition(index), isConditional: isConditional(index) },
        ]),
    ),
    triggers: new Map(table.triggers.map(({ id, name, enabled, definition = null }) => [id, { id, name, enabled, definition }])),
    options: new Map(table.options),
    owner: table.owner,
    hasRowSecurity: table.hasRowSecurity,
    persistence: table.persistence,
  };
}
