import type { Node } from 'libpg-query';
import type { PartitionBound, PartitionKey, Relation } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import { columnConditions } from './column-conditions.ts';
import type { ColumnCondition } from './column-conditions.ts';
import { literalOf } from './constants.ts';
import type { Source } from './query-part.ts';
import { words } from './walk.ts';

type Comparable = string | number;

/**
 * A tree without the partitions that constants on the first key column exclude; only what literals plainly prove (prune_append_rel_partitions,
 * partprune.c, proves more).
 */
export function livePartitions(source: Source, conditions: readonly Node[]): readonly Relation[] {
  const pruned = new Set<Relation>();
  for (const member of withDescendants(source.relation)) {
    const key = member.partitionKey;
    const column = key?.keys[0]?.column?.name;
    if (key === null || key === undefined || column === undefined) continue;
    const known = conditions
      .flatMap((condition) => columnConditions(condition, { ...source, relation: member }))
      .filter((one) => one.column === column);
    for (const child of excluded(key, member.children, known)) for (const part of withDescendants(child)) pruned.add(part);
  }
  return withDescendants(source.relation).filter((member) => !pruned.has(member));
}

/** The partitions of a table into which no row with these values of the first key column can go. */
export function excluded(key: PartitionKey, children: readonly Relation[], known: readonly ColumnCondition[]): readonly Relation[] {
  if (key.strategy === 'hash' || known.length === 0) return [];
  const away = children.filter(
    ({ partitionBound }) => partitionBound !== null && known.some((condition) => excludes(key, partitionBound, condition)),
  );
  // The default partition is needed unless one value falls for certain into another one.
  const isSingle = key.keys.length === 1 && known.some(({ operator }) => operator === '=');
  const fitting = children.filter((child) => child.partitionBound?.is_default !== true && !away.includes(child));
  return isSingle && fitting.length === 1 && allAreLiteral(fitting, known) ? children.filter((child) => !fitting.includes(child)) : away;
}

function excludes(key: PartitionKey, bound: PartitionBound, { operator, values }: ColumnCondition): boolean {
  if (bound.is_default === true || operator === 'match') return false;
  const literals = values.map(comparable);
  if (literals.some((literal) => literal === null)) return false;
  if (key.strategy === 'list') {
    if (operator !== '=' && operator !== 'in') return false;
    const members = (bound.listdatums ?? []).map(literalOf);
    return literals.every((literal) => !members.some((member) => member === undefined || String(member) === String(literal)));
  }
  const [low, high] = [comparable(bound.lowerdatums?.[0]), comparable(bound.upperdatums?.[0])];
  const isPast = (value: Comparable): boolean =>
    high !== null && (key.keys.length === 1 ? isLess(high, value, true) : isLess(high, value, false));
  const isBefore = (value: Comparable): boolean => low !== null && isLess(value, low, false);
  return literals.every((literal) => {
    if (literal === null) return false;
    if (operator === '<' || operator === '<=') return low !== null && isLess(literal, low, operator === '<');
    if (operator === '>' || operator === '>=') return isPast(literal);
    return isPast(literal) || isBefore(literal);
  });
}

function allAreLiteral(children: readonly Relation[], known: readonly ColumnCondition[]): boolean {
  return (
    known.every(({ values }) => values.every((value) => comparable(value) !== null)) &&
    children.every(({ partitionBound }) => {
      const datums = [
        ...(partitionBound?.lowerdatums ?? []),
        ...(partitionBound?.upperdatums ?? []),
        ...(partitionBound?.listdatums ?? []),
      ];
      return datums.length > 0 && datums.every((datum) => comparable(datum) !== null || isLimit(datum));
    })
  );
}

/** Numbers, and text whose order needs no collation: dates and times as ISO 8601 writes them. */
function comparable(node: Node | undefined): Comparable | null {
  const value = literalOf(node);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  return value;
}

const ISO = /^\d{4}-\d\d-\d\d/;

function isLess(left: Comparable, right: Comparable, orEqual: boolean): boolean {
  if (typeof left === 'string' && typeof right === 'string' && ISO.test(left) && ISO.test(right))
    return left < right || (orEqual && left === right);
  const [a, b] = [Number(left), Number(right)];
  return !Number.isNaN(a) && !Number.isNaN(b) && (a < b || (orEqual && a === b));
}

function isLimit(datum: Node): boolean {
  return 'ColumnRef' in datum && /^(?:min|max)value$/i.test(words(datum.ColumnRef.fields).join('.'));
}
