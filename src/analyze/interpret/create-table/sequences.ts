import type { AlterSeqStmt, CreateSeqStmt, DefElem, Node, RangeVar } from 'libpg-query';
import type { Column, Relation } from '../../world/objects.ts';
import { chooseRelationName } from '../choose-name.ts';
import type { Interpretation } from '../interpretation.ts';
import { addNewRelation, isTaken, schemaForNew } from '../new-relation.ts';
import { optionsOf, strings } from '../options.ts';

/** CREATE SEQUENCE (DefineSequence, commands/sequence.c). */
export function createSequence(context: Interpretation, statement: CreateSeqStmt): void {
  const range = statement.sequence ?? {};
  const schema = schemaForNew(context, range);
  if (isTaken(context, range, schema, statement.if_not_exists === true)) return;
  const sequence = addNewRelation(context, range, schema, { relkind: 'sequence', population: 'populated' });
  ownedBy(context, sequence, optionsOf(statement.options).get('owned_by'));
}

/** ALTER SEQUENCE (AlterSequence, commands/sequence.c): its one row is written anew, no table is. */
export function alterSequence(context: Interpretation, statement: AlterSeqStmt): void {
  const sequence = context.world.relation(statement.sequence ?? {}, statement.missing_ok === true ? null : 'sequence');
  if (sequence === null) {
    if (statement.missing_ok !== true) context.refuseIfKnown('42P01', `relation "${statement.sequence?.relname ?? ''}" does not exist`);
    return;
  }
  if (sequence.relkind !== 'sequence' && !sequence.isAssumed) context.refuse('42809', `"${sequence.name}" is not a sequence`);
  context.lock(sequence, 'SHARE ROW EXCLUSIVE');
  ownedBy(context, sequence, optionsOf(statement.options).get('owned_by'));
}

/** The sequence behind a `serial` or identity column (generateSerialExtraStmts, parse_utilcmd.c). */
export function addOwnedSequence(
  context: Interpretation,
  column: Column,
  kind: 'serial' | 'identity',
  options?: readonly Node[],
): Relation {
  const { world } = context;
  const { relation } = column;
  const range = rangeOf(context, column, optionsOf(options).get('sequence_name'));
  const schema = range.schemaname ?? relation.schema;
  const sequence = addNewRelation(context, range, schema, {
    relkind: 'sequence',
    population: 'populated',
    // Before 15 a sequence is logged even where its table is not.
    persistence: relation.persistence === 'unlogged' && world.majorVersion < 15 ? 'permanent' : relation.persistence,
    ownedBy: column,
  });
  world.depend(sequence, column, kind === 'serial' ? 'auto' : 'internal');
  return sequence;
}

/** `nextval('app.t_id_seq'::regclass)`, as `serial` sets it. */
export function nextvalOf(sequence: Relation): Node {
  const name = [sequence.schema, sequence.name].map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
  return {
    FuncCall: {
      funcname: [{ String: { sval: 'pg_catalog' } }, { String: { sval: 'nextval' } }],
      args: [
        {
          TypeCast: {
            arg: { A_Const: { sval: { sval: name } } },
            typeName: { names: [{ String: { sval: 'pg_catalog' } }, { String: { sval: 'regclass' } }], typemod: -1 },
          },
        },
      ],
      funcformat: 'COERCE_EXPLICIT_CALL',
    },
  };
}

function rangeOf(context: Interpretation, { name, relation }: Column, given: DefElem | undefined): RangeVar {
  const parts = given?.arg !== undefined && 'List' in given.arg ? strings(given.arg.List.items) : [];
  const [sequenceName, schemaname] = parts.toReversed();
  if (sequenceName !== undefined) return { relname: sequenceName, ...(schemaname === undefined ? {} : { schemaname }) };
  return { relname: chooseRelationName(context.world, [relation.name, name], 'seq', relation.schema) };
}

/** OWNED BY table.column, or NONE (process_owned_by, commands/sequence.c). */
function ownedBy(context: Interpretation, sequence: Relation, option: DefElem | undefined): void {
  const { world } = context;
  if (option?.arg === undefined || !('List' in option.arg)) return;
  const [columnName = '', relname, schemaname] = strings(option.arg.List.items).toReversed();
  if (isIdentitySequence(context, sequence)) context.refuse('0A000', 'cannot change ownership of identity sequence');
  if (relname === undefined) return disown(context, sequence);
  const table = world.relation({ relname, ...(schemaname === undefined ? {} : { schemaname }) });
  if (table === null) return context.refuseIfKnown('42P01', `relation "${relname}" does not exist`);
  context.lock(table, 'ACCESS SHARE', 'owner');
  const column = world.column(table, columnName);
  if (column === null) return context.refuseIfKnown('42703', `column "${columnName}" of relation "${relname}" does not exist`);
  disown(context, sequence);
  sequence.ownedBy = column;
  world.depend(sequence, column, 'auto');
}

function disown({ world }: Interpretation, sequence: Relation): void {
  if (sequence.ownedBy !== null) world.undepend(sequence, sequence.ownedBy);
  sequence.ownedBy = null;
}

function isIdentitySequence({ world }: Interpretation, sequence: Relation): boolean {
  return world.references(sequence).some(({ on, type }) => on === sequence.ownedBy && type === 'internal');
}
