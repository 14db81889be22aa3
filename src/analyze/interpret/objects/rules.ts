import type { RuleStmt } from 'libpg-query';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { lockNamedRelations } from './parse-locks.ts';
import { recordQueryDependencies } from './query-dependencies.ts';

/** CREATE RULE. */
export const RULE_INTERPRETERS: Interpreters = { RuleStmt: createRule };

/** transformRuleStmt (parse_utilcmd.c) locks the table first, then what the actions name; DefineQueryRewrite (rewriteDefine.c). */
function createRule(context: Interpretation, statement: RuleStmt): void {
  const { world } = context;
  const { relation: range = {}, rulename = '', actions = [], whereClause } = statement;
  const relation = world.relation(range);
  if (relation === null) return context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
  context.lock(relation, 'ACCESS EXCLUSIVE');
  for (const action of actions) lockNamedRelations(context, action, 'parsed');
  const existing = relation.rules.find(({ name }) => name === rulename);
  if (existing !== undefined) {
    if (statement.replace !== true) context.refuse('42710', `rule "${rulename}" for relation "${relation.name}" already exists`);
    world.forget(existing);
  }
  const rule = world.addAttachment({ name: rulename, what: 'rule', relation, definition: { RuleStmt: statement } });
  world.depend(rule, relation, 'auto');
  for (const part of whereClause === undefined ? actions : [...actions, whereClause])
    recordQueryDependencies(world, rule, part, [relation]);
  context.created({ what: 'rule', name: `${rulename} on ${relation.name}` });
}
