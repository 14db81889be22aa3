import type { WorkEffect } from '../model/effect.ts';
import { impactOn } from './planned-effects.ts';
import type { StatementSubject } from './rule.ts';
import { addedConstraints, newColumns, subcommandsOf } from './statement-parts.ts';

/** The rules that speak of work which others wait for. */
export type WorkRule =
  | 'add-check-scans'
  | 'add-column-rewrites-table'
  | 'add-column-scans-table'
  | 'add-exclusion-builds-index'
  | 'add-foreign-key-scans'
  | 'add-primary-key-builds-index'
  | 'add-required-column'
  | 'add-unique-builds-index'
  | 'alter-table-copies-table'
  | 'attach-partition-scans'
  | 'blocking-work'
  | 'change-column-type-rebuilds-index'
  | 'change-column-type-rewrites-table'
  | 'cluster-rewrites-table'
  | 'constraint-enforced-scans'
  | 'constraint-validated-in-same-transaction'
  | 'create-index-blocks-writes'
  | 'create-partition-scans-default'
  | 'detach-partition-blocks'
  | 'domain-constraint-scans'
  | 'refresh-materialized-view-blocks'
  | 'reindex-blocks'
  | 'set-expression-rewrites-table'
  | 'set-not-null-scans'
  | 'vacuum-full-rewrites-table'
  | 'work-after-lock';

const RULE_OF_STATEMENT: Readonly<Record<string, WorkRule>> = {
  IndexStmt: 'create-index-blocks-writes',
  ReindexStmt: 'reindex-blocks',
  ClusterStmt: 'cluster-rewrites-table',
  VacuumStmt: 'vacuum-full-rewrites-table',
  RefreshMatViewStmt: 'refresh-materialized-view-blocks',
  AlterDomainStmt: 'domain-constraint-scans',
  AlterTableMoveAllStmt: 'alter-table-copies-table',
};
const COPYING = ['AT_SetLogged', 'AT_SetUnLogged', 'AT_SetAccessMethod', 'AT_SetTableSpace'];

/**
 * The work of a statement that a rule speaks of. Each piece of work that others wait for belongs to exactly one rule, the most specific one: one thing is
 * never said twice.
 */
export function workFor(subject: StatementSubject, rule: WorkRule): readonly WorkEffect[] {
  return worksByRule(subject).get(rule) ?? NO_WORK;
}

const NO_WORK: readonly WorkEffect[] = [];
const KNOWN_WORKS = new WeakMap<StatementSubject, ReadonlyMap<WorkRule, readonly WorkEffect[]>>();

/** Each of the rules asks, so that the work is shared out once. */
function worksByRule(subject: StatementSubject): ReadonlyMap<WorkRule, readonly WorkEffect[]> {
  const known = KNOWN_WORKS.get(subject);
  if (known !== undefined) return known;
  const works = Map.groupBy(
    subject.effects.filter((effect) => effect.kind === 'work').filter(({ under }) => under.length > 0),
    (work) => ruleOfWork(subject, work),
  );
  KNOWN_WORKS.set(subject, works);
  return works;
}

function ruleOfWork(subject: StatementSubject, work: WorkEffect): WorkRule {
  const isValidating = subcommandsOf(subject).some(({ type }) => type === 'AT_ValidateConstraint');
  if (!isUnderOwnLock(subject, work)) return isValidating ? 'constraint-validated-in-same-transaction' : 'work-after-lock';
  if (subject.kind === 'AlterTableStmt') return ruleOfAlterTable(subject, work);
  if ('CreateStmt' in subject.node && subject.node.CreateStmt.partbound !== undefined) return 'create-partition-scans-default';
  return RULE_OF_STATEMENT[subject.kind] ?? 'blocking-work';
}

/** Does the statement's own lock keep others waiting, or only that of an earlier statement of the transaction? */
function isUnderOwnLock({ effects }: StatementSubject, { under }: WorkEffect): boolean {
  return under.some(({ relation }) =>
    effects.some((effect) => effect.kind === 'lock' && effect.relation.id === relation.id && impactOn(relation, effect.mode) !== 'none'),
  );
}

function ruleOfAlterTable(subject: StatementSubject, work: WorkEffect): WorkRule {
  const types = new Set(subcommandsOf(subject).map(({ type }) => type));
  if (types.has('AT_AttachPartition')) return 'attach-partition-scans';
  if (types.has('AT_DetachPartition') || types.has('AT_DetachPartitionFinalize')) return 'detach-partition-blocks';
  switch (work.work) {
    case 'copy':
      return 'alter-table-copies-table';
    case 'rewrite':
      return ruleOfRewrite(subject, types, work);
    case 'index-build':
      return ruleOfIndexBuild(subject, types, work);
    case 'scan':
      return ruleOfScan(subject, types, work);
  }
}

