import type { Node } from 'libpg-query';
import { parseSql } from '../../../syntax/parse.ts';
import { RefusedStatement } from '../interpretation.ts';
import type { Interpretation } from '../interpretation.ts';
import { walk } from '../queries/walk.ts';
import { knownText, textParts } from './values.ts';
import type { Value } from './values.ts';

/** Stands for a part of dynamic SQL that is known when it runs. */
const GAP = 'known_at_run_time';

/** What dynamic SQL turned out to be. */
interface DynamicSql {
  readonly statements: readonly Node[];
  /** Parts of it are not known: names and values stand for them. */
  readonly hasGaps: boolean;
}

/** Runs the value of EXECUTE's expression with `follow`; returns the statements that it ran for certain. */
export function executeDynamic(context: Interpretation, value: Value, follow: (statement: Node) => void): readonly Node[] {
  const dynamic = parseDynamic(value);
  if (dynamic === null) {
    if (knownText(value) === null) context.opaque('SQL that is put together when it runs cannot be analysed');
    else context.refuse('42601', 'EXECUTE of text that is no SQL');
    return [];
  }
  if (!dynamic.hasGaps) {
    for (const statement of dynamic.statements) follow(statement);
    return dynamic.statements;
  }
  context.opaque('a part of SQL that is put together when it runs is not known');
  withUnknownRelations(context, dynamic.statements, () => {
    for (const statement of dynamic.statements) context.uncertainly(() => ignoringRefusal(() => follow(statement)));
  });
  return [];
}

function ignoringRefusal(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof RefusedStatement)) throw error;
  }
}

/** Parses the text of EXECUTE; text with gaps is parsed with a name, a number or nothing in their place. Null where it cannot be told what runs. */
function parseDynamic(value: Value): DynamicSql | null {
  const text = knownText(value);
  if (text !== null) {
    const statements = parsed(text);
    return statements === null ? null : { statements, hasGaps: false };
  }
  const parts = textParts(value) ?? [];
  // Without any text there is no shape to judge.
  if (!parts.some((part) => part !== null && /\w\s/u.test(part))) return null;
  for (const filling of [GAP, '1', '']) {
    const statements = parsed(parts.map((part) => part ?? filling).join(''));
    if (statements !== null && statements.length > 0) return { statements, hasGaps: true };
  }
  return null;
}

function parsed(text: string): readonly Node[] | null {
  try {
    return (parseSql(text).stmts ?? []).flatMap(({ stmt }) => stmt ?? []);
  } catch {
    return null;
  }
}

/** Follows statements with gaps: relations whose names are not known stand for tables of unknown size, for as long as the statements run. */
function withUnknownRelations(context: Interpretation, statements: readonly Node[], run: () => void): void {
  const { world } = context;
  const wasInBatch = world.isInBatch;
  world.isInBatch = false;
  const made = namesWithGaps(statements)
    .filter(({ name, schema }) => world.findRelation(name, schema) === null)
    .map(({ name, schema }) =>
      world.addRelation({ name, schema: schema ?? world.creationSchema(), relkind: 'table', population: 'unknown', isAssumed: true }),
    );
  world.isInBatch = wasInBatch;
  try {
    run();
  } finally {
    for (const relation of made) if (!relation.isDropped) world.forget(relation);
  }
}

function namesWithGaps(statements: readonly Node[]): readonly { readonly name: string; readonly schema: string | null }[] {
  const found = new Map<string, { name: string; schema: string | null }>();
  const isCreation = statements.some(
    (statement) => 'CreateStmt' in statement || 'CreateTableAsStmt' in statement || 'ViewStmt' in statement,
  );
  if (isCreation) return [];
  const visit = (fields: Readonly<Record<string, unknown>>): void => {
    const { relname: name, schemaname } = fields;
    const schema = typeof schemaname === 'string' ? schemaname : null;
    if (typeof name === 'string' && `${schema}.${name}`.includes(GAP)) found.set(`${schema}.${name}`, { name, schema });
    for (const bare of ['relation', 'pktable']) {
      const inner = fields[bare];
      if (typeof inner === 'object' && inner !== null) visit(inner as Readonly<Record<string, unknown>>);
    }
  };
  walk(statements, (_, fields) => {
    visit(fields);
    return true;
  });
  return [...found.values()];
}
