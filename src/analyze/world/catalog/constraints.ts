import type { CatalogConstraint } from '../../../model/catalog.ts';
import type { Constraint, ConstraintType, ReferentialAction, TypeObject } from '../objects.ts';
import type { CatalogObjects } from './catalog-objects.ts';
import { lazily } from './lazily.ts';
import { parseExpression } from './parse-text.ts';

const TYPES: Readonly<Record<string, ConstraintType>> = {
  c: 'check',
  f: 'foreign-key',
  p: 'primary-key',
  u: 'unique',
  x: 'exclusion',
  n: 'not-null',
  t: 'trigger',
};
const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: 'no-action',
  r: 'restrict',
  c: 'cascade',
  n: 'set-null',
  d: 'set-default',
};

/** Puts the constraints of tables and domains into the world, then links the parts of partitioned ones to the whole. */
export function addConstraints(objects: CatalogObjects): void {
  const made = new Map<number, Constraint>();
  for (const row of objects.catalog.constraints) {
    const constraint = addConstraint(objects, row);
    if (constraint !== null) made.set(row.oid, constraint);
  }
  for (const row of objects.catalog.constraints) {
    const constraint = made.get(row.oid);
    if (constraint !== undefined && row.parent !== 0) constraint.parent = made.get(row.parent) ?? null;
  }
}

function addConstraint(objects: CatalogObjects, row: CatalogConstraint): Constraint | null {
  const relation = objects.relation(row.table);
  const domain: TypeObject | null = row.domain === 0 ? null : objects.type(row.domain);
  if (relation === null && domain === null) return null;
  const constraint = objects.world.addConstraint({
    name: row.name,
    type: TYPES[row.type] ?? 'check',
    relation,
    domain,
    isValid: row.isValid,
    isEnforced: row.isEnforced,
    // Only CHECK and NOT NULL can be inherited; the catalog says NO INHERIT of all others (CreateConstraintEntry's callers).
    isNoInherit: row.isNoInherit && (row.type === 'c' || row.type === 'n'),
    isLocal: row.isLocal,
    inheritedTimes: row.inheritedTimes,
    columns: objects.columns(row.table, row.columns),
    index: objects.relation(row.index),
    referenced: objects.relation(row.referencedTable),
    referencedColumns: objects.columns(row.referencedTable, row.referencedColumns),
    onDelete: ACTIONS[row.onDelete] ?? 'no-action',
    onUpdate: ACTIONS[row.onUpdate] ?? 'no-action',
    isDeferrable: row.isDeferrable,
    ...(row.definition === null ? {} : { definition: row.definition }),
  });
  objects.note('pg_constraint', row.oid, constraint, relation?.owner ?? domain?.owner ?? null);
  // A NOT NULL that is NOT VALID sets attnotnull since 18 already, but proves nothing of the rows.
  if (constraint.type === 'not-null' && !constraint.isValid) for (const column of constraint.columns) column.isNotNull = false;
  const { expression } = row;
  if (expression !== null) lazily(constraint, 'expression', () => parseExpression(expression));
  return constraint;
}
