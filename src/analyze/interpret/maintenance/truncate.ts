import type { TruncateStmt } from 'libpg-query';
import type { Relation } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import type { World } from '../../world/world.ts';
import type { Interpretation } from '../interpretation.ts';
import { fireTriggers } from '../queries/fire-triggers.ts';

/** TRUNCATE (ExecuteTruncate, tablecmds.c): new empty files, so no work, but ACCESS EXCLUSIVE on everything that is emptied. */
export function truncateTables(context: Interpretation, statement: TruncateStmt): void {
  const named = new Set<Relation>();
  for (const node of statement.relations ?? []) {
    if (!('RangeVar' in node)) continue;
    const { relname = '', inh } = node.RangeVar;
    const table = context.world.relation(node.RangeVar);
    if (table === null) context.refuseIfKnown('42P01', `relation "${relname}" does not exist`);
    else addTree(context, named, table, inh === true);
  }
  const all = statement.behavior === 'DROP_CASCADE' ? withReferencing(context, named) : named;
  if (statement.behavior !== 'DROP_CASCADE') checkReferences(context, named);
  if (statement.restart_seqs === true) for (const table of all) lockSequences(context, table);
  fire(context, all, 'before');
  for (const table of all) emptyTable(context, table, !named.has(table));
  fire(context, all, 'after');
}

/** The table, and those below it unless ONLY is said; of a partitioned table only its partitions hold rows. */
function addTree(context: Interpretation, found: Set<Relation>, table: Relation, isWithDescendants: boolean): void {
  context.lock(table, 'ACCESS EXCLUSIVE');
  if (!TRUNCATABLE.has(table.relkind)) context.refuse('42809', `"${table.name}" is not a table`);
  if (!isWithDescendants && table.relkind === 'partitioned-table') context.refuse('42809', 'cannot truncate only a partitioned table');
  found.add(table);
  if (!isWithDescendants) return;
  for (const member of withDescendants(table)) {
    context.lock(member, 'ACCESS EXCLUSIVE', table.relkind === 'partitioned-table' ? 'partition' : 'inheritance');
    found.add(member);
  }
}

const TRUNCATABLE: ReadonlySet<Relation['relkind']> = new Set(['table', 'partitioned-table', 'foreign-table']);

/** CASCADE takes every table that refers to one of them, and those that refer to these (heap_truncate_find_FKs, catalog/heap.c). */
function withReferencing(context: Interpretation, named: ReadonlySet<Relation>): ReadonlySet<Relation> {
  const all = new Set(named);
  for (const table of all)
    for (const referencing of referencingTables(context.world, table)) {
      if (all.has(referencing)) continue;
      context.lock(referencing, 'ACCESS EXCLUSIVE', 'cascade');
      all.add(referencing);
    }
  return all;
}

function checkReferences(context: Interpretation, named: ReadonlySet<Relation>): void {
  for (const table of named)
    if (referencingTables(context.world, table).some((referencing) => !named.has(referencing)))
      context.refuse('0A000', 'cannot truncate a table referenced in a foreign key constraint');
}

function referencingTables(world: World, table: Relation): readonly Relation[] {
  return world
    .allRelations()
    .filter(({ constraints }) => constraints.some(({ type, referenced }) => type === 'foreign-key' && referenced === table));
}

function lockSequences(context: Interpretation, table: Relation): void {
  for (const sequence of context.world.allRelations())
    if (sequence.ownedBy?.relation === table) context.lock(sequence, 'ACCESS EXCLUSIVE', 'sequence');
}

function fire(context: Interpretation, tables: ReadonlySet<Relation>, timing: 'before' | 'after'): void {
  for (const table of tables) fireTriggers(context, table, { event: 'truncate', timing, isRow: false, columns: [] });
}

function emptyTable(context: Interpretation, table: Relation, isCascade: boolean): void {
  if (table.relkind === 'partitioned-table') return;
  for (const index of table.indexes) {
    context.lock(index, 'ACCESS EXCLUSIVE', 'index');
    forgetRows(context, index);
  }
  context.rows('truncate', table, true);
  if (table.population !== 'empty') context.destroy({ what: 'rows', relation: table, name: table.name, isCascade });
  forgetRows(context, table);
}

function forgetRows({ world }: Interpretation, relation: Relation): void {
  if (relation.relkind === 'foreign-table') return;
  world.markEmpty(relation);
  // Unknown again once rows are written.
  relation.rows = null;
  relation.bytes = null;
}
