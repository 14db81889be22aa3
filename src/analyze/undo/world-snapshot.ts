import { deparse } from '../../syntax/deparse.ts';
import { typeText } from '../expressions/resolve-type.ts';
import type { FunctionObject, Relation } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { relationName } from './definitions.ts';
import { tableSnapshot, type TableSnapshot } from './table-snapshot.ts';

/** Something with a definition: a view, a function, a sequence, a type. */
export interface ObjectSnapshot {
  /** `VIEW`, as DROP takes it. */
  readonly what: string;
  /** As DROP takes it: with argument types where it is a function. */
  readonly name: string;
  /** The statement that makes it; null: not known. */
  readonly definition: string | null;
}

/** What a database is made of: tables with their parts, and other objects with their definitions, by number. */
export interface WorldSnapshot {
  readonly tables: ReadonlyMap<number, { readonly relation: Relation; readonly name: string; readonly snapshot: TableSnapshot }>;
  readonly objects: ReadonlyMap<number, ObjectSnapshot>;
}

/** Takes down what there is now. */
export function worldSnapshot(world: World): WorldSnapshot {
  const tables = new Map<number, { relation: Relation; name: string; snapshot: TableSnapshot }>();
  const objects = new Map<number, ObjectSnapshot>();
  for (const relation of world.allRelations()) {
    if (relation.isDropped || isSystem(relation.schema)) continue;
    const name = relationName(world, relation);
    if (relation.relkind === 'table' || relation.relkind === 'partitioned-table')
      tables.set(relation.id, { relation, name, snapshot: tableSnapshot(world, relation) });
    else if (relation.relkind === 'view' || relation.relkind === 'materialized-view')
      objects.set(relation.id, {
        what: relation.relkind === 'view' ? 'VIEW' : 'MATERIALIZED VIEW',
        name,
        definition: viewDefinition(relation, name),
      });
    else if (relation.relkind === 'sequence' && relation.ownedBy === null)
      objects.set(relation.id, { what: 'SEQUENCE', name, definition: null });
  }
  for (const routine of world.allFunctions()) if (!isSystem(routine.schema)) objects.set(routine.id, routineSnapshot(routine));
  return { tables, objects };
}

/** CREATE VIEW as it was; null where its query is not known. */
export function viewDefinition({ relkind, query }: Relation, name: string): string | null {
  return query === null ? null : `CREATE ${relkind === 'view' ? 'VIEW' : 'MATERIALIZED VIEW'} ${name} AS ${deparse(query)}`;
}

function routineSnapshot(routine: FunctionObject): ObjectSnapshot {
  const types = routine.arguments.map((type) => typeText({ type, modifier: -1 })).join(', ');
  return {
    what: routine.prokind === 'procedure' ? 'PROCEDURE' : routine.prokind === 'aggregate' ? 'AGGREGATE' : 'FUNCTION',
    name: `${routine.schema}.${routine.name}(${types})`,
    definition: routine.definition?.trim() ?? null,
  };
}

function isSystem(schema: string): boolean {
  return schema.startsWith('pg_') || schema === 'information_schema';
}
