import type { Node, RangeVar } from 'libpg-query';
import type { RelationKind } from '../../../model/effect.ts';
import type { Relation, WorldObject } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import { ATTACHMENT_KINDS, findAttachment, findFunction, findNamedType, nameOfNode, qualifiedName } from '../objects/find-object.ts';

const ROUTINES: ReadonlySet<string> = new Set(['OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_ROUTINE', 'OBJECT_AGGREGATE']);

/** The relation that a statement names; null where IF EXISTS tolerates that there is none. */
export function relationNamed(
  context: Interpretation,
  { relation: range = {}, missing_ok }: { readonly relation?: RangeVar; readonly missing_ok?: boolean },
  kind: RelationKind,
): Relation | null {
  const relation = context.world.relation(range, kind);
  if (relation === null && missing_ok !== true) context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
  return relation;
}

/** An object that is no relation, by the parser's ObjectType; null where nothing is known of it. */
export function findObject(context: Interpretation, objectType: string, node: Node | undefined): WorldObject | null {
  const { world } = context;
  if (node === undefined) return null;
  if (ROUTINES.has(objectType)) return 'ObjectWithArgs' in node ? findFunction(context, node.ObjectWithArgs) : null;
  const named = nameOfNode(node);
  if (objectType === 'OBJECT_SCHEMA') return world.schemas.get(named.name) ?? null;
  if (objectType === 'OBJECT_EVENT_TRIGGER') return world.eventTriggers.find(({ name }) => name === named.name) ?? null;
  if (objectType === 'OBJECT_TYPE' || objectType === 'OBJECT_DOMAIN')
    return findNamedType(world, { names: 'List' in node ? (node.List.items ?? []) : [node], typemod: -1 });
  const what = ATTACHMENT_KINDS.get(objectType);
  if (what === undefined) return null;
  return findAttachment(world, what, 'List' in node ? qualifiedName(node.List.items) : named);
}
