import type { Node } from 'libpg-query';
import type { FunctionObject, Relation } from '../world/objects.ts';
import type { Interpretation } from './interpretation.ts';

/** Runs the body of a user's function or procedure: SQL and PL/pgSQL are followed, other languages are opaque. */
export function callFunction(_context: Interpretation, _called: FunctionObject): void {}

/** Calls what an expression calls when it is evaluated for the rows of a statement. */
export function evaluate(_context: Interpretation, _expression: Node, _relation: Relation | null): void {}

/** Fires the event triggers of a command tag (`ALTER TABLE`), at `ddl_command_start`, `ddl_command_end`, `sql_drop` or `table_rewrite`. */
export function fireEventTriggers(_context: Interpretation, _event: string, _tag: string): void {}
