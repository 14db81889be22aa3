import type { Node } from 'libpg-query';
import { deparse } from '../../../syntax/deparse.ts';
import type { World } from '../../world/world.ts';
import { indexDefinition, relationName } from '../definitions.ts';
import { impossible, type Inverse, type Inversion } from '../inverse.ts';
import { namesOf } from './table.ts';

/** DROP: what has no rows of its own comes back by its definition, where that is known. */
export const invertDrop: Inversion = (node, world) => {
  if (!('DropStmt' in node)) return null;
  const { objects, removeType, behavior, concurrent } = node.DropStmt;
  const inverses = (objects ?? []).map((object) => inverseOf(world, removeType, object, concurrent === true));
  const cascade = behavior === 'DROP_CASCADE' ? ['whatever CASCADE takes along'] : [];
  return () => ({ sql: inverses.flatMap(({ sql }) => sql), lost: [...inverses.flatMap(({ lost }) => lost), ...cascade] });
};

/** Rows written or removed, and code that is run: only a snapshot, or the person who knows the rows, brings them back. */
export const invertRows: Inversion = (node) => {
  const [kind = ''] = Object.keys(node);
  const reason = ROWS[kind];
  return reason === undefined ? null : impossible(reason);
};

const ROWS: Readonly<Record<string, string>> = {
  InsertStmt: 'which rows were inserted',
  UpdateStmt: 'the former values of the rows',
  DeleteStmt: 'the deleted rows',
  MergeStmt: 'the former rows',
  TruncateStmt: 'the rows',
  CopyStmt: 'which rows were copied in',
  DoStmt: 'what the DO block did',
  CallStmt: 'what the procedure did',
  AlterEnumStmt: 'PostgreSQL cannot take a value out of an enum',
  CommentStmt: 'the former comment',
};

function inverseOf(world: World, type: string | undefined, object: Node, isConcurrent: boolean): Inverse {
  const names = namesOf(object);
  const name = names.at(-1) ?? '';
  if (type === 'OBJECT_FUNCTION' || type === 'OBJECT_PROCEDURE' || type === 'OBJECT_ROUTINE') return inverseOfRoutine(world, names);
  const relation = world.findRelation(name, names.length > 1 ? (names.at(-2) ?? null) : null);
  const shown = names.join('.');
  if (relation === null) return { sql: [], lost: type === 'OBJECT_TABLE' || type === 'OBJECT_INDEX' ? [] : [`${words(type)} ${shown}`] };
  if (type === 'OBJECT_INDEX') {
    const definition = indexDefinition(relation);
    if (definition === null) return { sql: [], lost: [`index ${shown}`] };
    return {
      sql: [isConcurrent ? definition.replace(/^(CREATE (?:UNIQUE )?INDEX)(?! CONCURRENTLY)/iu, '$1 CONCURRENTLY') : definition],
      lost: [],
    };
  }
  if ((type === 'OBJECT_VIEW' || type === 'OBJECT_MATVIEW') && relation.query !== null)
    return { sql: [`CREATE ${words(type)} ${relationName(world, relation)} AS ${deparse(relation.query)}`], lost: [] };
  return { sql: [], lost: [type === 'OBJECT_TABLE' ? `table ${shown} with its rows` : `${words(type)} ${shown}`] };
}

/** A function comes back by its definition, where its name says which one it was. */
function inverseOfRoutine(world: World, names: readonly string[]): Inverse {
  const overloads = world.findFunctions(names.at(-1) ?? '', names.length > 1 ? (names.at(-2) ?? null) : null);
  const [only] = overloads;
  if (overloads.length === 0) return { sql: [], lost: [] };
  if (overloads.length > 1 || only?.definition === null || only === undefined) return { sql: [], lost: [`function ${names.join('.')}`] };
  return { sql: [only.definition.trim()], lost: [] };
}

function words(type: string | undefined): string {
  return type === 'OBJECT_MATVIEW' ? 'MATERIALIZED VIEW' : (type ?? '').replace(/^OBJECT_/u, '').replaceAll('_', ' ');
}
