import type { CommentStmt, Node, SecLabelStmt } from 'libpg-query';
import type { LockMode } from '../../../model/lock-mode.ts';
import type { Relation } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { strings } from '../options.ts';

/** COMMENT ON and SECURITY LABEL. */
export const COMMENT_INTERPRETERS: Interpreters = { CommentStmt: annotate, SecLabelStmt: annotate };

const RELATIONS: ReadonlySet<string> = new Set([
  'OBJECT_TABLE',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_INDEX',
  'OBJECT_SEQUENCE',
  'OBJECT_FOREIGN_TABLE',
]);
const ON_RELATION: ReadonlySet<string> = new Set(['OBJECT_TABCONSTRAINT', 'OBJECT_TRIGGER', 'OBJECT_RULE', 'OBJECT_POLICY']);

/**
 * CommentObject (comment.c): SHARE UPDATE EXCLUSIVE on a relation, also for its column; only ACCESS SHARE on the table of a constraint, trigger, rule
 * or policy (get_object_address, objectaddress.c); nothing for others.
 */
function annotate(context: Interpretation, { objtype = 'OBJECT_TABLE', object }: CommentStmt | SecLabelStmt): void {
  const parts = partsOf(object);
  if (RELATIONS.has(objtype)) lockRelation(context, parts, 'SHARE UPDATE EXCLUSIVE', objtype);
  else if (objtype === 'OBJECT_COLUMN') lockTableOfColumn(context, parts);
  else if (ON_RELATION.has(objtype)) lockRelation(context, parts.slice(0, -1), 'ACCESS SHARE', objtype);
}

function lockTableOfColumn(context: Interpretation, parts: readonly string[]): void {
  const relation = lockRelation(context, parts.slice(0, -1), 'SHARE UPDATE EXCLUSIVE', 'OBJECT_COLUMN');
  const name = parts.at(-1) ?? '';
  if (relation !== null && context.world.column(relation, name) === null)
    context.refuseIfKnown('42703', `column "${name}" of relation "${relation.name}" does not exist`);
}

function lockRelation(context: Interpretation, parts: readonly string[], mode: LockMode, objtype: string): Relation | null {
  const [name = '', schema] = parts.toReversed();
  const relation = context.world.relation(
    { relname: name, ...(schema === undefined ? {} : { schemaname: schema }) },
    ASSUMED.get(objtype) ?? 'table',
  );
  if (relation === null) context.refuseIfKnown('42P01', `relation "${name}" does not exist`);
  else context.lock(relation, mode);
  return relation;
}

const ASSUMED: ReadonlyMap<string, Relation['relkind']> = new Map([
  ['OBJECT_VIEW', 'view'],
  ['OBJECT_MATVIEW', 'materialized-view'],
  ['OBJECT_INDEX', 'index'],
  ['OBJECT_SEQUENCE', 'sequence'],
  ['OBJECT_FOREIGN_TABLE', 'foreign-table'],
]);

function partsOf(object: Node | undefined): readonly string[] {
  return object !== undefined && 'List' in object ? strings(object.List.items) : [];
}
