import type { AlterPolicyStmt, CreatePolicyStmt, Node } from 'libpg-query';
import type { Relation, WorldObject } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { lockNamedRelations } from './parse-locks.ts';
import { recordQueryDependencies } from './query-dependencies.ts';

/** CREATE POLICY and ALTER POLICY: ACCESS EXCLUSIVE on the table, ACCESS SHARE on what the conditions read (policy.c). */
export const POLICY_INTERPRETERS: Interpreters = { CreatePolicyStmt: createPolicy, AlterPolicyStmt: alterPolicy };

function createPolicy(context: Interpretation, statement: CreatePolicyStmt): void {
  const { world } = context;
  const { policy_name: name = '', qual, with_check: check } = statement;
  const relation = lockTable(context, statement);
  if (relation === null) return;
  const conditions = [qual, check].filter((condition) => condition !== undefined);
  for (const condition of conditions) lockNamedRelations(context, condition, 'parsed');
  if (relation.policies.some((policy) => policy.name === name))
    context.refuse('42710', `policy "${name}" for table "${relation.name}" already exists`);
  const policy = world.addAttachment({ name, what: 'policy', relation, definition: { CreatePolicyStmt: statement } });
  world.depend(policy, relation, 'auto');
  recordConditions(context, policy, conditions, relation);
  context.created({ what: 'policy', name: `${name} on ${relation.name}` });
}

function alterPolicy(context: Interpretation, statement: AlterPolicyStmt): void {
  const { world } = context;
  const { policy_name: name = '', qual, with_check: check } = statement;
  const relation = lockTable(context, statement);
  if (relation === null) return;
  const conditions = [qual, check].filter((condition) => condition !== undefined);
  for (const condition of conditions) lockNamedRelations(context, condition, 'parsed');
  const policy = relation.policies.find((candidate) => candidate.name === name);
  if (policy === undefined) {
    if (!relation.isAssumed) context.refuse('42704', `policy "${name}" for table "${relation.name}" does not exist`);
    return;
  }
  // The expression that is not given stays, and with it what it needs.
  if (qual !== undefined && check !== undefined)
    for (const { on, type } of world.references(policy)) if (type === 'normal') world.undepend(policy, on);
  recordConditions(context, policy, conditions, relation);
}

function lockTable(context: Interpretation, { table: range = {} }: CreatePolicyStmt | AlterPolicyStmt): Relation | null {
  const relation = context.world.relation(range);
  if (relation === null) context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
  else context.lock(relation, 'ACCESS EXCLUSIVE');
  return relation;
}

function recordConditions({ world }: Interpretation, policy: WorldObject, conditions: readonly Node[], relation: Relation): void {
  for (const condition of conditions) recordQueryDependencies(world, policy, condition, [relation]);
}
