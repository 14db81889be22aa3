import type { Constraint as ConstraintNode } from 'libpg-query';
import type { LockMode } from '../../model/lock-mode.ts';
import type { Column, Relation } from '../world/objects.ts';
import { addCheck } from './alter-table/check.ts';
import { addNotNull } from './alter-table/not-null.ts';
import { RowWork } from './alter-table/row-work.ts';
import { refuseNewerConstraint } from './alter-table/since.ts';
import { addForeignKey } from './foreign-keys.ts';
import type { Interpretation } from './interpretation.ts';
import { addKey } from './key-constraints.ts';

/** Where a new constraint comes from. */
export interface ConstraintOrigin {
  /** The column that it stands at. */
  readonly column: Column | null;
  /** In CREATE TABLE: nothing to scan. */
  readonly isNewTable: boolean;
}

/** The ALTER TABLE that a constraint is added by. */
export interface ConstraintTask extends ConstraintOrigin {
  /** Where scans and foreign keys wait for the last phase. */
  readonly rows: RowWork;
  /** In which mode descendants are locked. */
  readonly mode: LockMode;
  /** Without ONLY. */
  readonly recurses: boolean;
}

/**
 * Adds a constraint as ALTER TABLE ADD CONSTRAINT, ADD COLUMN and CREATE TABLE do: locks what it refers to, scans or builds where PostgreSQL
 * does, and puts it into the world. The lock on `relation` itself is the caller's. `isNewTable`: in CREATE TABLE, nothing to scan.
 */
export function addConstraint(context: Interpretation, relation: Relation, constraint: ConstraintNode, options: ConstraintOrigin): void {
  const rows = new RowWork();
  defineConstraint(context, relation, constraint, { ...options, rows, mode: 'ACCESS EXCLUSIVE', recurses: true });
  if (!options.isNewTable) rows.run(context);
}

/** As `addConstraint`, but what has to be done to the rows waits for the last phase of an ALTER TABLE. */
export function defineConstraint(context: Interpretation, relation: Relation, node: ConstraintNode, task: ConstraintTask): void {
  refuseNewerConstraint(context, node);
  switch (node.contype) {
    case 'CONSTR_CHECK':
      return addCheck(context, relation, node, task);
    case 'CONSTR_NOTNULL':
      return addNotNull(context, relation, node, task);
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
    case 'CONSTR_EXCLUSION':
      return addKey(context, relation, node, task);
    case 'CONSTR_FOREIGN':
      return addForeignKey(context, relation, node, task);
    default:
  }
}
