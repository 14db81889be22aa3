import type { Node } from 'libpg-query';

const FIXED: Readonly<Record<string, string>> = {
  InsertStmt: 'INSERT',
  DeleteStmt: 'DELETE',
  UpdateStmt: 'UPDATE',
  MergeStmt: 'MERGE',
  CreateSchemaStmt: 'CREATE SCHEMA',
  AlterCollationStmt: 'ALTER COLLATION',
  AlterDomainStmt: 'ALTER DOMAIN',
  AlterDefaultPrivilegesStmt: 'ALTER DEFAULT PRIVILEGES',
  CopyStmt: 'COPY',
  VariableShowStmt: 'SHOW',
  CreateStmt: 'CREATE TABLE',
  CreateTableSpaceStmt: 'CREATE TABLESPACE',
  DropTableSpaceStmt: 'DROP TABLESPACE',
  AlterTableSpaceOptionsStmt: 'ALTER TABLESPACE',
  CreateExtensionStmt: 'CREATE EXTENSION',
  AlterExtensionStmt: 'ALTER EXTENSION',
  AlterExtensionContentsStmt: 'ALTER EXTENSION',
  CreateFdwStmt: 'CREATE FOREIGN DATA WRAPPER',
  AlterFdwStmt: 'ALTER FOREIGN DATA WRAPPER',
  CreateForeignServerStmt: 'CREATE SERVER',
  AlterForeignServerStmt: 'ALTER SERVER',
  CreateForeignTableStmt: 'CREATE FOREIGN TABLE',
  CreateUserMappingStmt: 'CREATE USER MAPPING',
  AlterUserMappingStmt: 'ALTER USER MAPPING',
  DropUserMappingStmt: 'DROP USER MAPPING',
  ImportForeignSchemaStmt: 'IMPORT FOREIGN SCHEMA',
  CreatePolicyStmt: 'CREATE POLICY',
  AlterPolicyStmt: 'ALTER POLICY',
  CreateAmStmt: 'CREATE ACCESS METHOD',
  CreateTrigStmt: 'CREATE TRIGGER',
  CreateEventTrigStmt: 'CREATE EVENT TRIGGER',
  AlterEventTrigStmt: 'ALTER EVENT TRIGGER',
  CreatePLangStmt: 'CREATE LANGUAGE',
  CreateRoleStmt: 'CREATE ROLE',
  AlterRoleStmt: 'ALTER ROLE',
  AlterRoleSetStmt: 'ALTER ROLE',
  DropRoleStmt: 'DROP ROLE',
  CreateSeqStmt: 'CREATE SEQUENCE',
  AlterSeqStmt: 'ALTER SEQUENCE',
  CreateDomainStmt: 'CREATE DOMAIN',
  CreateOpClassStmt: 'CREATE OPERATOR CLASS',
  CreateOpFamilyStmt: 'CREATE OPERATOR FAMILY',
  AlterOpFamilyStmt: 'ALTER OPERATOR FAMILY',
  TruncateStmt: 'TRUNCATE TABLE',
  CommentStmt: 'COMMENT',
  SecLabelStmt: 'SECURITY LABEL',
  DeclareCursorStmt: 'DECLARE CURSOR',
  ClosePortalStmt: 'CLOSE CURSOR',
  FetchStmt: 'FETCH',
  IndexStmt: 'CREATE INDEX',
  CreateStatsStmt: 'CREATE STATISTICS',
  AlterStatsStmt: 'ALTER STATISTICS',
  DoStmt: 'DO',
  CallStmt: 'CALL',
  AlterOperatorStmt: 'ALTER OPERATOR',
  AlterTypeStmt: 'ALTER TYPE',
  RuleStmt: 'CREATE RULE',
  NotifyStmt: 'NOTIFY',
  ListenStmt: 'LISTEN',
  UnlistenStmt: 'UNLISTEN',
  CompositeTypeStmt: 'CREATE TYPE',
  CreateEnumStmt: 'CREATE TYPE',
  CreateRangeStmt: 'CREATE TYPE',
  AlterEnumStmt: 'ALTER TYPE',
  ViewStmt: 'CREATE VIEW',
  LoadStmt: 'LOAD',
  CreatedbStmt: 'CREATE DATABASE',
  AlterDatabaseStmt: 'ALTER DATABASE',
  AlterDatabaseRefreshCollStmt: 'ALTER DATABASE',
  AlterDatabaseSetStmt: 'ALTER DATABASE',
  DropdbStmt: 'DROP DATABASE',
  AlterSystemStmt: 'ALTER SYSTEM',
  ClusterStmt: 'CLUSTER',
  ExplainStmt: 'EXPLAIN',
  RefreshMatViewStmt: 'REFRESH MATERIALIZED VIEW',
  CheckPointStmt: 'CHECKPOINT',
  DiscardStmt: 'DISCARD',
  LockStmt: 'LOCK TABLE',
  ConstraintsSetStmt: 'SET CONSTRAINTS',
  ReindexStmt: 'REINDEX',
  CreateConversionStmt: 'CREATE CONVERSION',
  CreateCastStmt: 'CREATE CAST',
  CreateTransformStmt: 'CREATE TRANSFORM',
  PrepareStmt: 'PREPARE',
  ExecuteStmt: 'EXECUTE',
  DeallocateStmt: 'DEALLOCATE',
  DropOwnedStmt: 'DROP OWNED',
  ReassignOwnedStmt: 'REASSIGN OWNED',
  AlterTSDictionaryStmt: 'ALTER TEXT SEARCH DICTIONARY',
  AlterTSConfigurationStmt: 'ALTER TEXT SEARCH CONFIGURATION',
  CreatePublicationStmt: 'CREATE PUBLICATION',
  AlterPublicationStmt: 'ALTER PUBLICATION',
  CreateSubscriptionStmt: 'CREATE SUBSCRIPTION',
  AlterSubscriptionStmt: 'ALTER SUBSCRIPTION',
  DropSubscriptionStmt: 'DROP SUBSCRIPTION',
};

