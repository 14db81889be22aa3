import type { CreateFdwStmt, CreateForeignServerStmt, CreateUserMappingStmt, ImportForeignSchemaStmt } from 'libpg-query';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { findAttachment } from './find-object.ts';

/** Foreign-data wrappers, servers and user mappings: none of them touches a table. */
export const FOREIGN_DATA_INTERPRETERS: Interpreters = {
  CreateFdwStmt: createWrapper,
  AlterFdwStmt: () => {},
  CreateForeignServerStmt: createServer,
  AlterForeignServerStmt: () => {},
  CreateUserMappingStmt: createUserMapping,
  AlterUserMappingStmt: () => {},
  ImportForeignSchemaStmt: importForeignSchema,
};

function createWrapper(context: Interpretation, { fdwname = '' }: CreateFdwStmt): void {
  context.world.addAttachment({ name: fdwname, what: 'foreign-data-wrapper' });
  context.created({ what: 'foreign-data wrapper', name: fdwname });
}

function createServer(context: Interpretation, { servername = '', fdwname = '', if_not_exists }: CreateForeignServerStmt): void {
  const { world } = context;
  if (findAttachment(world, 'server', { name: servername, schema: null }) !== null) {
    if (if_not_exists !== true) context.refuse('42710', `server "${servername}" already exists`);
    return;
  }
  const server = world.addAttachment({ name: servername, what: 'server' });
  const wrapper = findAttachment(world, 'foreign-data-wrapper', { name: fdwname, schema: null });
  if (wrapper !== null) world.depend(server, wrapper, 'normal');
  context.created({ what: 'server', name: servername });
}

function createUserMapping(context: Interpretation, { user, servername = '' }: CreateUserMappingStmt): void {
  const { world } = context;
  const name = `${user?.rolename ?? 'public'}@${servername}`;
  const mapping = world.addAttachment({ name, what: 'user-mapping' });
  const server = findAttachment(world, 'server', { name: servername, schema: null });
  if (server !== null) world.depend(mapping, server, 'normal');
}

/** The other server says what tables there are. */
function importForeignSchema(context: Interpretation, { remote_schema = '' }: ImportForeignSchemaStmt): void {
  context.opaque(`the foreign schema ${remote_schema} decides which tables are made`);
}
