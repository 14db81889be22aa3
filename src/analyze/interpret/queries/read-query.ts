import type { DeleteStmt, InsertStmt, MergeStmt, Node, RangeVar, SelectStmt, UpdateStmt, WithClause } from 'libpg-query';
import type { LockReason } from '../../../model/effect.ts';
import type { LockMode } from '../../../model/lock-mode.ts';
import type { Relation } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import type { Interpretation } from '../interpretation.ts';
import { literalOf } from './constants.ts';
import { FEW, isNarrow } from './index-use.ts';
import { livePartitions } from './pruning.ts';
import type { QueryPart, Source } from './query-part.ts';
import { baseRelation, isReplacedBy, passedDown, relationsBehind, viewCondition } from './views.ts';
import { conjuncts, kindOf, walk, words } from './walk.ts';

/** Names of CTEs in sight; true: it gives a few rows only. */
type Scope = ReadonlyMap<string, boolean>;

/** What a FROM list is made of. */
interface From {
  /** The conditions of WHERE, by which partitions are pruned. */
  readonly where: readonly Node[];
  readonly sources: Source[];
  readonly derived: Map<string, boolean>;
  readonly conditions: Node[];
}

/** How the relations of one level are read. */
interface Reading {
  readonly mode: LockMode;
  readonly endsEarly: boolean;
}

const PLAIN: Reading = { mode: 'ACCESS SHARE', endsEarly: false };

/**
 * Reads a query as the parser and the planner do before anything runs: every relation is locked (parse_relation.c, plancat.c), views and partitions
 * are expanded, and the levels of the query come out one by one, the innermost first.
 */
export function readQuery(context: Interpretation, query: Node): readonly QueryPart[] {
  const reader = new QueryReader(context);
  reader.statement(query, new Map());
  return reader.parts;
}

class QueryReader {
  readonly parts: QueryPart[] = [];
  readonly #shortQueries = new Set<SelectStmt>();
  readonly #context: Interpretation;

  constructor(context: Interpretation) {
    this.#context = context;
  }

  #part(part: Omit<QueryPart, 'shortQueries'>): QueryPart {
    const made = { ...part, shortQueries: this.#shortQueries };
    this.parts.push(made);
    return made;
  }

  /** Returns whether the statement gives a few rows only. */
  statement(query: Node, scope: Scope, reading: Reading = PLAIN): boolean {
    if ('SelectStmt' in query) return this.#select(query.SelectStmt, scope, reading);
    if ('InsertStmt' in query) return this.#insert(query.InsertStmt, scope);
    if ('UpdateStmt' in query) return this.#update(query.UpdateStmt, scope);
    if ('DeleteStmt' in query) return this.#delete(query.DeleteStmt, scope);
    if ('MergeStmt' in query) return this.#merge(query.MergeStmt, scope);
    if ('ReturnStmt' in query) this.#subqueries(query.ReturnStmt, scope);
    else this.#context.opaque(`a query of kind ${kindOf(query)[0]} is not analysed`);
    return false;
  }

