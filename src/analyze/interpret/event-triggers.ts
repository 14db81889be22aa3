import type { Node } from 'libpg-query';
import { commandTag } from '../../syntax/command-tag.ts';
import { fireEventTriggers } from './call-function.ts';
import type { Interpretation } from './interpretation.ts';
import { kindOf, walk } from './queries/walk.ts';

/**
 * Runs a command with the event triggers around it (ProcessUtilitySlow, utility.c): `ddl_command_start` before it, after it `sql_drop` where it drops
 * something, and `ddl_command_end`. `table_rewrite` fires before a table is rewritten; we see the rewrite only when it is recorded.
 */
export function withEventTriggers(context: Interpretation, node: Node, run: () => void): void {
  if (!firesEvents(node)) return run();
  const tag = commandTag(node);
  fireEventTriggers(context, 'ddl_command_start', tag);
  const before = context.effects.length;
  run();
  const own = context.effects.slice(before);
  if (TABLE_REWRITES.has(tag) && own.some((effect) => effect.kind === 'work' && effect.work === 'rewrite'))
    fireEventTriggers(context, 'table_rewrite', tag);
  if (tag.startsWith('DROP ') || dropsPart(node)) fireEventTriggers(context, 'sql_drop', tag);
  fireEventTriggers(context, 'ddl_command_end', tag, commandsOf(node));
}

/** Commands with table_rewrite in the manual's matrix (manual, appendix "Event Trigger Firing Matrix"); CLUSTER and VACUUM have none. */
const TABLE_REWRITES: ReadonlySet<string> = new Set(['ALTER TABLE', 'ALTER TYPE', 'ALTER MATERIALIZED VIEW']);

/** Statements that fire no event trigger: queries, transaction control, settings, what the whole cluster shares, event triggers themselves. */
const SILENT: ReadonlySet<string> = new Set(
  (
    'SelectStmt InsertStmt UpdateStmt DeleteStmt MergeStmt CopyStmt LockStmt ExplainStmt PrepareStmt ExecuteStmt ' +
    'DeallocateStmt DeclareCursorStmt FetchStmt ClosePortalStmt DoStmt CallStmt TransactionStmt VariableSetStmt ' +
    'VariableShowStmt DiscardStmt NotifyStmt ListenStmt UnlistenStmt LoadStmt CheckPointStmt ConstraintsSetStmt ' +
    'TruncateStmt VacuumStmt ClusterStmt AlterSystemStmt CreatedbStmt DropdbStmt AlterDatabaseStmt ' +
    'AlterDatabaseSetStmt AlterDatabaseRefreshCollStmt CreateTableSpaceStmt DropTableSpaceStmt ' +
    'AlterTableSpaceOptionsStmt CreateRoleStmt AlterRoleStmt AlterRoleSetStmt DropRoleStmt GrantRoleStmt ' +
    'ReassignOwnedStmt CreateEventTrigStmt AlterEventTrigStmt'
  ).split(' '),
);

const SHARED_OBJECTS: ReadonlySet<unknown> = new Set(['OBJECT_DATABASE', 'OBJECT_ROLE', 'OBJECT_TABLESPACE', 'OBJECT_EVENT_TRIGGER']);

function firesEvents(node: Node): boolean {
  const [kind, fields] = kindOf(node);
  if (SILENT.has(kind)) return false;
  return ![fields['objtype'], fields['removeType'], fields['renameType'], fields['objectType']].some((type) => SHARED_OBJECTS.has(type));
}

/** ALTER TABLE ... DROP reports what it dropped as DROP TABLE does. */
function dropsPart(node: Node): boolean {
  if (!('AlterTableStmt' in node)) return false;
  return (node.AlterTableStmt.cmds ?? []).some(
    (command) => 'AlterTableCmd' in command && (command.AlterTableCmd.subtype ?? '').startsWith('AT_Drop'),
  );
}

/** Tags of all commands that pg_event_trigger_ddl_commands() lists: what CREATE TABLE makes of its own, and the elements of CREATE SCHEMA. */
function commandsOf(node: Node): readonly string[] {
  const tag = commandTag(node);
  if (tag.startsWith('DROP ')) return [];
  if ('CreateSchemaStmt' in node) return [tag, ...(node.CreateSchemaStmt.schemaElts ?? []).flatMap(commandsOf)];
  if (!('CreateStmt' in node)) return [tag];
  let [hasSequence, hasIndex] = [false, false];
  walk(node.CreateStmt.tableElts, (kind, fields) => {
    if (kind === 'ColumnDef') hasSequence ||= /serial/u.test(JSON.stringify(fields['typeName'] ?? {}));
    if (kind === 'Constraint') {
      hasSequence ||= fields['contype'] === 'CONSTR_IDENTITY';
      hasIndex ||= ['CONSTR_PRIMARY', 'CONSTR_UNIQUE', 'CONSTR_EXCLUSION'].some((type) => type === fields['contype']);
    }
    return true;
  });
  return [
    ...(hasSequence ? ['CREATE SEQUENCE'] : []),
    tag,
    ...(hasIndex ? ['CREATE INDEX'] : []),
    ...(hasSequence ? ['ALTER SEQUENCE'] : []),
  ];
}
