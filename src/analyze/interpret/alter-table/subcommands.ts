import type { AlterTableCmd } from 'libpg-query';
import { defineConstraint } from '../constraints.ts';
import { addColumn } from './add-column.ts';
import { refuseOtherTarget } from './allowed-targets.ts';
import { alterConstraint } from './alter-constraint.ts';
import type { Alteration, Pass } from './alteration.ts';
import { addIdentity, dropExpression, dropIdentity, setDefault, setExpression, setIdentity } from './column-attributes.ts';
import { prepareColumnType } from './column-type.ts';
import { dropColumn } from './drop-column.ts';
import { dropNamedConstraint } from './drop-constraint.ts';
import { addInherit, addOf, dropInherit, dropOf } from './inheritance.ts';
import { dropNotNull, setNotNull } from './not-null.ts';
import { changeOwner, roleName } from './owner.ts';
import { attach, detach } from './partition.ts';
import { refuseNewerSyntax } from './since.ts';
import { setAccessMethod, setOptions, setPersistence, setTablespace } from './storage.ts';
import { setClusterIndex, setReplicaIdentity, toggleTrigger } from './toggles.ts';
import { validateNamed } from './validate-constraint.ts';

/** What one subcommand does: its share of the first phase, and its step in a pass of the second. */
interface Subcommand {
  readonly pass: Pass | ((command: AlterTableCmd) => Pass);
  readonly prepare?: (alteration: Alteration, command: AlterTableCmd) => void;
  readonly execute?: (alteration: Alteration, command: AlterTableCmd) => void;
}

/** From this version on ADD CONSTRAINT locks the descendants of its table whatever it adds. */
const LOCKS_DESCENDANTS = 18;

const lockTree = (alteration: Alteration): void => void alteration.tree();
const nothing: Subcommand = { pass: 'miscellaneous' };
const trigger: Subcommand = { pass: 'miscellaneous', execute: toggleTrigger };
const relationOptions: Subcommand = { pass: 'miscellaneous', execute: setOptions };

