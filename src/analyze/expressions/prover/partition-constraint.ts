import type { Node } from 'libpg-query';
import type { PartitionBound, PartitionKey, Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { coerceTo, relabel } from '../coerce.ts';
import { defaultOperatorClass } from '../operator-class.ts';
import { isPolymorphic, typeOfFact } from '../type-facts.ts';
import { planned } from '../inline-function.ts';
import { scopeOf } from '../scope.ts';
import { transform } from '../transform.ts';
import type { Typed } from '../typed.ts';
import { NO_SCOPE } from '../typed.ts';
import { joined, negated } from './clause.ts';
import type { Clause, Comparison } from './clause.ts';
import { compareConstants, constantOf } from './constant.ts';
import type { ConstantValue } from './constant.ts';
import { comparison, nullTest } from './from-expression.ts';

type Datum = ConstantValue | 'minvalue' | 'maxvalue';

/** The rule that every row of a partition obeys (get_qual_from_partbound, partbounds.c); null where we cannot work it out. */
export function boundClause(world: World, parent: Relation, bound: PartitionBound, partition: Relation | null): Clause | null {
  const key = parent.partitionKey;
  if (key === null) return null;
  const subjects = key.keys.map((member) => subjectOf(world, parent, member));
  if (!subjects.every((subject) => subject !== null)) return null;
  if (key.strategy === 'list') return listClause(world, parent, subjects, bound, partition);
  // satisfies_hash_partition() is proven by nothing.
  return key.strategy === 'range' ? rangeClause(world, parent, subjects, bound, partition) : null;
}

/** The rules of a partition's parents as well (RelationGetPartitionQual). */
export function constraintOfPartition(world: World, parent: Relation, bound: PartitionBound, partition: Relation): Clause | null {
  const clauses: Clause[] = [];
  let below: Relation = partition;
  let table: Relation | undefined = parent;
  let own: PartitionBound | null = bound;
  while (table !== undefined && own !== null) {
    const clause = boundClause(world, table, own, below);
    if (clause === null) return null;
    clauses.push(clause);
    own = table.partitionBound;
    below = table;
    table = table.parents[0];
  }
  return joined('and', clauses);
}

function subjectOf(world: World, parent: Relation, { column, expression }: PartitionKey['keys'][number]): Typed | null {
  if (column !== null) return { kind: 'column', column, name: column.name, use: column.use, arguments: [], volatility: 'immutable' };
  return expression === null ? null : planned(world, transform(world, expression, scopeOf(parent)));
}

/** get_qual_for_list. */
function listClause(
  world: World,
  parent: Relation,
  [subject]: readonly Typed[],
  bound: PartitionBound,
  partition: Relation | null,
): Clause | null {
  if (subject === undefined) return null;
  const others = bound.is_default === true ? siblings(parent, partition) : [bound];
  const values = others.flatMap((other) => (other.listdatums ?? []).map((datum) => constantDatum(world, subject, datum)));
  if (!values.every((value) => value !== null)) return null;
  if (bound.is_default === true && values.length === 0) return { kind: 'constant', value: true };
  const present = values.filter((value) => value.text !== null);
  const isOneOf = present.map((value) => comparison(world, operandOf(world, subject), '=', value));
  const clause =
    present.length < values.length
      ? joined('or', [nullTest(subject, true), ...isOneOf])
      : joined('and', [nullTest(subject, false), joined('or', isOneOf)]);
  return bound.is_default === true ? negated(clause) : clause;
}

/** get_qual_for_range. */
function rangeClause(
  world: World,
  parent: Relation,
  subjects: readonly Typed[],
  bound: PartitionBound,
  partition: Relation | null,
): Clause | null {
  const present = joined(
    'and',
    subjects.map((subject) => nullTest(subject, false)),
  );
  if (bound.is_default !== true) {
    const within = rangeWithin(world, subjects, bound);
    return within === null ? null : joined('and', [present, ...within]);
  }
  const others = siblings(parent, partition).map((other) => rangeWithin(world, subjects, other));
  if (others.length === 0) return { kind: 'constant', value: true };
  if (!others.every((within) => within !== null)) return null;
  const arms = others.map((within) => (within.length === 0 ? present : joined('and', within)));
  return negated(joined('and', [present, joined('or', arms)]));
}

/** The key as its operator class takes it: varchar as text, a domain as its base type (make_partition_op_expr). */
function operandOf(world: World, subject: Typed): Typed {
  const name = defaultOperatorClass(world, 'btree', subject.use.type)?.input;
  const input = name === undefined ? null : typeOfFact(world, name);
  return input === null || input === subject.use.type || isPolymorphic(input) ? subject : relabel(subject, { type: input, modifier: -1 });
}

/** The comparisons of one range: equal leading columns, then lower and upper limits. */
function rangeWithin(world: World, subjects: readonly Typed[], bound: PartitionBound): readonly Clause[] | null {
  const lower = rangeDatums(world, subjects, bound.lowerdatums);
  const upper = rangeDatums(world, subjects, bound.upperdatums);
  if (lower === null || upper === null) return null;
  const clauses: Clause[] = [];
  let from = 0;
  for (const subject of subjects) {
    const low = lower[from];
    const high = upper[from];
    if (low === undefined || high === undefined || isInfinite(low) || isInfinite(high)) break;
    const { isEqual } = compareConstants(low, high);
    if (isEqual !== true) break;
    clauses.push(comparison(world, operandOf(world, subject), '=', low));
    from++;
  }
  const limits = [limitClause(world, subjects, lower, from, 'lower'), limitClause(world, subjects, upper, from, 'upper')];
  return [...clauses, ...limits.filter((limit) => limit !== null)];
}

/** `(a > 1) OR (a = 1 AND b >= 5)`: one arm for each column that is still needed. */
function limitClause(
  world: World,
  subjects: readonly Typed[],
  datums: readonly Datum[],
  from: number,
  side: 'lower' | 'upper',
): Clause | null {
  const arms: Clause[] = [];
  const isLower = side === 'lower';
  for (let last = from; last < subjects.length; last++) {
    const datum = datums[last];
    const next = datums[last + 1];
    const subject = subjects[last];
    if (datum === undefined || subject === undefined || isInfinite(datum)) break;
    const equals = datums.slice(from, last).flatMap((value, at) => {
      const of = subjects[from + at];
      return isInfinite(value) || of === undefined ? [] : [comparison(world, operandOf(world, of), '=', value)];
    });
    arms.push(
      joined('and', [
        ...equals,
        comparison(world, operandOf(world, subject), limitOperator(isLower, last === subjects.length - 1, next), datum),
      ]),
    );
    if (next === undefined || isInfinite(next)) break;
  }
  return arms.length === 0 ? null : joined('or', arms);
}

function limitOperator(isLower: boolean, isLast: boolean, next: Datum | undefined): Comparison {
  if (isLower) return isLast || next === 'minvalue' ? '>=' : '>';
  return next === 'maxvalue' ? '<=' : '<';
}

function isInfinite(datum: Datum): datum is 'minvalue' | 'maxvalue' {
  return typeof datum === 'string';
}

function rangeDatums(world: World, subjects: readonly Typed[], datums: readonly Node[] | undefined): readonly Datum[] | null {
  const read = subjects.map((subject, at) => {
    const datum = datums?.[at];
    return datum === undefined ? null : rangeDatum(world, subject, datum);
  });
  return read.every((datum) => datum !== null) ? read : null;
}

function rangeDatum(world: World, subject: Typed, datum: Node): Datum | null {
  const name = 'ColumnRef' in datum ? datum.ColumnRef.fields?.[0] : undefined;
  if (name === undefined) return constantDatum(world, subject, datum);
  const word = 'String' in name ? name.String.sval : undefined;
  return word === 'minvalue' || word === 'maxvalue' ? word : null;
}

/** A bound's value as the key's type (transformPartitionBoundValue). */
function constantDatum(world: World, subject: Typed, datum: Node): ConstantValue | null {
  const coerced = coerceTo(world, transform(world, datum, NO_SCOPE), subject.use, 'assignment');
  return coerced === null ? null : constantOf(world, coerced);
}

function siblings(parent: Relation, partition: Relation | null): readonly PartitionBound[] {
  return parent.children.flatMap((child) =>
    child === partition || child.partitionBound === null || child.partitionBound.is_default === true ? [] : [child.partitionBound],
  );
}
