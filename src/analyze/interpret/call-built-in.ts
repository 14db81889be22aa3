import type { FuncCall, Node } from 'libpg-query';
import { parseSql } from '../../syntax/parse.ts';
import type { Relation } from '../world/objects.ts';
import type { Interpretation } from './interpretation.ts';
import { nameParts, relationOfName } from './procedural/built-in-functions.ts';
import { literalOf } from './queries/constants.ts';
import { words } from './queries/walk.ts';
import { setConfig } from './session.ts';

type Effect = (context: Interpretation, call: FuncCall) => void;

/** Calls one of the functions that do something beyond giving a value; false for all others. */
export function callWithEffect(context: Interpretation, name: string, call: FuncCall): boolean {
  const effect = EFFECTS.get(name);
  if (effect === undefined) return false;
  effect(context, call);
  return true;
}

/** A default of a serial or identity column takes the next value. */
export function useSequence(context: Interpretation, sequence: Relation): void {
  context.lock(sequence, 'ROW EXCLUSIVE', 'sequence');
}

const EFFECTS: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  // All of them open the sequence with ROW EXCLUSIVE (lock_and_open_sequence, sequence.c).
  ['nextval', useNamedSequence],
  ['currval', useNamedSequence],
  ['setval', useNamedSequence],
  ['set_config', setConfig],
  ['query_to_xml', runText],
  ['query_to_xmlschema', runText],
  ['query_to_xml_and_xmlschema', runText],
  ['ts_stat', runText],
  ['crosstab', runText],
  ['connectby', (context) => context.opaque('connectby() reads a table that it is told by name')],
  ['table_to_xml', readNamed],
  ['table_to_xml_and_xmlschema', readNamed],
  ['pgstattuple', readNamed],
  ['pg_prewarm', readNamed],
  ['dblink', elsewhere],
  ['dblink_exec', elsewhere],
  ['dblink_send_query', elsewhere],
  ['brin_summarize_new_values', summarize],
  ['brin_summarize_range', summarize],
  ['schema_to_xml', (context) => context.opaque('schema_to_xml() reads every table of a schema')],
  ['database_to_xml', (context) => context.opaque('database_to_xml() reads every table')],
]);

function useNamedSequence(context: Interpretation, { args = [] }: FuncCall): void {
  const sequence = namedSequence(context, args[0]);
  if (sequence !== null) useSequence(context, sequence);
}

function namedSequence(context: Interpretation, node: Node | undefined): Relation | null {
  const name = literalOf(node);
  if (typeof name === 'string') {
    const parts = nameParts(name);
    return context.world.relation({ relname: parts.at(-1) ?? '', ...(parts.length > 1 && { schemaname: parts.at(-2) ?? '' }) }, 'sequence');
  }
  if (node !== undefined && 'TypeCast' in node) return namedSequence(context, node.TypeCast.arg);
  if (node === undefined || !('FuncCall' in node) || words(node.FuncCall.funcname).at(-1) !== 'pg_get_serial_sequence') return null;
  const [table, column] = (node.FuncCall.args ?? []).map(literalOf);
  const relation = typeof table === 'string' ? relationOfName(context.world, table) : null;
  const owned = context.world.allRelations().filter(({ relkind, ownedBy }) => relkind === 'sequence' && ownedBy?.relation === relation);
  return owned.find(({ ownedBy }) => ownedBy?.name === column) ?? null;
}

/** SQL in a text is run as it stands. */
function runText(context: Interpretation, { funcname, args = [] }: FuncCall): void {
  const text = literalOf(args[0]);
  const statements = typeof text === 'string' ? parsed(text) : null;
  if (statements === null) context.opaque(`the SQL that ${words(funcname).at(-1) ?? ''}() runs is not known`);
  for (const statement of statements ?? []) context.follow(statement);
}

function parsed(text: string): readonly Node[] | null {
  try {
    return (parseSql(text).stmts ?? []).flatMap(({ stmt }) => stmt ?? []);
  } catch {
    return null;
  }
}

function readNamed(context: Interpretation, { args = [] }: FuncCall): void {
  const name = literalOf(args[0]);
  const relation = typeof name === 'string' ? relationOfName(context.world, name) : null;
  if (relation === null) return;
  context.lock(relation, 'ACCESS SHARE', 'function');
  context.work('scan', relation, { reason: 'a function reads all of it' });
}

/** brin_summarize_new_values takes SHARE UPDATE EXCLUSIVE on the table and its index (brin.c). */
function summarize(context: Interpretation, { args = [] }: FuncCall): void {
  const name = literalOf(args[0]);
  const index = typeof name === 'string' ? relationOfName(context.world, name) : null;
  const definition = index?.index;
  if (index === null || definition === null || definition === undefined) return;
  context.lock(definition.table, 'SHARE UPDATE EXCLUSIVE', 'index');
  context.lock(index, 'SHARE UPDATE EXCLUSIVE', 'function');
  context.work('scan', definition.table, { reason: 'pages that the index does not summarise yet are read' });
}

function elsewhere(context: Interpretation): void {
  context.opaque('dblink runs SQL in another session');
}
