import type { Rule } from '../rule.ts';
import { addCheckScans } from './add-check-scans.ts';
import { addColumnRewritesTable } from './add-column-rewrites-table.ts';
import { addColumnScansTable } from './add-column-scans-table.ts';
import { addExclusionBuildsIndex } from './add-exclusion-builds-index.ts';
import { addForeignKeyScans } from './add-foreign-key-scans.ts';
import { addPrimaryKeyBuildsIndex } from './add-primary-key-builds-index.ts';
import { addRequiredColumn } from './add-required-column.ts';
import { addUniqueBuildsIndex } from './add-unique-builds-index.ts';
import { alterTableCopiesTable } from './alter-table-copies-table.ts';
import { attachPartitionScans } from './attach-partition-scans.ts';
import { blockingWork } from './blocking-work.ts';
import { cascadeDrops } from './cascade-drops.ts';
import { changeColumnTypeLosesData } from './change-column-type-loses-data.ts';
import { changeColumnTypeRebuildsIndex } from './change-column-type-rebuilds-index.ts';
import { changeColumnTypeRewritesTable } from './change-column-type-rewrites-table.ts';
import { changeColumnType } from './change-column-type.ts';
import { clusterRewritesTable } from './cluster-rewrites-table.ts';
import { combineAlterTables } from './combine-alter-tables.ts';
import { concurrentlyInFunction } from './concurrently-in-function.ts';
import { constraintEnforcedScans } from './constraint-enforced-scans.ts';
import { constraintValidatedInSameTransaction } from './constraint-validated-in-same-transaction.ts';
import { copyFromServerFile } from './copy-from-server-file.ts';
import { createIndexBlocksWrites } from './create-index-blocks-writes.ts';
import { createPartitionScansDefault } from './create-partition-scans-default.ts';
import { deleteCascades } from './delete-cascades.ts';
import { deleteScansReferencingTable } from './delete-scans-referencing-table.ts';
import { deleteWithoutWhere } from './delete-without-where.ts';
import { detachPartitionBlocks } from './detach-partition-blocks.ts';
import { domainConstraintScans } from './domain-constraint-scans.ts';
import { dropColumn } from './drop-column.ts';
import { dropConstraint } from './drop-constraint.ts';
import { dropDatabase } from './drop-database.ts';
import { dropDefault } from './drop-default.ts';
import { dropFunction } from './drop-function.ts';
import { dropIndexInUse } from './drop-index-in-use.ts';
import { dropIndexWaits } from './drop-index-waits.ts';
import { dropMaterializedView } from './drop-materialized-view.ts';
import { dropNotNull } from './drop-not-null.ts';
import { dropOwned } from './drop-owned.ts';
import { dropPartition } from './drop-partition.ts';
import { dropPrimaryKey } from './drop-primary-key.ts';
import { dropReferencedColumn } from './drop-referenced-column.ts';
import { dropSchema } from './drop-schema.ts';
import { dropSequence } from './drop-sequence.ts';
import { dropTable } from './drop-table.ts';
import { dropType } from './drop-type.ts';
import { dropView } from './drop-view.ts';
import { duplicateColumnAssignment } from './duplicate-column-assignment.ts';
import { duplicateIndex } from './duplicate-index.ts';
import { duplicateVersion } from './duplicate-version.ts';
import { enumValueOrder } from './enum-value-order.ts';
import { enumValueUsedInSameTransaction } from './enum-value-used-in-same-transaction.ts';
import { exclusiveLocksOnSeveralTables } from './exclusive-locks-on-several-tables.ts';
import { extensionUpdated } from './extension-updated.ts';
import { foreignKeyTypeMismatch } from './foreign-key-type-mismatch.ts';
import { functionUsedByIndexReplaced } from './function-used-by-index-replaced.ts';
import { functionVolatilityChanged } from './function-volatility-changed.ts';
import { grantToPublic } from './grant-to-public.ts';
import { identifierTooLong } from './identifier-too-long.ts';
import { indexIfNotExistsOverInvalid } from './index-if-not-exists-over-invalid.ts';
import { invalidIndexLeft } from './invalid-index-left.ts';
import { jsonbRewrite } from './jsonb-rewrite.ts';
import { lockTableStatement } from './lock-table-statement.ts';
import { migrationTooLarge } from './migration-too-large.ts';
import { missingLockTimeout } from './missing-lock-timeout.ts';
import { missingUndo } from './missing-undo.ts';
import { mixedTransaction } from './mixed-transaction.ts';
import { namingConvention } from './naming-convention.ts';
import { newConstraintCanFail } from './new-constraint-can-fail.ts';
import { newNotNull } from './new-not-null.ts';
import { noChar } from './no-char.ts';
import { noFloat } from './no-float.ts';
import { noMoney } from './no-money.ts';
import { noOpTakesLock } from './no-op-takes-lock.ts';
import { notAnalysed } from './not-analysed.ts';
import { nullableWithDefault } from './nullable-with-default.ts';
import { policyWithoutRowSecurity } from './policy-without-row-security.ts';
import { preferBigint } from './prefer-bigint.ts';
import { preferCheckOverDomain } from './prefer-check-over-domain.ts';
import { preferCheckOverEnum } from './prefer-check-over-enum.ts';
import { preferIdentity } from './prefer-identity.ts';
import { preferJsonb } from './prefer-jsonb.ts';
import { preferText } from './prefer-text.ts';
import { preferTimestamptz } from './prefer-timestamptz.ts';
import { psqlMetaCommand } from './psql-meta-command.ts';
import { publishedTableChanged } from './published-table-changed.ts';
import { redundantIndex } from './redundant-index.ts';
import { refreshMaterializedViewBlocks } from './refresh-materialized-view-blocks.ts';
import { reindexBlocks } from './reindex-blocks.ts';
import { renameColumn } from './rename-column.ts';
import { renameEnumValue } from './rename-enum-value.ts';
import { renameOther } from './rename-other.ts';
import { renameSchema } from './rename-schema.ts';
import { renameTable } from './rename-table.ts';
import { replaceViewChangesColumns } from './replace-view-changes-columns.ts';
import { replicaIdentityChanged } from './replica-identity-changed.ts';
import { requireIfExists } from './require-if-exists.ts';
import { requireSchema } from './require-schema.ts';
import { revokePrivileges } from './revoke-privileges.ts';
import { rowSecurityWithoutPolicy } from './row-security-without-policy.ts';
import { securityDefinerWithoutSearchPath } from './security-definer-without-search-path.ts';
import { sessionSettingLeaks } from './session-setting-leaks.ts';
import { setExpressionRewritesTable } from './set-expression-rewrites-table.ts';
import { setNotNullScans } from './set-not-null-scans.ts';
import { setSchema } from './set-schema.ts';
import { setUnlogged } from './set-unlogged.ts';
import { sharedObjectChanged } from './shared-object-changed.ts';
import { statementRefused } from './statement-refused.ts';
import { suppressionExpired } from './suppression-expired.ts';
import { suppressionInvalid } from './suppression-invalid.ts';
import { suppressionUnused } from './suppression-unused.ts';
import { syntaxError } from './syntax-error.ts';
import { tableWithoutPrimaryKey } from './table-without-primary-key.ts';
import { tooManyIndexColumns } from './too-many-index-columns.ts';
import { tooManyIndexes } from './too-many-indexes.ts';
import { transactionControlInScript } from './transaction-control-in-script.ts';
import { triggerDisabled } from './trigger-disabled.ts';
import { truncateCascade } from './truncate-cascade.ts';
import { truncate } from './truncate.ts';
import { unindexedForeignKey } from './unindexed-foreign-key.ts';
import { unreadableScript } from './unreadable-script.ts';
import { updateWithoutWhere } from './update-without-where.ts';
import { vacuumFullRewritesTable } from './vacuum-full-rewrites-table.ts';
import { versionBelowApplied } from './version-below-applied.ts';
import { versionBelowBase } from './version-below-base.ts';
import { workAfterLock } from './work-after-lock.ts';

