import type { Node } from 'libpg-query';
import type { Session } from '../../postgres/session.ts';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../syntax/names.ts';
import { loadParser, parseSql } from '../../syntax/parse.ts';

/** Was a statement done whose run was ended meanwhile? What it makes is there, or what it drops is gone. Null where the catalog does not tell. */
export async function wasDone(session: Session, sql: string): Promise<boolean | null> {
  await loadParser();
  const node = parseSql(sql).stmts?.[0]?.stmt;
  const question = node === undefined ? null : questionOf(node);
  if (question === null) return null;
  const [result] = await session.query(`SELECT ${question}`);
  return result?.rows[0]?.[0] === 't';
}

function questionOf(node: Node): string | null {
  if ('DropStmt' in node) return node.DropStmt.removeType === 'OBJECT_INDEX' ? indexesGone(node.DropStmt.objects ?? []) : null;
  if ('CreatedbStmt' in node) return isNamed('pg_database', 'datname', node.CreatedbStmt.dbname);
  if ('DropdbStmt' in node) return `NOT ${isNamed('pg_database', 'datname', node.DropdbStmt.dbname)}`;
  if ('CreateTableSpaceStmt' in node) return isNamed('pg_tablespace', 'spcname', node.CreateTableSpaceStmt.tablespacename);
  if ('DropTableSpaceStmt' in node) return `NOT ${isNamed('pg_tablespace', 'spcname', node.DropTableSpaceStmt.tablespacename)}`;
  if ('CreateSubscriptionStmt' in node) return isSubscription(node.CreateSubscriptionStmt.subname);
  if ('DropSubscriptionStmt' in node) return `NOT ${isSubscription(node.DropSubscriptionStmt.subname)}`;
  if ('AlterTableStmt' in node) return detached(node);
  return null;
}

function indexesGone(objects: readonly Node[]): string {
  const names = objects.map((object) => {
    const parts = 'List' in object ? (object.List.items ?? []).flatMap((item) => ('String' in item ? [item.String.sval ?? ''] : [])) : [];
    return `pg_catalog.to_regclass(${quoteLiteral(quoteQualified(...parts))}) IS NULL`;
  });
  return names.join(' AND ');
}

function isNamed(catalog: string, column: string, name = ''): string {
  return `EXISTS (SELECT FROM pg_catalog.${catalog} WHERE ${column} = ${quoteLiteral(name)})`;
}

function isSubscription(name = ''): string {
  const database = '(SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())';
  return `EXISTS (SELECT FROM pg_catalog.pg_subscription s WHERE s.subname = ${quoteLiteral(name)} AND s.subdbid = ${database})`;
}

function detached(node: Node): string | null {
  const partition = readDetach(node);
  if (partition === null) return null;
  const [parent, child] = [partition.parent, partition.child].map(quoteLiteral);
  return `NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = pg_catalog.to_regclass(${child}) AND i.inhparent = pg_catalog.to_regclass(${parent}))`;
}

/** Table and partition of a DETACH PARTITION CONCURRENTLY, as regclass takes them; null for every other statement. */
export function readDetach(node: Node): { readonly parent: string; readonly child: string } | null {
  if (!('AlterTableStmt' in node)) return null;
  const { relation, cmds } = node.AlterTableStmt;
  for (const cmd of cmds ?? []) {
    const definition = 'AlterTableCmd' in cmd ? cmd.AlterTableCmd.def : undefined;
    if (definition === undefined || !('PartitionCmd' in definition) || definition.PartitionCmd.concurrent !== true) continue;
    return { parent: named(relation), child: named(definition.PartitionCmd.name) };
  }
  return null;
}

function named(range: { readonly schemaname?: string; readonly relname?: string } | undefined): string {
  const { schemaname, relname = '' } = range ?? {};
  return schemaname === undefined ? quoteIdentifier(relname) : quoteQualified(schemaname, relname);
}
