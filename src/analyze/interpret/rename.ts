import type { Interpreters } from './interpreters.ts';
import { alterOwner, reassignOwned } from './rename/change-owner.ts';
import { rename } from './rename/rename-object.ts';
import { setSchema } from './rename/set-schema.ts';

/** RENAME, SET SCHEMA, OWNER TO, REASSIGN OWNED. */
export const RENAME_INTERPRETERS: Interpreters = {
  RenameStmt: rename,
  AlterObjectSchemaStmt: setSchema,
  AlterOwnerStmt: alterOwner,
  ReassignOwnedStmt: reassignOwned,
};