/** All rules, in the order in which their findings are shown: by group. */
export const RULES: readonly Rule[] = [
  notAnalysed,
  suppressionExpired,
  suppressionInvalid,
  suppressionUnused,
  unreadableScript,
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
  deleteScansReferencingTable,
  detachPartitionBlocks,
  domainConstraintScans,
  dropIndexWaits,
  exclusiveLocksOnSeveralTables,
  lockTableStatement,
  missingLockTimeout,
  noOpTakesLock,
  refreshMaterializedViewBlocks,
  reindexBlocks,
  setExpressionRewritesTable,
  setNotNullScans,
  updateWithoutWhere,
  vacuumFullRewritesTable,
  workAfterLock,
  cascadeDrops,
  changeColumnTypeLosesData,
  deleteCascades,
  deleteWithoutWhere,
  dropColumn,
  dropDatabase,
  dropMaterializedView,
  dropOwned,
  dropPartition,
  dropPrimaryKey,
  dropReferencedColumn,
  dropSchema,
  dropSequence,
  dropTable,
  dropType,
  setUnlogged,
  truncateCascade,
  truncate,
  addRequiredColumn,
  changeColumnType,
  dropConstraint,
  dropDefault,
  dropFunction,
  dropIndexInUse,
  dropNotNull,
  dropView,
  extensionUpdated,
  newConstraintCanFail,
  newNotNull,
  publishedTableChanged,
  renameColumn,
  renameEnumValue,
  renameOther,
  renameSchema,
  renameTable,
  replaceViewChangesColumns,
  replicaIdentityChanged,
  revokePrivileges,
  setSchema,
  copyFromServerFile,
  duplicateColumnAssignment,
  duplicateIndex,
  duplicateVersion,
  enumValueUsedInSameTransaction,
  foreignKeyTypeMismatch,
  functionUsedByIndexReplaced,
  functionVolatilityChanged,
  grantToPublic,
  identifierTooLong,
  indexIfNotExistsOverInvalid,
  invalidIndexLeft,
  jsonbRewrite,
  policyWithoutRowSecurity,
  psqlMetaCommand,
  redundantIndex,
  rowSecurityWithoutPolicy,
  securityDefinerWithoutSearchPath,
  statementRefused,
  syntaxError,
  tableWithoutPrimaryKey,
  triggerDisabled,
  unindexedForeignKey,
  versionBelowApplied,
  versionBelowBase,
  concurrentlyInFunction,
  mixedTransaction,
  sessionSettingLeaks,
  sharedObjectChanged,
  transactionControlInScript,
  combineAlterTables,
  enumValueOrder,
  migrationTooLarge,
  missingUndo,
  namingConvention,
  noChar,
  noFloat,
  noMoney,
  nullableWithDefault,
  preferBigint,
  preferCheckOverDomain,
  preferCheckOverEnum,
  preferIdentity,
  preferJsonb,
  preferText,
  preferTimestamptz,
  requireIfExists,
  requireSchema,
  tooManyIndexColumns,
  tooManyIndexes,
];
