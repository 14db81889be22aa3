import type { Node } from 'libpg-query';
import type { Column, Relation, TypeUse } from '../world/objects.ts';
import type { World } from '../world/world.ts';

/** What ALTER COLUMN TYPE does to the rows. */
export interface TypeChange {
  /** `keep`: catalog only; `scan`: all rows are checked in place (a domain's constraint); `rewrite`: a new file. */
  readonly work: 'keep' | 'scan' | 'rewrite';
  /** Why, in words. */
  readonly reason: string;
  /** Could a value be refused by the new type (22001, 22P02, 23514 ...)? */
  readonly canFail: boolean;
  /** Could values change or lose something (a shorter text, a smaller scale, no time zone)? */
  readonly losesData: boolean;
}

/** PostgreSQL's ATColumnChangeRequiresRewrite (tablecmds.c): is the transformation a plain relabelling? */
export function typeChange(_world: World, _column: Column, _to: TypeUse, _using: Node | null): TypeChange {
  return { work: 'rewrite', reason: 'the new type has another binary form', canFail: true, losesData: true };
}

/**
 * PostgreSQL's CheckIndexCompatible (indexcmds.c): may an index that uses the column keep its file when the table itself is not rewritten?
 * `collation` is the new one.
 */
export function canKeepIndex(_world: World, _index: Relation, _column: Column, _to: TypeUse, _collation: string | null): boolean {
  return false;
}
