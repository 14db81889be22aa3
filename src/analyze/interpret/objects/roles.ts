import type { AlterDatabaseStmt, CreatedbStmt, CreateRoleStmt, CreateTableSpaceStmt } from 'libpg-query';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { optionsOf } from '../options.ts';

/** Roles, databases, tablespaces and settings of the server: what lies outside of the tables. */
export const ROLE_INTERPRETERS: Interpreters = {
  CreateRoleStmt: createRole,
  AlterRoleStmt: () => {},
  AlterRoleSetStmt: () => {},
  CreatedbStmt: createDatabase,
  AlterDatabaseStmt: alterDatabase,
  AlterDatabaseSetStmt: () => {},
  AlterDatabaseRefreshCollStmt: () => {},
  CreateTableSpaceStmt: createTablespace,
  AlterTableSpaceOptionsStmt: () => {},
  AlterSystemStmt: (context) => refuseInTransaction(context, 'ALTER SYSTEM'),
};

function createRole(context: Interpretation, { role = '' }: CreateRoleStmt): void {
  context.world.addAttachment({ name: role, what: 'role' });
  context.created({ what: 'role', name: role });
}

function createDatabase(context: Interpretation, { dbname = '' }: CreatedbStmt): void {
  refuseInTransaction(context, 'CREATE DATABASE');
  context.created({ what: 'database', name: dbname });
}

/** movedb (dbcommands.c) copies the whole database; nobody may be connected to it. */
function alterDatabase(context: Interpretation, { dbname = '', options }: AlterDatabaseStmt): void {
  if (!optionsOf(options).has('tablespace')) return;
  refuseInTransaction(context, 'ALTER DATABASE SET TABLESPACE');
  context.opaque(`all of the database ${dbname} is copied, and nobody may be connected to it`);
}

function createTablespace(context: Interpretation, { tablespacename = '' }: CreateTableSpaceStmt): void {
  refuseInTransaction(context, 'CREATE TABLESPACE');
  context.world.addAttachment({ name: tablespacename, what: 'tablespace' });
  context.created({ what: 'tablespace', name: tablespacename });
}

function refuseInTransaction(context: Interpretation, command: string): void {
  if (context.isInTransaction) context.refuse('25001', `${command} cannot run inside a transaction block`);
}
