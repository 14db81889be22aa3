import type { AlterTableCmd } from 'libpg-query';
import type { Relation, Trigger } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import type { Alteration } from './alteration.ts';

const ENABLED: Readonly<Record<string, Trigger['enabled']>> = {
  AT_EnableTrig: 'origin',
  AT_EnableTrigAll: 'origin',
  AT_EnableTrigUser: 'origin',
  AT_EnableAlwaysTrig: 'always',
  AT_EnableReplicaTrig: 'replica',
  AT_DisableTrig: 'disabled',
  AT_DisableTrigAll: 'disabled',
  AT_DisableTrigUser: 'disabled',
};

/** ENABLE and DISABLE TRIGGER: the clones on partitions too (EnableDisableTrigger, trigger.c). */
export function toggleTrigger(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation, recurses } = alteration;
  const { name } = command;
  const enabled = ENABLED[command.subtype ?? ''] ?? 'origin';
  if (name !== undefined && !relation.isAssumed && !relation.triggers.some((trigger) => trigger.name === name))
    context.refuseIfKnown('42704', `trigger "${name}" for table "${relation.name}" does not exist`);
  const isPartitioned = relation.relkind === 'partitioned-table' && recurses;
  for (const member of isPartitioned ? withDescendants(relation) : [relation]) {
    const own = member.triggers.filter((trigger) => name === undefined || trigger.name === name);
    if (member !== relation && own.length > 0) alteration.lockDescendant(member);
    for (const trigger of own) trigger.enabled = enabled;
  }
}

/** REPLICA IDENTITY (ATExecReplicaIdentity, tablecmds.c). */
export function setReplicaIdentity({ context, relation }: Alteration, command: AlterTableCmd): void {
  if (command.def === undefined || !('ReplicaIdentityStmt' in command.def)) return;
  const { identity_type: kind, name } = command.def.ReplicaIdentityStmt;
  for (const index of relation.indexes) if (index.index !== null) index.index.isReplicaIdentity = false;
  relation.replicaIdentity = kind === 'f' ? 'full' : kind === 'n' ? 'nothing' : kind === 'i' ? 'index' : 'default';
  if (name === undefined) return;
  const index = indexOf(relation, name);
  if (index === null)
    return relation.isAssumed ? undefined : context.refuseIfKnown('42704', `index "${name}" for table "${relation.name}" does not exist`);
  context.lock(index, 'SHARE', 'index');
  if (index.index !== null) index.index.isReplicaIdentity = true;
}

/** CLUSTER ON, SET WITHOUT CLUSTER: which index a later CLUSTER sorts by (ATExecClusterOn, tablecmds.c). */
export function setClusterIndex({ context, relation, mode }: Alteration, command: AlterTableCmd): void {
  for (const index of relation.indexes) if (index.index !== null) index.index.isClustered = false;
  if (relation.relkind === 'partitioned-table') context.refuse('0A000', 'cannot mark index clustered in partitioned table');
  if (command.name === undefined) return;
  const index = indexOf(relation, command.name);
  if (index === null)
    return relation.isAssumed
      ? undefined
      : context.refuseIfKnown('42704', `index "${command.name}" for table "${relation.name}" does not exist`);
  context.lock(index, mode, 'index');
  if (index.index !== null) index.index.isClustered = true;
}

function indexOf(relation: Relation, name: string): Relation | null {
  return relation.indexes.find((index) => index.name === name) ?? null;
}
