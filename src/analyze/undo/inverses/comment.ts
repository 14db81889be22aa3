import type { Node, RangeVar } from 'libpg-query';
import { shownIdentifier } from '../../../syntax/shown-identifier.ts';
import type { Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { relationName } from '../definitions.ts';
import { untold, NOTHING, type Inversion, type Origin } from '../inverse.ts';
import { namesOf } from './table.ts';

/** COMMENT on what the script has made itself goes with it; of other objects the former comment is not known. */
export const invertComment: Inversion = (node, world, origin) => {
  if (!('CommentStmt' in node)) return null;
  const { objtype, object } = node.CommentStmt;
  const names = namesOf(object);
  return isOwnObject(world, objtype, names, origin) ? () => NOTHING : untold('the former comment');
};

/** ALTER SEQUENCE: only who owns it is known of what it was. */
export const invertSequence: Inversion = (node, world, origin) => {
  if (!('AlterSeqStmt' in node)) return null;
  const { sequence, options } = node.AlterSeqStmt;
  const relation = found(world, sequence);
  if (relation === null || relation.id >= origin.firstId) return () => NOTHING;
  if (!(options ?? []).every(isOwner)) return untold(`the former parameters of sequence ${relation.name}`);
  const name = relationName(world, relation);
  const { ownedBy } = relation;
  const owner = ownedBy === null ? 'NONE' : `${relationName(world, ownedBy.relation)}.${shownIdentifier(ownedBy.name)}`;
  return () => ({ sql: [`ALTER SEQUENCE ${name} OWNED BY ${owner}`], lost: [] });
};

function isOwner(option: Node): boolean {
  return 'DefElem' in option && option.DefElem.defname === 'owned_by';
}

function found(world: World, range: RangeVar | undefined): Relation | null {
  return world.findRelation(range?.relname ?? '', range?.schemaname ?? null);
}

function isOwnObject(world: World, type: string | undefined, names: readonly string[], { firstId }: Origin): boolean {
  const last = names.at(-1) ?? '';
  const isOwn = (object: { readonly id: number } | null | undefined): boolean => (object?.id ?? -1) >= firstId;
  const relation = (path: readonly string[]): Relation | null => world.findRelation(path.at(-1) ?? '', path.at(-2) ?? null);
  switch (type) {
    case 'OBJECT_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_INDEX':
    case 'OBJECT_SEQUENCE':
      return isOwn(relation(names));
    case 'OBJECT_COLUMN': {
      const table = relation(names.slice(0, -1));
      return isOwn(table) || isOwn(table?.columns.find(({ name }) => name === last));
    }
    case 'OBJECT_TRIGGER':
    case 'OBJECT_TABCONSTRAINT': {
      const table = relation(names.slice(0, -1));
      return isOwn(table) || isOwn([...(table?.triggers ?? []), ...(table?.constraints ?? [])].find(({ name }) => name === last));
    }
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      return isOwn(world.findType(last, names.at(-2) ?? null));
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE': {
      const overloads = world.findFunctions(last, names.at(-2) ?? null);
      return overloads.length > 0 && overloads.every(isOwn);
    }
    default:
      return false;
  }
}
