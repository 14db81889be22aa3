import type { AlterTableMoveAllStmt } from 'libpg-query';
import type { RelationKind } from '../../../model/effect.ts';
import type { Relation } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import { Alteration } from './alteration.ts';
import { roleName } from './owner.ts';
import { DATABASE_TABLESPACE, setTablespace } from './storage.ts';

const KINDS: Readonly<Record<string, readonly RelationKind[]>> = {
  OBJECT_TABLE: ['table', 'partitioned-table'],
  OBJECT_INDEX: ['index', 'partitioned-index'],
  OBJECT_MATVIEW: ['materialized-view'],
};

/** ALTER TABLE | INDEX | MATERIALIZED VIEW ALL IN TABLESPACE: all are locked before the first is copied (AlterTableMoveAll, tablecmds.c). */
export function moveAll(context: Interpretation, statement: AlterTableMoveAllStmt): void {
  const { orig_tablespacename: from = '', new_tablespacename: to = '' } = statement;
  if (from === to) return;
  const kinds = KINDS[statement.objtype ?? 'OBJECT_TABLE'] ?? [];
  const owners = (statement.roles ?? []).flatMap((node) => ('RoleSpec' in node ? [roleName(context.world, node.RoleSpec)] : []));
  const moved = context.world
    .allRelations()
    .filter((relation) => kinds.includes(relation.relkind) && liesIn(relation, from))
    .filter(({ owner }) => owners.length === 0 || (owner !== null && owners.includes(owner)));
  for (const relation of moved) context.lock(relation, 'ACCESS EXCLUSIVE');
  for (const relation of moved) {
    const alteration = new Alteration(context, relation, 'ACCESS EXCLUSIVE', false);
    setTablespace(alteration, { name: to });
    alteration.rows.run(context);
  }
  if (context.world.isOpen && moved.length === 0) context.opaque(`what lies in tablespace ${from} is not known from the text`);
}

function liesIn({ tablespace, schema }: Relation, name: string): boolean {
  if (schema === 'pg_catalog' || schema === 'information_schema') return false;
  return (tablespace ?? DATABASE_TABLESPACE) === name;
}