/** Object types whose name is not the constant's own words. */
const OBJECTS: Readonly<Record<string, string>> = {
  AMOP: 'OPERATOR CLASS',
  AMPROC: 'OPERATOR CLASS',
  ATTRIBUTE: 'TYPE',
  CAST: 'CAST',
  COLUMN: 'TABLE',
  DOMCONSTRAINT: 'DOMAIN',
  EVENT_TRIGGER: 'EVENT TRIGGER',
  FDW: 'FOREIGN DATA WRAPPER',
  FOREIGN_SERVER: 'SERVER',
  LARGEOBJECT: 'LARGE OBJECT',
  MATVIEW: 'MATERIALIZED VIEW',
  OPCLASS: 'OPERATOR CLASS',
  OPFAMILY: 'OPERATOR FAMILY',
  STATISTIC_EXT: 'STATISTICS',
  TABCONSTRAINT: 'TABLE',
  TSCONFIGURATION: 'TEXT SEARCH CONFIGURATION',
  TSDICTIONARY: 'TEXT SEARCH DICTIONARY',
  TSPARSER: 'TEXT SEARCH PARSER',
  TSTEMPLATE: 'TEXT SEARCH TEMPLATE',
};

const TRANSACTIONS: Readonly<Record<string, string>> = {
  BEGIN: 'BEGIN',
  START: 'START TRANSACTION',
  COMMIT: 'COMMIT',
  ROLLBACK: 'ROLLBACK',
  SAVEPOINT: 'SAVEPOINT',
  RELEASE: 'RELEASE',
  ROLLBACK_TO: 'ROLLBACK',
  PREPARE: 'PREPARE TRANSACTION',
  COMMIT_PREPARED: 'COMMIT PREPARED',
  ROLLBACK_PREPARED: 'ROLLBACK PREPARED',
};

/** What a statement is called: the command tag that the server answers with (CreateCommandTag in utility.c; manual 53.7). */
export function commandTag(node: Node): string {
  if ('AlterTableStmt' in node) return `ALTER ${objectWords(node.AlterTableStmt.objtype)}`;
  if ('AlterTableMoveAllStmt' in node) return `ALTER ${objectWords(node.AlterTableMoveAllStmt.objtype)}`;
  if ('DropStmt' in node) return `DROP ${objectWords(node.DropStmt.removeType)}`;
  if ('RenameStmt' in node) return `ALTER ${objectWords(renamed(node.RenameStmt.renameType, node.RenameStmt.relationType))}`;
  if ('AlterObjectSchemaStmt' in node) return `ALTER ${objectWords(node.AlterObjectSchemaStmt.objectType)}`;
  if ('AlterObjectDependsStmt' in node) return `ALTER ${objectWords(node.AlterObjectDependsStmt.objectType)}`;
  if ('AlterOwnerStmt' in node) return `ALTER ${objectWords(node.AlterOwnerStmt.objectType)}`;
  if ('AlterFunctionStmt' in node) return `ALTER ${objectWords(node.AlterFunctionStmt.objtype)}`;
  if ('DefineStmt' in node) return `CREATE ${objectWords(node.DefineStmt.kind)}`;
  if ('CreateFunctionStmt' in node) return node.CreateFunctionStmt.is_procedure === true ? 'CREATE PROCEDURE' : 'CREATE FUNCTION';
  if ('CreateTableAsStmt' in node) return createTableAs(node.CreateTableAsStmt.objtype, node.CreateTableAsStmt.is_select_into);
  if ('SelectStmt' in node) return node.SelectStmt.intoClause === undefined ? 'SELECT' : 'SELECT INTO';
  if ('GrantStmt' in node) return node.GrantStmt.is_grant === true ? 'GRANT' : 'REVOKE';
  if ('GrantRoleStmt' in node) return node.GrantRoleStmt.is_grant === true ? 'GRANT ROLE' : 'REVOKE ROLE';
  if ('VacuumStmt' in node) return node.VacuumStmt.is_vacuumcmd === true ? 'VACUUM' : 'ANALYZE';
  if ('VariableSetStmt' in node) return (node.VariableSetStmt.kind ?? '').startsWith('VAR_RESET') ? 'RESET' : 'SET';
  if ('TransactionStmt' in node) return TRANSACTIONS[(node.TransactionStmt.kind ?? '').replace(/^TRANS_STMT_/, '')] ?? 'TRANSACTION';
  const [kind = ''] = Object.keys(node);
  return FIXED[kind] ?? kind;
}

/** Columns and attributes are renamed by an ALTER of what they belong to. */
function renamed(type: string | undefined, relation: string | undefined): string | undefined {
  return type === 'OBJECT_COLUMN' || type === 'OBJECT_ATTRIBUTE' ? relation : type;
}

function createTableAs(type: string | undefined, isSelectInto: boolean | undefined): string {
  if (type === 'OBJECT_MATVIEW') return 'CREATE MATERIALIZED VIEW';
  return isSelectInto === true ? 'SELECT INTO' : 'CREATE TABLE AS';
}

function objectWords(type: string | undefined): string {
  const name = (type ?? '').replace(/^OBJECT_/, '');
  return OBJECTS[name] ?? name.replaceAll('_', ' ');
}