  #with(clause: WithClause | undefined, outer: Scope): Scope {
    if (clause === undefined) return outer;
    const scope = new Map(outer);
    for (const node of clause.ctes ?? []) {
      if (!('CommonTableExpr' in node) || node.CommonTableExpr.ctequery === undefined) continue;
      const name = node.CommonTableExpr.ctename ?? '';
      if (clause.recursive === true) scope.set(name, false);
      scope.set(name, this.statement(node.CommonTableExpr.ctequery, scope));
    }
    return scope;
  }

  #select(select: SelectStmt, outer: Scope, reading: Reading): boolean {
    const scope = this.#with(select.withClause, outer);
    if (select.larg !== undefined && select.rarg !== undefined) {
      const left = this.#select(select.larg, scope, PLAIN);
      const right = this.#select(select.rarg, scope, PLAIN);
      this.#subqueries([select.sortClause, select.limitCount], scope);
      return left && right;
    }
    const locking = lockedNames(select);
    const from = emptyFrom(select.whereClause);
    for (const item of select.fromClause ?? []) this.#from(item, from, scope, reading.mode, locking);
    const { fromClause: _from, withClause: _with, whereClause, ...others } = select;
    this.#subqueries([others, from.conditions, whereClause], scope);
    from.conditions.push(...conjuncts(whereClause));
    const endsEarly = (reading.endsEarly || select.limitCount !== undefined) && !isGathered(select);
    const part = this.#part({ ...from, statement: { kind: 'select', node: select }, target: null, named: null, endsEarly });
    const isFew = isShort(select) || isNarrow(part);
    if (isFew) this.#shortQueries.add(select);
    return isFew;
  }

  #insert(insert: InsertStmt, outer: Scope): boolean {
    const scope = this.#with(insert.withClause, outer);
    const target = this.#target(insert.relation, 'insert');
    const from = emptyFrom();
    if (insert.selectStmt !== undefined) from.derived.set('', this.statement(insert.selectStmt, scope));
    this.#subqueries([insert.onConflictClause, insert.returningClause], scope);
    const part = this.#part({ ...from, ...target, statement: { kind: 'insert', node: insert }, endsEarly: false });
    return isNarrow(part);
  }

  #update(update: UpdateStmt, outer: Scope): boolean {
    const scope = this.#with(update.withClause, outer);
    const target = this.#target(update.relation, 'update', update.whereClause);
    const from = emptyFrom();
    for (const item of update.fromClause ?? []) this.#from(item, from, scope, 'ACCESS SHARE', null);
    this.#subqueries([from.conditions, update.whereClause, update.targetList, update.returningClause], scope);
    from.conditions.push(...conjuncts(update.whereClause), ...target.conditions);
    const sources = target.target === null ? from.sources : [target.target, ...from.sources];
    const part = this.#part({
      ...from,
      ...target,
      sources,
      conditions: from.conditions,
      statement: { kind: 'update', node: update },
      endsEarly: false,
    });
    return isNarrow(part);
  }

  #delete(remove: DeleteStmt, outer: Scope): boolean {
    const scope = this.#with(remove.withClause, outer);
    const target = this.#target(remove.relation, 'delete', remove.whereClause);
    const from = emptyFrom();
    for (const item of remove.usingClause ?? []) this.#from(item, from, scope, 'ACCESS SHARE', null);
    this.#subqueries([from.conditions, remove.whereClause, remove.returningClause], scope);
    from.conditions.push(...conjuncts(remove.whereClause), ...target.conditions);
    const sources = target.target === null ? from.sources : [target.target, ...from.sources];
    const part = this.#part({
      ...from,
      ...target,
      sources,
      conditions: from.conditions,
      statement: { kind: 'delete', node: remove },
      endsEarly: false,
    });
    return isNarrow(part);
  }

  #merge(merge: MergeStmt, outer: Scope): boolean {
    const scope = this.#with(merge.withClause, outer);
    const target = this.#target(merge.relation, 'update', merge.joinCondition);
    const from = emptyFrom();
    if (merge.sourceRelation !== undefined) this.#from(merge.sourceRelation, from, scope, 'ACCESS SHARE', null);
    this.#subqueries([from.conditions, merge.joinCondition, merge.mergeWhenClauses, merge.returningClause], scope);
    from.conditions.push(...conjuncts(merge.joinCondition), ...target.conditions);
    const sources = target.target === null ? from.sources : [target.target, ...from.sources];
    const part = this.#part({
      ...from,
      ...target,
      sources,
      conditions: from.conditions,
      statement: { kind: 'merge', node: merge },
      endsEarly: false,
    });
    return isNarrow(part);
  }

  /** Locks the target and, for a view that is updatable by itself, the table behind it (rewriteTargetView, rewriteHandler.c). */
  #target(
    range: RangeVar | undefined,
    event: 'insert' | 'update' | 'delete',
    condition?: Node,
  ): { readonly target: Source | null; readonly named: Relation | null; readonly conditions: readonly Node[] } {
    const relation = range === undefined ? null : resolve(this.#context, range);
    if (relation === null) return { target: null, named: null, conditions: [] };
    const alias = range?.alias?.aliasname ?? relation.name;
    this.#context.lock(relation, 'ROW EXCLUSIVE');
    const isOnly = range?.inh !== true;
    if (relation.relkind !== 'view') {
      const source = { relation, alias, isOnly };
      if (event !== 'insert') this.#lockTree(source, 'ROW EXCLUSIVE', conjuncts(condition), 'partition');
      return { target: source, named: relation, conditions: [] };
    }
    if (isReplacedBy(relation, event)) {
      if (event !== 'insert') this.#expandView(relation, 'ACCESS SHARE', passedDown(relation, alias, conjuncts(condition)));
      return { target: null, named: relation, conditions: [] };
    }
    const base = baseRelation(this.#context.world, relation);
    if (base === null) {
      this.#context.opaque(`what is written through the view ${relation.name} is not known`);
      this.#expandView(relation, 'ACCESS SHARE', []);
      return { target: null, named: relation, conditions: [] };
    }
    for (const via of base.views) this.#context.lock(via, 'ROW EXCLUSIVE', 'view');
    this.#context.lock(base.relation, 'ROW EXCLUSIVE', 'view');
    for (const other of relationsBehind(this.#context.world, relation))
      if (other !== base.relation && !base.views.includes(other)) this.#context.lock(other, 'ACCESS SHARE', 'view');
    const source = { relation: base.relation, alias, isOnly: false };
    if (event !== 'insert') this.#lockTree(source, 'ROW EXCLUSIVE', [], 'view');
    return { target: source, named: relation, conditions: viewCondition(relation) };
  }

  #from(item: Node, into: From, scope: Scope, mode: LockMode, locking: ReadonlySet<string> | null): void {
    if ('RangeVar' in item) this.#fromRelation(item.RangeVar, into, scope, mode, locking);
    else if ('JoinExpr' in item) {
      const join = item.JoinExpr;
      if (join.larg !== undefined) this.#from(join.larg, into, scope, mode, locking);
      if (join.rarg !== undefined) this.#from(join.rarg, into, scope, mode, locking);
      into.conditions.push(...conjuncts(join.quals));
      for (const column of words(join.usingClause)) into.conditions.push(...equalColumns(column, into.sources));
    } else if ('RangeSubselect' in item && item.RangeSubselect.subquery !== undefined) {
      const alias = item.RangeSubselect.alias?.aliasname ?? '';
      into.derived.set(
        alias,
        this.statement(item.RangeSubselect.subquery, scope, { mode: modeFor(alias, mode, locking), endsEarly: false }),
      );
    } else if ('RangeFunction' in item) {
      into.derived.set(item.RangeFunction.alias?.aliasname ?? functionName(item.RangeFunction.functions), false);
      this.#subqueries(item.RangeFunction.functions, scope);
    } else if ('RangeTableSample' in item && item.RangeTableSample.relation !== undefined)
      this.#from(item.RangeTableSample.relation, into, scope, mode, locking);
    else this.#subqueries(item, scope);
  }

  #fromRelation(range: RangeVar, into: From, scope: Scope, mode: LockMode, locking: ReadonlySet<string> | null): void {
    const name = range.relname ?? '';
    const alias = range.alias?.aliasname ?? name;
    const cte = range.schemaname === undefined ? scope.get(name) : undefined;
    if (cte !== undefined) {
      into.derived.set(alias, cte);
      return;
    }
    const relation = resolve(this.#context, range);
    if (relation === null) return;
    const own = modeFor(alias, mode, locking);
    this.#context.lock(relation, own);
    if (relation.relkind === 'view') {
      into.derived.set(alias, false);
      this.#expandView(relation, own, passedDown(relation, alias, into.where));
      return;
    }
    const source = { relation, alias, isOnly: range.inh !== true };
    this.#lockTree(source, own, into.where, 'partition');
    into.sources.push(source);
  }

  /** Inheritance children and the partitions that pruning leaves take the mode of their parent (expand_inherited_rtentry, inherit.c). */
  #lockTree(source: Source, mode: LockMode, conditions: readonly Node[], reason: LockReason): void {
    if (source.isOnly) return;
    const members = source.relation.relkind === 'partitioned-table' ? livePartitions(source, conditions) : withDescendants(source.relation);
    for (const member of members)
      this.#context.lock(member, mode, source.relation.relkind === 'partitioned-table' ? reason : 'inheritance');
  }

  #expandView(view: Relation, mode: LockMode, conditions: readonly Node[]): void {
    for (const relation of relationsBehind(this.#context.world, view)) {
      this.#context.lock(relation, mode, 'view');
      if (relation.relkind === 'view') continue;
      const source = { relation, alias: relation.name, isOnly: false };
      this.#lockTree(source, mode, [], 'view');
      this.#part({
        statement: { kind: 'select', node: {} },
        sources: [source],
        derived: new Map(),
        conditions: [...viewCondition(view), ...conditions],
        target: null,
        named: null,
        endsEarly: false,
      });
    }
  }

  /** Subqueries in expressions. */
  #subqueries(tree: unknown, scope: Scope): void {
    walk(tree, (kind, fields) => {
      if (kind === 'SubLink') {
        const subselect = fields['subselect'] as Node | undefined;
        if (subselect !== undefined)
          this.statement(subselect, scope, { mode: 'ACCESS SHARE', endsEarly: fields['subLinkType'] === 'EXISTS_SUBLINK' });
        this.#subqueries(fields['testexpr'], scope);
        return false;
      }
      if (kind === 'SelectStmt') {
        this.statement({ SelectStmt: fields }, scope);
        return false;
      }
      return true;
    });
  }
}

