import type { DefElem, VacuumStmt } from 'libpg-query';
import type { Relation } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import type { Interpretation } from '../interpretation.ts';
import { isOn, optionsOf } from '../options.ts';
import { rewriteTable } from './rewrite.ts';

/** VACUUM and ANALYZE (ExecVacuum, commands/vacuum.c). */
export function vacuum(context: Interpretation, statement: VacuumStmt): void {
  const options = optionsOf(statement.options);
  const isVacuum = statement.is_vacuumcmd === true;
  if (isVacuum && context.isInTransaction) context.refuse('25001', 'VACUUM cannot run inside a transaction block');
  for (const table of tablesOf(context, statement)) {
    if (isVacuum) vacuumTable(context, table, options);
    if (!isVacuum || isOn(options.get('analyze'))) analyzeTable(context, table);
  }
}

/** Those named, with the partitions below them; all of the database without a name. */
function tablesOf(context: Interpretation, statement: VacuumStmt): readonly Relation[] {
  const { world } = context;
  if ((statement.rels ?? []).length === 0) return world.allRelations().filter(hasRows);
  const tables = new Set<Relation>();
  for (const node of statement.rels ?? []) {
    if (!('VacuumRelation' in node) || node.VacuumRelation.relation === undefined) continue;
    const range = node.VacuumRelation.relation;
    const table = world.relation(range);
    if (table === null) context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
    else if (isVacuumed(table)) for (const member of withTree(context, table, range.inh === true)) tables.add(member);
  }
  return [...tables];
}

/** Partitions of a partitioned table; children by inheritance from 18 on (expand_vacuum_rel, vacuum.c). */
function withTree({ majorVersion }: Interpretation, table: Relation, isWithDescendants: boolean): readonly Relation[] {
  if (!isWithDescendants && majorVersion >= 18) return [table];
  return table.relkind === 'partitioned-table' || majorVersion >= 18 ? withDescendants(table) : [table];
}

/** Each table in a transaction of its own; FULL writes it anew (vacuum_rel, vacuum.c). */
function vacuumTable(context: Interpretation, table: Relation, options: ReadonlyMap<string, DefElem>): void {
  context.releaseLocks();
  if (isOn(options.get('full'))) {
    if (hasRows(table)) rewriteTable(context, table, 'VACUUM FULL writes the table anew');
    else context.lock(table, 'ACCESS EXCLUSIVE');
    return;
  }
  context.lock(table, 'SHARE UPDATE EXCLUSIVE');
  for (const index of table.indexes) if (index.relkind === 'index') context.lock(index, 'ROW EXCLUSIVE', 'index');
  context.work('scan', table, { reason: 'VACUUM reads the pages that are not all visible' });
}

function analyzeTable(context: Interpretation, table: Relation): void {
  if (!context.isInTransaction) context.releaseLocks();
  context.lock(table, 'SHARE UPDATE EXCLUSIVE');
  for (const member of withDescendants(table)) if (member !== table) context.lock(member, 'ACCESS SHARE', 'inheritance');
  for (const index of table.indexes) context.lock(index, 'ACCESS SHARE', 'index');
  for (const member of withDescendants(table)) context.work('scan', member, { reason: 'ANALYZE reads a sample of the pages' });
}

/** Anything else is skipped with a warning (vacuum_rel, analyze_rel). */
function isVacuumed(table: Relation): boolean {
  return hasRows(table) || table.relkind === 'partitioned-table' || table.relkind === 'foreign-table';
}

function hasRows({ relkind }: Relation): boolean {
  return relkind === 'table' || relkind === 'materialized-view';
}
