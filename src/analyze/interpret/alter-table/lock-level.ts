import type { AlterTableCmd, Node } from 'libpg-query';
import { stronger } from '../../../model/lock-mode.ts';
import type { LockMode } from '../../../model/lock-mode.ts';

const AE: LockMode = 'ACCESS EXCLUSIVE';
const SRE: LockMode = 'SHARE ROW EXCLUSIVE';
const SUE: LockMode = 'SHARE UPDATE EXCLUSIVE';

/** Subcommands that need less than ACCESS EXCLUSIVE whatever they say (AlterTableGetLockLevel, tablecmds.c). */
const MILDER: Readonly<Record<string, LockMode>> = {
  AT_SetStatistics: SUE,
  AT_SetOptions: SUE,
  AT_ResetOptions: SUE,
  AT_ClusterOn: SUE,
  AT_DropCluster: SUE,
  AT_ValidateConstraint: SUE,
  AT_AttachPartition: SUE,
  AT_DetachPartitionFinalize: SUE,
  AT_EnableTrig: SRE,
  AT_EnableAlwaysTrig: SRE,
  AT_EnableReplicaTrig: SRE,
  AT_EnableTrigAll: SRE,
  AT_EnableTrigUser: SRE,
  AT_DisableTrig: SRE,
  AT_DisableTrigAll: SRE,
  AT_DisableTrigUser: SRE,
};

/** Storage parameters that need ACCESS EXCLUSIVE; all the others SHARE UPDATE EXCLUSIVE (reloptions.c). */
const STRONG_OPTIONS: ReadonlySet<string> = new Set([
  'user_catalog_table',
  'autosummarize',
  'fastupdate',
  'gin_pending_list_limit',
  'pages_per_range',
  'buffering',
  'security_barrier',
  'security_invoker',
  'check_option',
]);

/** The one lock that ALTER TABLE takes for all its subcommands: the strongest that any of them needs (AlterTableGetLockLevel, tablecmds.c). */
export function lockLevelOf(commands: readonly AlterTableCmd[]): LockMode {
  return commands.map(levelOf).reduce(stronger, SUE);
}

function levelOf(command: AlterTableCmd): LockMode {
  const milder = MILDER[command.subtype ?? ''];
  if (milder !== undefined) return milder;
  switch (command.subtype) {
    case 'AT_AddConstraint':
      return isForeignKey(command.def) ? SRE : AE;
    case 'AT_DetachPartition':
      return isConcurrent(command.def) ? SUE : AE;
    case 'AT_SetRelOptions':
    case 'AT_ResetRelOptions':
    case 'AT_ReplaceRelOptions':
      return optionsLevel(command.def);
    default:
      return AE;
  }
}

function isForeignKey(definition: Node | undefined): boolean {
  return definition !== undefined && 'Constraint' in definition && definition.Constraint.contype === 'CONSTR_FOREIGN';
}

function isConcurrent(definition: Node | undefined): boolean {
  return definition !== undefined && 'PartitionCmd' in definition && definition.PartitionCmd.concurrent === true;
}

function optionsLevel(definition: Node | undefined): LockMode {
  const items = definition !== undefined && 'List' in definition ? (definition.List.items ?? []) : [];
  if (items.length === 0) return AE;
  const isStrong = items.some((item) => 'DefElem' in item && STRONG_OPTIONS.has((item.DefElem.defname ?? '').toLowerCase()));
  return isStrong ? AE : SUE;
}
