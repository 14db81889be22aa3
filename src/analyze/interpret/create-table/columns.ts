import type { ColumnDef, Constraint as ConstraintNode, TypeName } from 'libpg-query';
import { resolveType } from '../../expressions/resolve-type.ts';
import type { Column, Relation, TypeUse } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { setColumnDefault } from '../column-default.ts';
import type { Interpretation } from '../interpretation.ts';
import { strings } from '../options.ts';
import { columnConstraints } from './column-constraints.ts';
import { addOwnedSequence, nextvalOf } from './sequences.ts';

/** A constraint that waits until all columns are there, with the column that it stands at. */
export interface WaitingConstraint {
  readonly node: ConstraintNode;
  readonly column: Column | null;
}

/** The integer type of `serial` and its kin, null for any other type (transformColumnDefinition, parse_utilcmd.c). */
export function serialType(name: TypeName | undefined): 'int2' | 'int4' | 'int8' | null {
  const names = strings(name?.names);
  const [only] = names;
  if (names.length !== 1 || only === undefined || name?.pct_type === true || (name?.arrayBounds ?? []).length > 0) return null;
  return SERIAL_TYPES.get(only) ?? null;
}

/** A column of CREATE TABLE, or the options that a partition or a typed table gives to a column that it has already. */
export function defineColumn(context: Interpretation, relation: Relation, definition: ColumnDef): readonly WaitingConstraint[] {
  const name = definition.colname ?? '';
  const existing = relation.columns.find((column) => column.name === name);
  if (definition.typeName === undefined) {
    const column = existing ?? context.world.column(relation, name);
    if (column === null) return refuseMissing(context, name, relation);
    return applyConstraints(context, column, definition);
  }
  if (existing !== undefined && existing.inheritedTimes === 0) context.refuse('42701', `column "${name}" specified more than once`);
  const column = existing ?? addTypedColumn(context.world, relation, definition);
  column.isLocal = true;
  const serial = serialType(definition.typeName);
  if (serial === null) return applyConstraints(context, column, definition);
  makeSerial(context, column);
  return [...applyConstraints(context, column, definition), { node: IMPLIED_NOT_NULL, column }];
}

/** The type that a column's definition names; `serial` is an integer. */
export function columnType(world: World, { typeName }: ColumnDef): TypeUse {
  if (typeName === undefined) return { type: world.unknownType('?'), modifier: -1 };
  const serial = serialType(typeName);
  if (serial === null) return resolveType(world, typeName);
  return resolveType(world, { names: [{ String: { sval: 'pg_catalog' } }, { String: { sval: serial } }], typemod: -1 });
}

/** What an identity and `serial` bring with them (transformColumnDefinition, parse_utilcmd.c). */
const IMPLIED_NOT_NULL: ConstraintNode = { contype: 'CONSTR_NOTNULL' };

const SERIAL_TYPES: ReadonlyMap<string, 'int2' | 'int4' | 'int8'> = new Map([
  ['smallserial', 'int2'],
  ['serial2', 'int2'],
  ['serial', 'int4'],
  ['serial4', 'int4'],
  ['bigserial', 'int8'],
  ['serial8', 'int8'],
]);

function addTypedColumn(world: World, relation: Relation, definition: ColumnDef): Column {
  return world.addColumn(relation, {
    name: definition.colname ?? '',
    use: columnType(world, definition),
    collation: strings(definition.collClause?.collname).at(-1) ?? null,
  });
}

function makeSerial(context: Interpretation, column: Column): void {
  const sequence = addOwnedSequence(context, column, 'serial');
  column.isNotNull = true;
  setColumnDefault(context.world, column, nextvalOf(sequence));
}

/** Default, identity, generation and NULL at once; what needs the whole table waits. */
function applyConstraints(context: Interpretation, column: Column, definition: ColumnDef): readonly WaitingConstraint[] {
  const waiting: WaitingConstraint[] = [];
  for (const node of columnConstraints(definition)) {
    switch (node.contype) {
      case 'CONSTR_NULL':
        break;
      case 'CONSTR_DEFAULT':
        setColumnDefault(context.world, column, node.raw_expr ?? null);
        break;
      case 'CONSTR_GENERATED':
        column.generated = node.generated_kind === 'v' ? 'virtual' : 'stored';
        setColumnDefault(context.world, column, node.raw_expr ?? null);
        break;
      case 'CONSTR_IDENTITY':
        column.identity = node.generated_when === 'd' ? 'by-default' : 'always';
        column.isNotNull = true;
        waiting.push({ node: IMPLIED_NOT_NULL, column });
        addOwnedSequence(context, column, 'identity', node.options);
        break;
      case 'CONSTR_NOTNULL':
      case 'CONSTR_PRIMARY':
        column.isNotNull = true;
        waiting.push({ node, column });
        break;
      default:
        waiting.push({ node, column });
    }
  }
  return waiting;
}

function refuseMissing(context: Interpretation, name: string, relation: Relation): readonly WaitingConstraint[] {
  context.refuseIfKnown('42703', `column "${name}" does not exist in "${relation.name}"`);
  return [];
}
