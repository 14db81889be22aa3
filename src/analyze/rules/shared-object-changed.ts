import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** Something that all databases of the server share is changed. */
export const sharedObjectChanged: Rule = statementRule({
  id: 'shared-object-changed',
  title: 'A role, database or setting of the whole server',
  group: 'transaction',
  severity: 'low',
  why: 'Roles, databases, tablespaces and ALTER SYSTEM are not parts of this database: they stay when it is dropped and made anew, hit the neighbours, and a second database with the same migrations finds them there already.',
  safer: 'Keep them in the provisioning of the server, or make them only where they are missing.',
  documentation: 'https://www.postgresql.org/docs/current/managing-databases.html',
  alsoKnownAs: [],
  check: ({ kind }) => {
    const what = SHARED[kind];
    return what === undefined ? [] : [{ message: `${what} belongs to the whole server, not to this database.` }];
  },
});

const SHARED: Readonly<Record<string, string>> = {
  CreateRoleStmt: 'A role',
  AlterRoleStmt: 'A role',
  AlterRoleSetStmt: 'A setting of a role',
  DropRoleStmt: 'A role',
  CreatedbStmt: 'A database',
  AlterDatabaseStmt: 'A database',
  AlterDatabaseSetStmt: 'A setting of a database',
  CreateTableSpaceStmt: 'A tablespace',
  DropTableSpaceStmt: 'A tablespace',
  AlterSystemStmt: 'ALTER SYSTEM',
};
