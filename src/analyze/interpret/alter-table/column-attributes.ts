import type { AlterTableCmd } from 'libpg-query';
import type { Column, Relation } from '../../world/objects.ts';
import { setColumnDefault } from '../column-default.ts';
import { addOwnedSequence } from '../create-table/sequences.ts';
import { dropObjects } from '../drop-objects.ts';
import { optionsOf, optionText } from '../options.ts';
import type { Alteration } from './alteration.ts';
import { rememberForExpression } from './column-type.ts';

/** From this version on partitions share the identity of their table. */
const IDENTITY_OF_PARTITIONS = 17;

/** SET DEFAULT, DROP DEFAULT: for rows to come (ATExecColumnDefault, tablecmds.c). */
export function setDefault(alteration: Alteration, command: AlterTableCmd): void {
  const column = alteration.column(alteration.relation, command.name ?? '');
  if (column === null) return;
  const { context, relation } = alteration;
  if (column.identity !== '') context.refuse('42601', `column "${column.name}" of relation "${relation.name}" is an identity column`);
  if (column.generated !== '') context.refuse('42601', `column "${column.name}" of relation "${relation.name}" is a generated column`);
  for (const own of inTree(alteration, column)) setColumnDefault(context.world, own, command.def ?? null);
}

/** ADD GENERATED ... AS IDENTITY: a new sequence, for rows to come (ATExecAddIdentity, tablecmds.c). */
export function addIdentity(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation } = alteration;
  const column = alteration.column(relation, command.name ?? '');
  if (column === null || command.def === undefined || !('Constraint' in command.def)) return;
  const name = `column "${column.name}" of relation "${relation.name}"`;
  if (!column.isNotNull && !column.isAssumed)
    context.refuseIfKnown('55000', `${name} must be declared NOT NULL before identity can be added`);
  if (column.identity !== '') context.refuse('55000', `${name} is already an identity column`);
  if (column.defaultExpression !== null) context.refuse('55000', `${name} already has a default value`);
  const { options, generated_when: when } = command.def.Constraint;
  addOwnedSequence(context, column, 'identity', options);
  for (const own of sharingIdentity(alteration, column)) own.identity = when === 'd' ? 'by-default' : 'always';
}

/** SET GENERATED, SET sequence options, RESTART: ALTER SEQUENCE on the sequence behind it (transformAlterTableStmt, parse_utilcmd.c). */
export function setIdentity(alteration: Alteration, command: AlterTableCmd): void {
  const { context } = alteration;
  const column = alteration.column(alteration.relation, command.name ?? '');
  if (column === null) return;
  refuseWithoutIdentity(alteration, column);
  for (const sequence of sequencesOf(alteration, column)) context.lock(sequence, 'SHARE ROW EXCLUSIVE', 'sequence');
  const items = command.def !== undefined && 'List' in command.def ? command.def.List.items : [];
  const generated = optionsOf(items).get('generated');
  if (generated === undefined) return;
  // The parser gives the letter's code: `d` for BY DEFAULT.
  const identity = optionText(generated) === String('d'.codePointAt(0)) ? 'by-default' : 'always';
  for (const own of sharingIdentity(alteration, column)) own.identity = identity;
}

/** DROP IDENTITY: the sequence goes (ATExecDropIdentity, tablecmds.c). */
export function dropIdentity(alteration: Alteration, command: AlterTableCmd): void {
  const column = alteration.column(alteration.relation, command.name ?? '');
  if (column === null) return;
  if (column.identity === '' && command.missing_ok === true) return;
  refuseWithoutIdentity(alteration, column);
  const sequences = sequencesOf(alteration, column);
  for (const own of sharingIdentity(alteration, column)) own.identity = '';
  // The column owned it inside; now it may go alone (deleteDependencyRecordsForClass).
  for (const sequence of sequences) {
    sequence.ownedBy = null;
    alteration.world.undepend(sequence, column);
  }
  if (sequences.length > 0) dropObjects(alteration.context, sequences, 'restrict');
}

/** SET EXPRESSION of 17: a stored column is computed anew, a virtual one of 18 is not there to be (ATExecSetExpression, tablecmds.c). */
export function setExpression(alteration: Alteration, command: AlterTableCmd): void {
  const { context, rows } = alteration;
  const named = alteration.column(alteration.relation, command.name ?? '');
  if (named === null) return;
  for (const column of inTree(alteration, named)) {
    const { relation } = column;
    if (column.generated === '' && !column.isAssumed)
      context.refuseIfKnown('55000', `column "${column.name}" of relation "${relation.name}" is not a generated column`);
    if (column.generated === 'virtual') {
      if (relation.constraints.some(({ type }) => type === 'check'))
        context.refuse(
          '0A000',
          'ALTER TABLE / SET EXPRESSION is not supported for virtual generated columns in tables with check constraints',
        );
      if (column.isNotNull) rows.verify(relation, `${column.name} must hold no NULL`);
    } else {
      rows.rewrite(relation, `the generated column ${column.name} is computed for every row`);
      rememberForExpression(alteration, column);
    }
    setColumnDefault(context.world, column, command.def ?? null);
  }
}

/** DROP EXPRESSION: the stored values stay (ATExecDropExpression, tablecmds.c). */
export function dropExpression(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation } = alteration;
  const named = alteration.column(relation, command.name ?? '');
  if (named === null) return;
  if (named.generated === 'virtual')
    context.refuse('0A000', 'ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns');
  if (named.inheritedTimes > 0) context.refuse('42P16', 'cannot drop generation expression from inherited column');
  if (named.generated === '' && command.missing_ok !== true && !named.isAssumed)
    context.refuseIfKnown('55000', `column "${named.name}" of relation "${relation.name}" is not a stored generated column`);
  if (named.generated === '') return;
  for (const column of inTree(alteration, named)) {
    column.generated = '';
    setColumnDefault(context.world, column, null);
  }
}

/** The column in the whole tree, which is locked for it. */
function inTree(alteration: Alteration, { name }: Column): readonly Column[] {
  return alteration.tree().flatMap((member: Relation) => alteration.world.column(member, name) ?? []);
}

function sharingIdentity(alteration: Alteration, column: Column): readonly Column[] {
  const isShared = column.relation.relkind === 'partitioned-table' && alteration.context.majorVersion >= IDENTITY_OF_PARTITIONS;
  return isShared ? inTree(alteration, column) : [column];
}

function sequencesOf({ world }: Alteration, column: Column): readonly Relation[] {
  return world.allRelations().filter(({ ownedBy }) => ownedBy === column);
}

function refuseWithoutIdentity({ context, relation }: Alteration, column: Column): void {
  if (column.identity === '' && !column.isAssumed)
    context.refuseIfKnown('55000', `column "${column.name}" of relation "${relation.name}" is not an identity column`);
}
