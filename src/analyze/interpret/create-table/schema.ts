import type { CreateSchemaStmt, Node } from 'libpg-query';
import type { Interpretation } from '../interpretation.ts';

/** The order in which the elements of CREATE SCHEMA are made, whatever their order in the text (transformCreateSchemaStmtElements, parse_utilcmd.c). */
const ORDER: readonly string[] = ['CreateSeqStmt', 'CreateStmt', 'ViewStmt', 'IndexStmt', 'CreateTrigStmt', 'GrantStmt'];

/** CREATE SCHEMA with its elements: they are made in it, as it comes first in the search path meanwhile (CreateSchemaCommand, schemacmds.c). */
export function createSchema(context: Interpretation, statement: CreateSchemaStmt, interpret: (node: Node) => void): void {
  const { world } = context;
  const name = statement.schemaname ?? statement.authrole?.rolename ?? world.session.user;
  if (world.schemas.has(name)) {
    if (statement.if_not_exists === true) return;
    // An open world may know it only because a statement named it.
    context.refuseIfKnown('42P06', `schema "${name}" already exists`);
  } else {
    const schema = world.addSchema(name);
    schema.owner = statement.authrole?.rolename ?? world.session.user;
    context.created({ what: 'schema', name });
  }
  const path = world.session.searchPath;
  world.session.searchPath = [name, ...path];
  try {
    for (const element of elementsInOrder(statement.schemaElts ?? [])) interpret(element);
  } finally {
    world.session.searchPath = path;
  }
}

function elementsInOrder(elements: readonly Node[]): readonly Node[] {
  return ORDER.flatMap((kind) => elements.filter((element) => kind in element));
}
