import type { Node, RangeVar, SelectStmt } from 'libpg-query';
import type { LockMode } from '../../../model/lock-mode.ts';
import type { Interpretation } from '../interpretation.ts';
import { relationsBehind } from '../queries/views.ts';
import { walk } from '../queries/walk.ts';
import { namedRanges } from './query-dependencies.ts';

/** How far a query that is not run is followed: parsed only (a view's, a rule's), or rewritten too (the body of a function as its validator does). */
export type Depth = 'parsed' | 'rewritten';

const WRITES: ReadonlySet<string> = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** Takes the locks of parse analysis: ROW EXCLUSIVE on targets, ROW SHARE under FOR UPDATE, else ACCESS SHARE (parserOpenTable, parse_relation.c). */
export function lockNamedRelations(context: Interpretation, query: Node, depth: Depth): void {
  const modes = strongModes(query);
  for (const range of namedRanges(query)) {
    const relation = context.world.relation(range);
    if (relation === null) {
      if (!isSystem(range)) context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
      continue;
    }
    const mode = modes.get(range) ?? 'ACCESS SHARE';
    context.lock(relation, mode);
    if (depth === 'rewritten' && relation.relkind === 'view')
      for (const behind of relationsBehind(context.world, relation)) context.lock(behind, mode, 'view');
  }
}

function strongModes(query: Node): ReadonlyMap<RangeVar, LockMode> {
  const modes = new Map<RangeVar, LockMode>();
  walk(query, (kind, fields) => {
    const target = fields['relation'] as RangeVar | undefined;
    if (WRITES.has(kind) && target !== undefined) modes.set(target, 'ROW EXCLUSIVE');
    if (kind === 'SelectStmt') for (const range of rowLockedRanges(fields)) modes.set(range, 'ROW SHARE');
    return true;
  });
  return modes;
}

function rowLockedRanges({ lockingClause = [], fromClause = [] }: SelectStmt): readonly RangeVar[] {
  if (lockingClause.length === 0) return [];
  const named = new Set(
    lockingClause
      .flatMap((node) => ('LockingClause' in node ? (node.LockingClause.lockedRels ?? []) : []))
      .flatMap((node) => ('RangeVar' in node ? [node.RangeVar.relname ?? ''] : [])),
  );
  const ranges = fromClause.flatMap((node) => ('RangeVar' in node ? [node.RangeVar] : []));
  return ranges.filter(({ alias, relname = '' }) => named.size === 0 || named.has(alias?.aliasname ?? relname));
}

function isSystem({ schemaname, relname = '' }: RangeVar): boolean {
  return schemaname === undefined ? relname.startsWith('pg_') : /^(?:pg_|information_schema$)/u.test(schemaname);
}