/** The relation that a query names; the system's own have no place in the world and nobody waits for them. */
export function resolve(context: Interpretation, range: RangeVar): Relation | null {
  const { world } = context;
  const name = range.relname ?? '';
  const isSystem = range.schemaname === undefined ? name.startsWith('pg_') : /^(?:pg_|information_schema$)/.test(range.schemaname);
  const relation = isSystem ? world.findRelation(name, range.schemaname ?? null) : world.relation(range);
  if (relation === null && !isSystem && !world.isOpen) {
    const missing = range.schemaname === undefined ? name : `${range.schemaname}.${name}`;
    context.refuseIfKnown('42P01', `relation "${missing}" does not exist`);
  }
  return relation;
}

function emptyFrom(where?: Node): From {
  return { where: conjuncts(where), sources: [], derived: new Map(), conditions: [] };
}

/** FOR UPDATE and its kin: the aliases they lock, an empty set for all of the level; null without the clause (manual, SELECT). */
function lockedNames(select: SelectStmt): ReadonlySet<string> | null {
  const clauses = (select.lockingClause ?? []).flatMap((node) => ('LockingClause' in node ? [node.LockingClause] : []));
  if (clauses.length === 0) return null;
  if (clauses.some(({ lockedRels = [] }) => lockedRels.length === 0)) return new Set();
  return new Set(
    clauses.flatMap(({ lockedRels = [] }) => lockedRels.map((node) => ('RangeVar' in node ? (node.RangeVar.relname ?? '') : ''))),
  );
}

