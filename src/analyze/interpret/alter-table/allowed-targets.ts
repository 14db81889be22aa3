import type { RelationKind } from '../../../model/effect.ts';
import type { Relation } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';

const OPTIONS = ['AT_SetRelOptions', 'AT_ResetRelOptions', 'AT_ReplaceRelOptions'];
const IDENTITY = ['AT_AddIdentity', 'AT_SetIdentity', 'AT_DropIdentity'];
const OF_INDEX: ReadonlySet<string> = new Set([
  ...OPTIONS,
  'AT_SetStatistics',
  'AT_SetTableSpace',
  'AT_AttachPartition',
  'AT_ChangeOwner',
  'AT_SetLogged',
  'AT_SetUnLogged',
]);

/** What may be done to relations that are no tables (ATSimplePermissions, tablecmds.c). */
const ALLOWED: Partial<Record<RelationKind, ReadonlySet<string>>> = {
  view: new Set([...OPTIONS, 'AT_ColumnDefault', 'AT_AddColumnToView', 'AT_ChangeOwner', ...IDENTITY]),
  'materialized-view': new Set([
    ...OPTIONS,
    'AT_SetStatistics',
    'AT_SetOptions',
    'AT_ResetOptions',
    'AT_SetStorage',
    'AT_SetCompression',
    'AT_ClusterOn',
    'AT_DropCluster',
    'AT_SetAccessMethod',
    'AT_SetTableSpace',
    'AT_ChangeOwner',
    'AT_ReplicaIdentity',
  ]),
  index: OF_INDEX,
  'partitioned-index': OF_INDEX,
  sequence: new Set(['AT_SetLogged', 'AT_SetUnLogged', 'AT_ChangeOwner']),
  'composite-type': new Set(['AT_AddColumn', 'AT_DropColumn', 'AT_AlterColumnType', 'AT_ChangeOwner']),
};

/** Refuses a subcommand that is not for this kind of relation. */
export function refuseOtherTarget(context: Interpretation, relation: Relation, subtype: string): void {
  if (relation.isAssumed || (ALLOWED[relation.relkind]?.has(subtype) ?? true)) return;
  context.refuse('42809', `this form of ALTER TABLE cannot be performed on relation "${relation.name}"`);
}