function ruleOfRewrite(subject: StatementSubject, types: ReadonlySet<string>, { reason }: WorkEffect): WorkRule {
  if (newColumns(subject.node).some(({ definition }) => mentions(reason, definition.colname))) return 'add-column-rewrites-table';
  if (types.has('AT_AlterColumnType')) return 'change-column-type-rewrites-table';
  if (types.has('AT_SetExpression')) return 'set-expression-rewrites-table';
  if (COPYING.some((type) => types.has(type))) return 'alter-table-copies-table';
  return types.has('AT_AddColumn') ? 'add-column-rewrites-table' : 'blocking-work';
}

/** An index is built with a rewrite of its table, for a new constraint, or anew because of another type. */
function ruleOfIndexBuild(subject: StatementSubject, types: ReadonlySet<string>, { relation, index }: WorkEffect): WorkRule {
  const rewrite = subject.effects.find(
    (effect) => effect.kind === 'work' && effect.work === 'rewrite' && effect.relation.id === relation.id,
  );
  if (rewrite?.kind === 'work') return ruleOfRewrite(subject, types, rewrite);
  const definition = index === null ? null : (subject.world.relationById(index.id)?.index ?? null);
  const isNewKey = addedConstraints(subject).some(({ constraint }) => isKey(constraint.contype) && constraint.indexname === undefined);
  if (isNewKey && definition !== null && (index?.isPreExisting === false || !types.has('AT_AlterColumnType'))) {
    if (definition.isPrimary) return 'add-primary-key-builds-index';
    return definition.isExclusion ? 'add-exclusion-builds-index' : 'add-unique-builds-index';
  }
  return types.has('AT_AlterColumnType') || types.has('AT_SetExpression') ? 'change-column-type-rebuilds-index' : 'blocking-work';
}

function ruleOfScan(subject: StatementSubject, types: ReadonlySet<string>, work: WorkEffect): WorkRule {
  const { reason } = work;
  const added = addedConstraints(subject);
  const has = (type: string, isAtColumn: boolean): boolean =>
    added.some(
      ({ constraint, column }) => constraint.contype === type && constraint.skip_validation !== true && (column !== null) === isAtColumn,
    );
  if (reason.includes('must hold no NULL')) return ruleOfNotNull(subject, types, reason);
  if (reason.includes('foreign key')) {
    if (has('CONSTR_FOREIGN', false)) return 'add-foreign-key-scans';
    if (has('CONSTR_FOREIGN', true)) return 'add-column-scans-table';
    if (types.has('AT_ValidateConstraint')) return 'constraint-validated-in-same-transaction';
    if (types.has('AT_AlterConstraint')) return 'constraint-enforced-scans';
  }
  if (types.has('AT_AlterColumnType'))
    return isRewriting(subject) ? 'change-column-type-rewrites-table' : 'change-column-type-rebuilds-index';
  if (has('CONSTR_CHECK', false)) return 'add-check-scans';
  if (has('CONSTR_CHECK', true)) return 'add-column-scans-table';
  if (types.has('AT_ValidateConstraint')) return 'constraint-validated-in-same-transaction';
  if (types.has('AT_AlterConstraint')) return 'constraint-enforced-scans';
  return types.has('AT_SetNotNull') ? 'set-not-null-scans' : 'blocking-work';
}

function ruleOfNotNull(subject: StatementSubject, types: ReadonlySet<string>, reason: string): WorkRule {
  const column = newColumns(subject.node).find(({ definition }) => mentions(reason, definition.colname));
  if (column !== undefined) {
    const isGenerated = (column.definition.constraints ?? []).some(
      (node) => 'Constraint' in node && node.Constraint.contype === 'CONSTR_GENERATED',
    );
    return isGenerated ? 'add-column-scans-table' : 'add-required-column';
  }
  if (types.has('AT_SetNotNull')) return 'set-not-null-scans';
  const isKeyed = addedConstraints(subject).some(({ constraint }) => constraint.contype === 'CONSTR_PRIMARY');
  if (isKeyed) return 'add-primary-key-builds-index';
  return types.has('AT_SetExpression') ? 'set-expression-rewrites-table' : 'set-not-null-scans';
}

function isRewriting({ effects }: StatementSubject): boolean {
  return effects.some((effect) => effect.kind === 'work' && effect.work === 'rewrite');
}

function isKey(type: string | undefined): boolean {
  return type === 'CONSTR_PRIMARY' || type === 'CONSTR_UNIQUE' || type === 'CONSTR_EXCLUSION';
}

function mentions(reason: string, column: string | undefined): boolean {
  return (
    column !== undefined && new RegExp(String.raw`(?:^|[^\w])${column.replaceAll(/[^\w]/gu, String.raw`\$&`)}(?:[^\w]|$)`, 'u').test(reason)
  );
}