function modeFor(alias: string, mode: LockMode, locking: ReadonlySet<string> | null): LockMode {
  return locking !== null && (locking.size === 0 || locking.has(alias)) ? 'ROW SHARE' : mode;
}

function functionName(functions: readonly Node[] | undefined): string {
  let name = '';
  walk(functions, (kind, fields) => {
    if (kind !== 'FuncCall') return true;
    name ||= words(fields['funcname'] as readonly Node[]).at(-1) ?? '';
    return false;
  });
  return name;
}

function equalColumns(column: string, sources: readonly Source[]): readonly Node[] {
  const [left, right] = sources.slice(-2);
  if (left === undefined || right === undefined) return [];
  const side = (alias: string): Node => ({ ColumnRef: { fields: [{ String: { sval: alias } }, { String: { sval: column } }] } });
  return [{ A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: '=' } }], lexpr: side(left.alias), rexpr: side(right.alias) } }];
}

/** Does the level need all of its rows whatever LIMIT says: grouping, aggregates without an index, sorting? */
function isGathered(select: SelectStmt): boolean {
  return [select.groupClause, select.distinctClause, select.sortClause, select.windowClause].some((clause) => (clause ?? []).length > 0);
}

function isShort({ limitCount, valuesLists = [] }: SelectStmt): boolean {
  const limit = literalOf(limitCount);
  return (typeof limit === 'number' && limit <= FEW) || (valuesLists.length > 0 && valuesLists.length <= FEW);
}
