import type { ColumnRef, Node } from 'libpg-query';
import type { Column, Relation, TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { useOf } from './coerce.ts';
import { rowTypeOf } from './resolve-type.ts';
import { form } from './typed.ts';
import type { Scope, Typed } from './typed.ts';

/** Columns that every table has (manual 5.6). */
const SYSTEM_COLUMNS: Readonly<Record<string, string>> = {
  tableoid: 'oid',
  xmin: 'xid',
  cmin: 'cid',
  xmax: 'xid',
  cmax: 'cid',
  ctid: 'tid',
};

/** The columns of one relation, by their names alone or behind the relation's. */
export function scopeOf(relation: Relation | null): Scope {
  return { relations: relation === null ? [] : [{ alias: relation.name, relation }], parameters: [] };
}

/** What names mean inside a query: its own relations first, then those around it. */
export function scopeOfQuery(world: World, query: Node, outer: Scope): Scope {
  return { relations: [...rangesIn(world, query), ...outer.relations], parameters: outer.parameters };
}

/** What a column reference means: a column, an argument of the function around it, a whole row; a column that we do not see has no type. */
export function columnOf(world: World, { fields = [] }: ColumnRef, scope: Scope): Typed {
  const names = fields.map((field) => ('String' in field ? (field.String.sval ?? '') : '*'));
  const name = names.at(-1) ?? '';
  const table = names.at(-2) ?? null;
  const parameter = scope.parameters.find((candidate) => candidate.name === name);
  for (const { alias, relation } of scope.relations) {
    if (table !== null && alias !== table) continue;
    if (name === '*') return wholeRow(world, relation);
    const column = relation.columns.find((candidate) => candidate.name === name);
    if (column !== undefined) return columnUse(world, column);
    const system = SYSTEM_COLUMNS[name];
    if (system !== undefined)
      return { kind: 'column', column: null, name, use: useOf(world, system), arguments: [], volatility: 'immutable' };
  }
  if (parameter !== undefined) return parameter.value;
  const row = scope.relations.find(({ alias }) => table === null && alias === name);
  if (row !== undefined) return wholeRow(world, row.relation);
  return {
    kind: 'column',
    column: null,
    name,
    use: { type: world.unknownType('?'), modifier: -1 },
    arguments: [],
    volatility: 'immutable',
  };
}

function columnUse(world: World, column: Column): Typed {
  // A column whose type the text has not said yet.
  const use: TypeUse = column.use.type.name === '?' ? { type: world.unknownType('?'), modifier: -1 } : column.use;
  return { kind: 'column', column, name: column.name, use, arguments: [], volatility: 'immutable' };
}

function wholeRow(world: World, relation: Relation): Typed {
  return form('whole-row', { type: rowTypeOf(world, relation), modifier: -1 }, []);
}

function rangesIn(world: World, value: unknown): Scope['relations'] {
  if (Array.isArray(value)) return value.flatMap((member) => rangesIn(world, member));
  if (typeof value !== 'object' || value === null) return [];
  if ('RangeVar' in value) {
    const { relname = '', schemaname, alias } = (value as Extract<Node, { RangeVar: unknown }>).RangeVar;
    const relation = world.findRelation(relname, schemaname ?? null);
    return relation === null ? [] : [{ alias: alias?.aliasname ?? relname, relation }];
  }
  return Object.values(value).flatMap((member) => rangesIn(world, member));
}
