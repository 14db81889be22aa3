import type { ColumnRef, Node } from 'libpg-query';
import type { Relation } from '../world/objects.ts';
import { unlessTooDeep } from './too-deep.ts';

/** Names of the columns that an expression uses (a whole-row reference counts as all of the relation's). */
export function columnsUsedBy(expression: Node, relation: Relation): readonly string[] {
  const used = new Set<string>();
  const all = relation.columns.map(({ name }) => name);
  const references = unlessTooDeep(() => referencesIn(expression), null);
  if (references === null) return all;
  for (const reference of references) for (const name of columnsMeant(reference, relation)) used.add(name);
  return [...used];
}

function columnsMeant({ fields = [] }: ColumnRef, relation: Relation): readonly string[] {
  const names = fields.map((field) => ('String' in field ? (field.String.sval ?? '') : '*'));
  const [name = '', table] = [...names].reverse();
  const isOwn = (of: string): boolean => relation.columns.some((column) => column.name === of);
  const all = (): readonly string[] => relation.columns.map((column) => column.name);
  if (table === undefined) {
    if (name === '*') return all();
    // A column hides the relation's own name; an open world may not have seen the column yet.
    return isOwn(name) || name !== relation.name ? [name] : all();
  }
  if (table === relation.name) return name === '*' ? all() : [name];
  // `(c).field` of a composite column can be written `c.field` nowhere, so another name in front is another relation's.
  return [];
}

function referencesIn(value: unknown): readonly ColumnRef[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('ColumnRef' in value) return [(value as Extract<Node, { ColumnRef: unknown }>).ColumnRef];
  return Object.values(value).flatMap(referencesIn);
}
