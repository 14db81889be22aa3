import type { AlterTableCmd, AlterTableStmt } from 'libpg-query';
import type { RelationKind } from '../../model/effect.ts';
import type { Relation } from '../world/objects.ts';
import { Alteration } from './alter-table/alteration.ts';
import { lockLevelOf } from './alter-table/lock-level.ts';
import { moveAll } from './alter-table/move-all.ts';
import { prepareSubcommand } from './alter-table/subcommands.ts';
import type { Interpretation } from './interpretation.ts';
import type { Interpreters } from './interpreters.ts';

/** What an unknown name stands for. */
const KINDS: Readonly<Record<string, RelationKind>> = {
  OBJECT_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized-view',
  OBJECT_INDEX: 'index',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_FOREIGN_TABLE: 'foreign-table',
  OBJECT_TYPE: 'composite-type',
};

/** ALTER TABLE, VIEW, MATERIALIZED VIEW, INDEX, SEQUENCE, FOREIGN TABLE, and TYPE ... ATTRIBUTE (AlterTable, tablecmds.c). */
function alterTable(context: Interpretation, statement: AlterTableStmt): void {
  const range = statement.relation ?? {};
  const kind = KINDS[statement.objtype ?? 'OBJECT_TABLE'] ?? 'table';
  const relation = context.world.relation(range, statement.missing_ok === true && !context.world.isOpen ? null : kind);
  if (relation === null) {
    if (statement.missing_ok !== true) context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
    return;
  }
  refuseOtherKind(context, relation, kind);
  const commands = (statement.cmds ?? []).flatMap((node) => ('AlterTableCmd' in node ? [node.AlterTableCmd] : []));
  alterRelation(context, relation, commands, range.inh === true);
}

function alterRelation(context: Interpretation, relation: Relation, commands: readonly AlterTableCmd[], recurses: boolean): void {
  const mode = lockLevelOf(commands);
  context.lock(relation, mode);
  const alteration = new Alteration(context, relation, mode, recurses);
  for (const command of commands) prepareSubcommand(alteration, command);
  alteration.runPasses();
  alteration.rows.run(context);
}

/** ALTER TABLE takes whatever has columns; the others only their own kind (RangeVarCallbackForAlterRelation, tablecmds.c). */
function refuseOtherKind(context: Interpretation, relation: Relation, kind: RelationKind): void {
  if (relation.isAssumed) return;
  const isFitting =
    kind === 'table'
      ? relation.relkind !== 'composite-type'
      : relation.relkind === kind || (kind === 'index' && relation.relkind === 'partitioned-index');
  if (!isFitting) context.refuse('42809', `"${relation.name}" is not a ${kind}`);
}

/** ALTER TABLE and its kin. */
export const ALTER_TABLE_INTERPRETERS: Interpreters = {
  AlterTableStmt: alterTable,
  AlterTableMoveAllStmt: moveAll,
};
