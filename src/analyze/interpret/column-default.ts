import type { Node } from 'libpg-query';
import { functionsCalledBy } from '../expressions/analyze-expression.ts';
import type { Attachment, Column, Relation } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { strings } from './options.ts';
import { walk } from './queries/walk.ts';

/**
 * Gives a column its default or generation expression (null: none). What pg_attrdef depends on stands on an attachment `default`:
 * dropping a sequence or a function with CASCADE takes the default along, not the column.
 */
export function setColumnDefault(world: World, column: Column, expression: Node | null): void {
  const old = defaultOf(world, column);
  if (old !== null) world.forget(old);
  column.defaultExpression = expression;
  if (expression === null) return;
  const uses = [...functionsCalledBy(world, expression), ...sequencesUsedBy(world, expression)];
  if (uses.length === 0) return;
  const made = world.addAttachment({ name: column.name, what: 'default', relation: column.relation, columns: [column] });
  world.depend(made, column, 'auto');
  for (const used of uses) world.depend(made, used, 'normal');
}

/** The attachment `default` of a column, null where its default needs no object of its own. */
export function defaultOf(world: World, column: Column): Attachment | null {
  for (const { dependent } of world.dependents(column))
    if (dependent.kind === 'attachment' && dependent.what === 'default' && dependent.columns[0] === column) return dependent;
  return null;
}

/** Sequences that an expression names as constants: `nextval('s')`, `nextval('s'::regclass)`, not `'s'::text` (looked up when it runs). */
export function sequencesUsedBy(world: World, expression: Node): readonly Relation[] {
  const found = new Set<Relation>();
  walk(expression, (kind, fields) => {
    if (kind !== 'FuncCall') return true;
    const call = fields as Extract<Node, { FuncCall: unknown }>['FuncCall'];
    const called = strings(call.funcname).at(-1);
    if (called !== 'nextval' && called !== 'currval' && called !== 'setval') return true;
    const text = regclassConstant(call.args?.[0]);
    const relation = text === null ? null : relationOfText(world, text);
    if (relation !== null) found.add(relation);
    return true;
  });
  return [...found];
}

/** A relation written as text, as regclass reads it: `app."My seq"`. */
function relationOfText(world: World, text: string): Relation | null {
  const parts = [...text.matchAll(/"((?:[^"]|"")*)"|([^."\s]+)/gu)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '').toLowerCase() : quoted.replaceAll('""', '"'),
  );
  const [name, schema] = parts.toReversed();
  if (name === undefined) return null;
  return world.relation({ relname: name, ...(schema === undefined ? {} : { schemaname: schema }) }, 'sequence');
}

function regclassConstant(argument: Node | undefined): string | null {
  if (argument === undefined) return null;
  if ('A_Const' in argument) return argument.A_Const.sval?.sval ?? null;
  if ('TypeCast' in argument && strings(argument.TypeCast.typeName?.names).at(-1) === 'regclass')
    return regclassConstant(argument.TypeCast.arg);
  return null;
}
