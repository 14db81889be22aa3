import type { Rule } from '../rule.ts';
import { addCheckScans } from './add-check-scans.ts';
import { addColumnRewritesTable } from './add-column-rewrites-table.ts';
import { addColumnScansTable } from './add-column-scans-table.ts';
import { addExclusionBuildsIndex } from './add-exclusion-builds-index.ts';
import { addForeignKeyScans } from './add-foreign-key-scans.ts';
import { addPrimaryKeyBuildsIndex } from './add-primary-key-builds-index.ts';
import { addUniqueBuildsIndex } from './add-unique-builds-index.ts';
import { alterTableCopiesTable } from './alter-table-copies-table.ts';
import { attachPartitionScans } from './attach-partition-scans.ts';
import { blockingWork } from './blocking-work.ts';
import { changeColumnTypeRebuildsIndex } from './change-column-type-rebuilds-index.ts';
import { changeColumnTypeRewritesTable } from './change-column-type-rewrites-table.ts';
import { clusterRewritesTable } from './cluster-rewrites-table.ts';
import { constraintEnforcedScans } from './constraint-enforced-scans.ts';
import { constraintValidatedInSameTransaction } from './constraint-validated-in-same-transaction.ts';
import { createIndexBlocksWrites } from './create-index-blocks-writes.ts';
import { createPartitionScansDefault } from './create-partition-scans-default.ts';
import { detachPartitionBlocks } from './detach-partition-blocks.ts';
import { domainConstraintScans } from './domain-constraint-scans.ts';
import { dropColumn } from './drop-column.ts';
import { dropIndexWaits } from './drop-index-waits.ts';
import { refreshMaterializedViewBlocks } from './refresh-materialized-view-blocks.ts';
import { reindexBlocks } from './reindex-blocks.ts';
import { setExpressionRewritesTable } from './set-expression-rewrites-table.ts';
import { setNotNullScans } from './set-not-null-scans.ts';
import { updateWithoutWhere } from './update-without-where.ts';
import { vacuumFullRewritesTable } from './vacuum-full-rewrites-table.ts';
import { workAfterLock } from './work-after-lock.ts';

/** All rules, in the order in which their findings are shown: by group. */
export const RULES: readonly Rule[] = [
  addCheckScans,
  addColumnRewritesTable,
  addColumnScansTable,
  addExclusionBuildsIndex,
  addForeignKeyScans,
  addPrimaryKeyBuildsIndex,
  addUniqueBuildsIndex,
  alterTableCopiesTable,
  attachPartitionScans,
  blockingWork,
  changeColumnTypeRebuildsIndex,
  changeColumnTypeRewritesTable,
  clusterRewritesTable,
  constraintEnforcedScans,
  constraintValidatedInSameTransaction,
  createIndexBlocksWrites,
  createPartitionScansDefault,
  detachPartitionBlocks,
  domainConstraintScans,
  dropIndexWaits,
  refreshMaterializedViewBlocks,
  reindexBlocks,
  setExpressionRewritesTable,
  setNotNullScans,
  updateWithoutWhere,
  vacuumFullRewritesTable,
  workAfterLock,
  dropColumn,
];
