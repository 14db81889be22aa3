import type { Interpretation } from './interpretation.ts';

/** Follows one kind of statement: locks, work and changes of the world, in the order of PostgreSQL's own code. */
export type Interpreter = (context: Interpretation, statement: never) => void;

/** Interpreters by the name of the parser's node: `AlterTableStmt`. */
export type Interpreters = Readonly<Record<string, Interpreter>>;
