import type { DropStmt, Node } from 'libpg-query';
import type { WorldObject } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import { ATTACHMENT_KINDS, findAttachment, findFunction, findNamedType, findOnRelation, nameOfNode } from '../objects/find-object.ts';
import { strings } from '../options.ts';

const ON_RELATION: ReadonlySet<string | undefined> = new Set(['OBJECT_TRIGGER', 'OBJECT_RULE', 'OBJECT_POLICY']);
const ROUTINES: ReadonlySet<string | undefined> = new Set(['OBJECT_FUNCTION', 'OBJECT_PROCEDURE', 'OBJECT_ROUTINE', 'OBJECT_AGGREGATE']);

/** The object that DROP names (get_object_address, objectaddress.c); null where there is none, or an open world knows nothing of it. */
export function findNamedObject(context: Interpretation, statement: DropStmt, node: Node): WorldObject | null {
  const { removeType = 'OBJECT_TABLE' } = statement;
  if (ON_RELATION.has(removeType)) return onRelation(context, statement, node);
  const found = lookUp(context, removeType, node);
  if (found === null && statement.missing_ok !== true)
    context.refuseIfKnown(missingState(removeType), `"${nameOfNode(node).name}" does not exist`);
  return found;
}

/** undefined_schema, undefined_function, undefined_object (errcodes.txt). */
function missingState(removeType: string): string {
  if (removeType === 'OBJECT_SCHEMA') return '3F000';
  return ROUTINES.has(removeType) ? '42883' : '42704';
}

function lookUp(context: Interpretation, removeType: string, node: Node): WorldObject | null {
  const { world } = context;
  const named = nameOfNode(node);
  if (removeType === 'OBJECT_SCHEMA') return world.schemas.get(named.name) ?? null;
  if (removeType === 'OBJECT_EVENT_TRIGGER') return world.eventTriggers.find(({ name }) => name === named.name) ?? null;
  if (ROUTINES.has(removeType)) return 'ObjectWithArgs' in node ? findFunction(context, node.ObjectWithArgs, removeType) : null;
  if (removeType === 'OBJECT_TYPE' || removeType === 'OBJECT_DOMAIN') return namedType(context, removeType, node);
  return findAttachment(world, ATTACHMENT_KINDS.get(removeType) ?? '', attachmentName(removeType, node));
}

function namedType(context: Interpretation, removeType: string, node: Node): WorldObject | null {
  if (!('TypeName' in node)) return null;
  const type = findNamedType(context.world, node.TypeName);
  if (type !== null && removeType === 'OBJECT_DOMAIN' && type.category !== 'domain')
    context.refuse('42809', `"${type.name}" is not a domain`);
  return type;
}

/** Operator classes are named behind their access method; casts and transforms by types. */
function attachmentName(removeType: string, node: Node): { readonly name: string; readonly schema: string | null } {
  if (removeType === 'OBJECT_CAST' && 'List' in node) {
    const types = (node.List.items ?? []).flatMap((item) => ('TypeName' in item ? [strings(item.TypeName.names).at(-1) ?? ''] : []));
    return { name: types.join(' as '), schema: null };
  }
  if ((removeType === 'OBJECT_OPCLASS' || removeType === 'OBJECT_OPFAMILY') && 'List' in node) {
    const parts = strings(node.List.items);
    return { name: parts.at(-1) ?? '', schema: parts.length > 2 ? (parts.at(-2) ?? null) : null };
  }
  return nameOfNode(node);
}

/** get_object_address_relobject: the table is opened with ACCESS SHARE; its lock is given back when the object is missing. */
function onRelation(context: Interpretation, { removeType = 'OBJECT_TRIGGER', missing_ok }: DropStmt, node: Node): WorldObject | null {
  const parts = 'List' in node ? strings(node.List.items) : [];
  const [name = '', table = '', schema] = parts.toReversed();
  const relation = context.world.relation({ relname: table, ...(schema === undefined ? {} : { schemaname: schema }) });
  if (relation === null) {
    if (missing_ok !== true) context.refuse('42P01', `relation "${table}" does not exist`);
    return null;
  }
  const found = findOnRelation(relation, removeType, name);
  if (found === null && relation.isAssumed) {
    // What an unknown table has is not known either: the object is assumed to be there.
    context.lock(relation, 'ACCESS EXCLUSIVE');
    return null;
  }
  if (found !== null) context.lock(relation, 'ACCESS SHARE');
  else if (missing_ok !== true) context.refuse('42704', `"${name}" for table "${table}" does not exist`);
  return found;
}
