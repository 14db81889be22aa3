import type { Node } from 'libpg-query';
import type { TypeUse } from '../world/objects.ts';
import type { Interpretation } from './interpretation.ts';

/** Runs a SELECT, INSERT, UPDATE, DELETE or MERGE: locks, scans, rows written, views expanded, triggers, rules and foreign keys fired, functions called. */
export function runQuery(_context: Interpretation, _query: Node): void {}

/** What a query would return, without running it (CREATE VIEW, CREATE TABLE AS): names and types of its columns; an unknown type where it cannot be told. */
export function columnsOfQuery(_context: Interpretation, _query: Node): readonly { readonly name: string; readonly use: TypeUse }[] {
  return [];
}

/** Locks every relation that a query names, as parsing it does (ACCESS SHARE of a view's query, say), with the view's own relations. */
export function lockQuery(_context: Interpretation, _query: Node): void {}