/** Subcommands by the parser's name (ATPrepCmd, ATExecCmd in tablecmds.c). What only changes a row of the catalog has no step. */
const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  AT_AddColumn: { pass: 'add-column', execute: addColumn },
  AT_AddColumnToView: { pass: 'add-column', execute: addColumn },
  AT_DropColumn: { pass: 'drop', execute: dropColumn },
  AT_AlterColumnType: { pass: 'alter-type', prepare: prepareColumnType },
  AT_AlterColumnGenericOptions: nothing,
  AT_ColumnDefault: { pass: ({ def }) => (def === undefined ? 'drop' : 'add-other-constraint'), prepare: lockTree, execute: setDefault },
  AT_DropNotNull: { pass: 'drop', execute: dropNotNull },
  AT_SetNotNull: { pass: 'column-attributes', execute: setNotNull },
  AT_SetExpression: { pass: 'set-expression', prepare: lockTree, execute: setExpression },
  AT_DropExpression: { pass: 'drop', prepare: lockTree, execute: dropExpression },
  AT_AddIdentity: { pass: 'add-other-constraint', execute: addIdentity },
  AT_SetIdentity: { pass: 'miscellaneous', execute: setIdentity },
  AT_DropIdentity: { pass: 'drop', execute: dropIdentity },
  AT_SetStatistics: { pass: 'miscellaneous', prepare: lockTree },
  AT_SetStorage: { pass: 'miscellaneous', prepare: lockTree },
  AT_SetCompression: nothing,
  AT_SetOptions: nothing,
  AT_ResetOptions: nothing,
  AT_AddConstraint: { pass: 'add-constraint', prepare: prepareConstraint },
  AT_AlterConstraint: { pass: 'miscellaneous', execute: alterConstraint },
  AT_ValidateConstraint: { pass: 'miscellaneous', execute: validateNamed },
  AT_DropConstraint: { pass: 'drop', execute: dropNamedConstraint },
  AT_ChangeOwner: {
    pass: 'miscellaneous',
    execute: ({ context, relation }, { newowner }) => changeOwner(context, relation, roleName(context.world, newowner)),
  },
  AT_ClusterOn: { pass: 'miscellaneous', execute: setClusterIndex },
  AT_DropCluster: { pass: 'miscellaneous', execute: setClusterIndex },
  AT_SetLogged: { pass: 'miscellaneous', prepare: (alteration) => setPersistence(alteration, 'permanent') },
  AT_SetUnLogged: { pass: 'miscellaneous', prepare: (alteration) => setPersistence(alteration, 'unlogged') },
  AT_SetAccessMethod: { pass: 'miscellaneous', prepare: setAccessMethod },
  AT_SetTableSpace: { pass: 'miscellaneous', prepare: setTablespace },
  AT_DropOids: nothing,
  AT_SetRelOptions: relationOptions,
  AT_ResetRelOptions: relationOptions,
  AT_ReplaceRelOptions: relationOptions,
  AT_EnableTrig: trigger,
  AT_EnableAlwaysTrig: trigger,
  AT_EnableReplicaTrig: trigger,
  AT_EnableTrigAll: trigger,
  AT_EnableTrigUser: trigger,
  AT_DisableTrig: trigger,
  AT_DisableTrigAll: trigger,
  AT_DisableTrigUser: trigger,
  AT_EnableRule: nothing,
  AT_EnableAlwaysRule: nothing,
  AT_EnableReplicaRule: nothing,
  AT_DisableRule: nothing,
  AT_AddInherit: { pass: 'miscellaneous', execute: addInherit },
  AT_DropInherit: { pass: 'miscellaneous', execute: dropInherit },
  AT_AddOf: { pass: 'miscellaneous', execute: addOf },
  AT_DropOf: { pass: 'miscellaneous', execute: dropOf },
  AT_ReplicaIdentity: { pass: 'miscellaneous', execute: setReplicaIdentity },
  AT_EnableRowSecurity: { pass: 'miscellaneous', execute: ({ relation }) => void (relation.hasRowSecurity = true) },
  AT_DisableRowSecurity: { pass: 'miscellaneous', execute: ({ relation }) => void (relation.hasRowSecurity = false) },
  AT_ForceRowSecurity: nothing,
  AT_NoForceRowSecurity: nothing,
  AT_GenericOptions: nothing,
  AT_AttachPartition: { pass: 'miscellaneous', execute: attach },
  AT_DetachPartition: { pass: 'miscellaneous', execute: detach },
  AT_DetachPartitionFinalize: { pass: 'miscellaneous', execute: detach },
};

/** The first phase of one subcommand; its step waits for its pass (ATPrepCmd, tablecmds.c). */
export function prepareSubcommand(alteration: Alteration, command: AlterTableCmd): void {
  const subcommand = SUBCOMMANDS[command.subtype ?? ''];
  if (subcommand === undefined) return alteration.context.opaque(`ALTER TABLE ${command.subtype ?? ''} is not analysed`);
  refuseNewerSyntax(alteration.context, command);
  refuseOtherTarget(alteration.context, alteration.relation, command.subtype ?? '');
  const { pass, prepare, execute } = subcommand;
  prepare?.(alteration, command);
  if (execute !== undefined) alteration.queue(typeof pass === 'function' ? pass(command) : pass, () => execute(alteration, command));
}

/** The pass of a constraint depends on its kind (ATParseTransformCmd, tablecmds.c). */
function prepareConstraint(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation, rows, mode, recurses } = alteration;
  if (command.def === undefined || !('Constraint' in command.def)) return;
  const node = command.def.Constraint;
  if (context.majorVersion >= LOCKS_DESCENDANTS) alteration.tree();
  const task = { column: null, isNewTable: false, rows, mode, recurses };
  alteration.queue(passOf(node), () => defineConstraint(context, relation, node, task));
}

function passOf({ contype, indexname }: { readonly contype?: string; readonly indexname?: string }): Pass {
  if (contype === 'CONSTR_FOREIGN') return 'add-other-constraint';
  if (contype === 'CONSTR_CHECK' || contype === 'CONSTR_NOTNULL') return 'add-constraint';
  return indexname === undefined ? 'add-index' : 'add-index-constraint';
}
