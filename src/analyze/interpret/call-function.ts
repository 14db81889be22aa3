import type { FuncCall, Node } from 'libpg-query';
import { StatementError } from '../../model/errors.ts';
import { functionsCalledBy } from '../expressions/analyze-expression.ts';
import { allExtensionFacts, postgresFacts } from '../facts/facts.ts';
import type { FunctionObject, Relation, Trigger } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import { callWithEffect } from './call-built-in.ts';
import { argumentValues, findCalled } from './called-function.ts';
import type { Interpretation } from './interpretation.ts';
import { COMMANDS } from './procedural/catalog-query.ts';
import type { Invocation } from './procedural/routine.ts';
import { runRoutine } from './procedural/routine.ts';
import { scalar } from './procedural/values.ts';
import type { Value } from './procedural/values.ts';
import type { RowEvent } from './queries/fire-triggers.ts';
import { walk, words } from './queries/walk.ts';

/** What a function is called for. */
export interface Call {
  readonly arguments?: readonly Value[];
  readonly trigger?: Trigger;
  readonly event?: RowEvent;
  /** Command tag and event of an event trigger. */
  readonly command?: { readonly event: string; readonly tag: string; readonly commands: readonly string[] };
  /** COMMIT is refused; always so in a function. */
  readonly isAtomic?: boolean;
}

/** Calls inside calls beyond this depth are not followed. */
const MAX_DEPTH = 20;
const MAX_RECURSION = 4;
const MAX_SAME_CALLS = 2;
const MAX_CALLS = 100;

/** Runs the body of a user's function or procedure: SQL and PL/pgSQL are followed, other languages are opaque. */
export function callFunction(context: Interpretation, called: FunctionObject, call: Call = {}): void {
  if (called.prokind === 'aggregate' || called.prokind === 'window') return;
  const name = `${called.schema}.${called.name}`;
  if (called.language !== 'sql' && called.language !== 'plpgsql') {
    if (!isHarmless(context.world, called)) context.opaque(`what the function ${name} in ${called.language} does is not known`);
    return;
  }
  // A function that calls itself soon does the same again.
  if (context.callStack.filter((one) => one === name).length >= MAX_RECURSION || context.callStack.length >= MAX_DEPTH) return;
  const same = JSON.stringify([name, call.trigger?.id ?? null, call.event ?? null, call.arguments ?? []]);
  const count = context.calls.get(same) ?? 0;
  // The same call in the same statement does what it has done before.
  if (count >= MAX_SAME_CALLS) return;
  if (context.calls.size >= MAX_CALLS) {
    context.opaque(`more than ${MAX_CALLS} calls in one statement are not followed`);
    return;
  }
  context.calls.set(same, count + 1);
  context.callStack.push(name);
  try {
    runRoutine(context, called, invocationOf(called, call));
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    context.opaque(`the body of ${name} cannot be parsed: ${error.message}`);
  } finally {
    context.callStack.pop();
  }
}

/** Functions of extensions are what their authors promise; contrib's volatile ones are known to touch no table of ours. */
function isHarmless(world: World, { name, isExtensionMember, volatility }: FunctionObject): boolean {
  return isExtensionMember && (volatility !== 'volatile' || isContribFunction(world, name));
}

function isContribFunction(world: World, name: string): boolean {
  return (
    !name.startsWith('dblink') && [...allExtensionFacts(world.majorVersion).values()].some((facts) => facts.functions(name).length > 0)
  );
}

function invocationOf(called: FunctionObject, { arguments: given = [], trigger, event, command, isAtomic = true }: Call): Invocation {
  const isProcedure = called.prokind === 'procedure';
  const base = { arguments: given, isAtomic: isProcedure ? isAtomic : true };
  if (trigger !== undefined) return { ...base, kind: 'trigger', variables: triggerVariables(trigger, event ?? 'update') };
  if (command !== undefined)
    return {
      ...base,
      kind: 'event-trigger',
      variables: new Map([
        ['tg_event', scalar(command.event)],
        ['tg_tag', scalar(command.tag)],
        [COMMANDS, { kind: 'list', items: command.commands.map(scalar) }],
      ]),
    };
  return { ...base, kind: isProcedure ? 'procedure' : 'function', variables: new Map() };
}

/** What PL/pgSQL tells a trigger function (manual 41.10.1). */
function triggerVariables({ name, relation, isRow, timing }: Trigger, event: RowEvent): ReadonlyMap<string, Value> {
  return new Map([
    ['tg_name', scalar(name)],
    ['tg_when', scalar(timing === 'instead' ? 'INSTEAD OF' : timing.toUpperCase())],
    ['tg_level', scalar(isRow ? 'ROW' : 'STATEMENT')],
    ['tg_op', scalar(event.toUpperCase())],
    ['tg_relid', { kind: 'object', id: relation.id, text: relation.name } as const],
    ['tg_relname', scalar(relation.name)],
    ['tg_table_name', scalar(relation.name)],
    ['tg_table_schema', scalar(relation.schema)],
  ]);
}

/** Calls what an expression calls when it is evaluated for the rows of a statement. */
export function evaluate(context: Interpretation, expression: Node, relation: Relation | null): void {
  callFunctionsOf(context, expression, relation);
}

/** Calls every function that a statement names, those behind operators and casts as well. */
export function callFunctionsOf(context: Interpretation, tree: Node, relation: Relation | null = null): void {
  const done = new Set<FunctionObject>();
  walk(tree, (kind, fields) => {
    if (kind !== 'FuncCall') return true;
    const called = findCalled(context.world, fields, relation);
    if (called !== null) {
      done.add(called);
      callFunction(context, called, { arguments: argumentValues(context.world, called, fields) });
    } else callUnknown(context, fields);
    return true;
  });
  for (const called of functionsCalledBy(context.world, tree, relation)) if (!done.has(called)) callFunction(context, called);
}

/** One of PostgreSQL's own, of a contrib extension, or one that nobody has shown us. */
function callUnknown(context: Interpretation, call: FuncCall): void {
  const names = words(call.funcname);
  const name = names.at(-1) ?? '';
  if (callWithEffect(context, name, call)) return;
  const { majorVersion } = context.world;
  if (postgresFacts(majorVersion).functions(name).length > 0 || isContribFunction(context.world, name)) return;
  // `(row).column` may be written as a call, and some of the grammar's own forms are calls of functions under other names.
  if (names.length === 2 && names[0] === 'pg_catalog') return;
  context.opaque(`what the function ${names.join('.')} does is not known`);
}

/** Fires the event triggers of a command tag (`ALTER TABLE`), at `ddl_command_start`, `ddl_command_end`, `sql_drop` or `table_rewrite`. */
export function fireEventTriggers(context: Interpretation, event: string, tag: string, commands: readonly string[] = []): void {
  const due = context.world.eventTriggers
    .filter((trigger) => trigger.isEnabled && trigger.event === event && (trigger.tags.length === 0 || trigger.tags.includes(tag)))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  for (const { name, function: called } of due) {
    if (called === null) context.opaque(`the function of the event trigger ${name} is not known`);
    else callFunction(context, called, { command: { event, tag, commands } });
  }
}
