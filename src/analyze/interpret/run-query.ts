import type { Node } from 'libpg-query';
import type { TypeUse } from '../world/objects.ts';
import { withDescendants, withStorage } from '../world/trees.ts';
import { callFunctionsOf } from './call-function.ts';
import { isBlocking } from './interpretation.ts';
import type { Interpretation } from './interpretation.ts';
import { resultColumns } from './queries/result-columns.ts';
import { executedPart } from './queries/executed-part.ts';
import { isRangeOfMany, wholeReads } from './queries/index-use.ts';
import { livePartitions } from './queries/pruning.ts';
import type { QueryPart } from './queries/query-part.ts';
import { readQuery } from './queries/read-query.ts';
import { rulesFor } from './queries/rules.ts';
import { beforeWrite, finishWrite } from './queries/write-rows.ts';

/** Runs a SELECT, INSERT, UPDATE, DELETE or MERGE: locks, scans, rows written, views expanded, triggers, rules and foreign keys fired, functions called. */
export function runQuery(context: Interpretation, query: Node): void {
  const { actions, isReplaced } = rulesFor(context, query);
  const parts = readQuery(context, query);
  if (!isReplaced) execute(context, query, parts);
  for (const action of actions) runQuery(context, action);
}

function execute(context: Interpretation, query: Node, parts: readonly QueryPart[]): void {
  callFunctionsOf(context, executedPart(context.world, query));
  for (const part of parts) {
    beforeWrite(context, part);
    read(context, part);
    finishWrite(context, part);
  }
}

/** What a query would return, without running it (CREATE VIEW, CREATE TABLE AS): names and types of its columns; an unknown type where it cannot be told. */
export function columnsOfQuery(context: Interpretation, query: Node): readonly { readonly name: string; readonly use: TypeUse }[] {
  return resultColumns(context.world, query);
}

/** Locks every relation that a query names, as parsing it does (ACCESS SHARE of a view's query, say), with the view's own relations. */
export function lockQuery(context: Interpretation, query: Node): void {
  readQuery(context, query);
}

function read(context: Interpretation, part: QueryPart): void {
  const { target } = part;
  const held = target === null ? null : context.heldMode(target.relation);
  // A batch of a backfill: it grows with its range, and others may be waiting for the table by now.
  if (target !== null && held !== null && isBlocking(target.relation, held) && part.statement.kind !== 'insert' && isRangeOfMany(part))
    for (const member of livePartitions(target, part.conditions))
      context.work('scan', member, { reason: 'all rows of a range are changed' });
  for (const source of wholeReads(part)) {
    const live = new Set(source.isOnly ? [source.relation] : livePartitions(source, part.conditions));
    const members = source.isOnly ? withDescendants(source.relation).slice(0, 1) : withStorage(source.relation);
    for (const member of members)
      if (live.has(member)) context.work('scan', member, { reason: 'no condition leads through an index to the rows wanted' });
  }
}
