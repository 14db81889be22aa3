import type { Node } from 'libpg-query';
import { ALTER_TABLE_INTERPRETERS } from './alter-table.ts';
import { CREATE_TABLE_INTERPRETERS } from './create-table.ts';
import { DROP_INTERPRETERS } from './drop.ts';
import { INDEXES_INTERPRETERS } from './indexes.ts';
import { withEventTriggers } from './event-triggers.ts';
import { RefusedStatement } from './interpretation.ts';
import type { Interpretation } from './interpretation.ts';
import type { Interpreters } from './interpreters.ts';
import { MAINTENANCE_INTERPRETERS } from './maintenance.ts';
import { OBJECTS_INTERPRETERS } from './objects.ts';
import { PROCEDURAL_INTERPRETERS } from './procedural.ts';
import { QUERIES_INTERPRETERS } from './queries.ts';
import { RENAME_INTERPRETERS } from './rename.ts';
import { SESSION_INTERPRETERS } from './session.ts';

const INTERPRETERS: Interpreters = {
  ...ALTER_TABLE_INTERPRETERS,
  ...CREATE_TABLE_INTERPRETERS,
  ...DROP_INTERPRETERS,
  ...INDEXES_INTERPRETERS,
  ...MAINTENANCE_INTERPRETERS,
  ...OBJECTS_INTERPRETERS,
  ...PROCEDURAL_INTERPRETERS,
  ...QUERIES_INTERPRETERS,
  ...RENAME_INTERPRETERS,
  ...SESSION_INTERPRETERS,
};

/** Follows one statement of a batch. What has no interpreter is opaque: never silently harmless; neither is what our own code fails at. */
export function interpretNode(context: Interpretation, node: Node): void {
  context.follow = (nested) => interpretNode(context, nested);
  const [kind = ''] = Object.keys(node);
  const interpreter = INTERPRETERS[kind];
  if (interpreter === undefined) return context.opaque(`${kind} is not analysed`);
  const run = (): void => interpreter(context, (node as unknown as Readonly<Record<string, never>>)[kind] as never);
  try {
    if (context.world.eventTriggers.length === 0) run();
    else withEventTriggers(context, node, run);
  } catch (error) {
    if (error instanceof RefusedStatement) throw error;
    context.opaque(`${FAILED}${error instanceof Error ? error.message : String(error)}`);
  }
}

/** How the reason of an opaque effect begins where an interpreter threw: a bug of ours, which tests look for. */
export const FAILED = 'the analysis failed: ';
