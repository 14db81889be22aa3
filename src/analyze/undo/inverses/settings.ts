import { deparse } from '../../../syntax/deparse.ts';
import { shownIdentifier } from '../../../syntax/shown-identifier.ts';
import { always, NOTHING, type Inversion } from '../inverse.ts';
import { namesOf, shownRange } from './table.ts';

/** Statements that leave nothing behind. */
const TRACELESS = new Set([
  'SelectStmt',
  'VariableSetStmt',
  'VariableShowStmt',
  'TransactionStmt',
  'LockStmt',
  'ExplainStmt',
  'VacuumStmt',
  'ReindexStmt',
  'ClusterStmt',
  'CheckPointStmt',
  'DiscardStmt',
  'NotifyStmt',
  'ListenStmt',
  'UnlistenStmt',
  'LoadStmt',
  'ConstraintsSetStmt',
  'PrepareStmt',
  'ExecuteStmt',
  'DeallocateStmt',
  'RefreshMatViewStmt',
]);

/** GRANT by REVOKE and the other way round. What was granted before as well is revoked too, which the round trip finds. */
export const invertGrant: Inversion = (node) => {
  if (!('GrantStmt' in node)) return null;
  const { is_grant, ...rest } = node.GrantStmt;
  const inverse = deparse({ GrantStmt: is_grant === true ? rest : { ...rest, is_grant: true } });
  return always(inverse);
};

/** ALTER EXTENSION ... ADD by DROP and the other way round. */
export const invertExtensionMember: Inversion = (node) => {
  if (!('AlterExtensionContentsStmt' in node)) return null;
  const { action, ...rest } = node.AlterExtensionContentsStmt;
  return always(deparse({ AlterExtensionContentsStmt: { ...rest, action: -(action ?? 1) } }));
};

/** SET SCHEMA: back to where it was. */
export const invertSetSchema: Inversion = (node, world) => {
  if (!('AlterObjectSchemaStmt' in node)) return null;
  const { objectType, relation, newschema, object } = node.AlterObjectSchemaStmt;
  if (relation === undefined) {
    const names = namesOf(object);
    const from = names.length > 1 ? (names.at(-2) ?? '') : world.creationSchema();
    const type = (objectType ?? '').replace(/^OBJECT_/u, '').replaceAll('_', ' ');
    return always(
      `ALTER ${type} ${shownIdentifier(newschema ?? '')}.${shownIdentifier(names.at(-1) ?? '')} SET SCHEMA ${shownIdentifier(from)}`,
    );
  }
  const table = world.findRelation(relation.relname ?? '', relation.schemaname ?? null);
  const moved = { ...relation, schemaname: newschema ?? '' };
  const type = objectType === 'OBJECT_VIEW' ? 'VIEW' : objectType === 'OBJECT_SEQUENCE' ? 'SEQUENCE' : 'TABLE';
  return always(`ALTER ${type} ${shownRange(moved)} SET SCHEMA ${shownIdentifier(table?.schema ?? world.creationSchema())}`);
};

/** What needs no undo. */
export const invertTraceless: Inversion = (node) => {
  const [kind = ''] = Object.keys(node);
  return TRACELESS.has(kind) ? () => NOTHING : null;
};
