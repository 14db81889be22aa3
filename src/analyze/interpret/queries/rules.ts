import type { Node, RangeVar } from 'libpg-query';
import type { Interpretation } from '../interpretation.ts';
import { resolve } from './read-query.ts';

const EVENTS = { InsertStmt: 'CMD_INSERT', UpdateStmt: 'CMD_UPDATE', DeleteStmt: 'CMD_DELETE' } as const;

/** What rules make of a statement: their actions, and whether the statement itself still runs. */
export interface Rewritten {
  readonly actions: readonly Node[];
  readonly isReplaced: boolean;
}

/** The rules of the target that a statement sets off (fireRules, rewriteHandler.c). OLD and NEW in their actions stand for rows of the target. */
export function rulesFor(context: Interpretation, query: Node): Rewritten {
  const [kind, fields] = Object.entries(query)[0] ?? ['', {}];
  const event = EVENTS[kind as keyof typeof EVENTS];
  const range = (fields as { relation?: RangeVar }).relation;
  const relation = event === undefined || range === undefined ? null : resolve(context, range);
  const actions: Node[] = [];
  let isReplaced = false;
  for (const { name, definition } of relation?.rules ?? []) {
    if (definition === null || !('RuleStmt' in definition)) {
      context.opaque(`what the rule ${name} does is not known`);
      continue;
    }
    const rule = definition.RuleStmt;
    if (rule.event !== event) continue;
    actions.push(...(rule.actions ?? []));
    // With a condition the statement still runs for the rows that do not fulfil it.
    isReplaced ||= rule.instead === true && rule.whereClause === undefined;
  }
  return { actions, isReplaced };
}
