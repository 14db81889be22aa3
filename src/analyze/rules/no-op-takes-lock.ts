import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { rangeOf, relationNamed, alterationsIn } from '../statement-parts.ts';
import type { World } from '../world/world.ts';
import type { Node } from 'libpg-query';

/** IF [NOT] EXISTS that changes nothing and still waits for its lock. */
export const noOpTakesLock: Rule = statementRule<string | null>({
  id: 'no-op-takes-lock',
  title: 'A statement that changes nothing takes its lock all the same',
  group: 'lock',
  severity: 'info',
  why: 'ALTER TABLE takes its lock before it looks whether there is anything to do: ADD COLUMN IF NOT EXISTS of a column that is there, DROP ... IF EXISTS of what is not, SET NOT NULL of a column that is NOT NULL all wait for every running query. CREATE INDEX IF NOT EXISTS of an index that is there waits for writers.',
  safer: 'Leave the statement out: a versioned migration runs once, against a schema that is known.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html',
  alsoKnownAs: [],
  before: (node, world) => whatIsThere(node, world),
  check: (subject, what) => {
    const range = rangeOf(subject.node);
    if (what === null || range === null) return [];
    const name = relationNamed(subject.world, range);
    return [
      {
        message: `${what}: nothing changes, but ${range.relname ?? 'the table'} is locked for it.`,
        relation: name === null ? null : shownName(subject.world, name),
      },
    ];
  },
});

function whatIsThere(node: Node, world: World): string | null {
  const table = relationNamed(world, rangeOf(node));
  if (table === null || table.isNew || table.isAssumed) return null;
  if ('IndexStmt' in node) {
    const { if_not_exists, idxname = '' } = node.IndexStmt;
    const existing = world.findRelation(idxname, table.schema);
    return if_not_exists === true && existing !== null && existing.index?.isValid !== false
      ? `The index ${idxname} is there already`
      : null;
  }
  const reasons = alterationsIn(node).map(({ type, command }) => {
    const { name = '', missing_ok, def } = command;
    const column = def !== undefined && 'ColumnDef' in def ? (def.ColumnDef.colname ?? '') : name;
    const found = table.columns.find((candidate) => candidate.name === column);
    if (type === 'AT_AddColumn') return missing_ok === true && found !== undefined ? `The column ${column} is there already` : null;
    if (type === 'AT_DropColumn') return missing_ok === true && found === undefined ? `There is no column ${column}` : null;
    if (type === 'AT_SetNotNull') return found?.isNotNull === true ? `${column} is NOT NULL already` : null;
    const isConstraint = table.constraints.some((constraint) => constraint.name === name);
    return type === 'AT_DropConstraint' && missing_ok === true && !isConstraint ? `There is no constraint ${name}` : null;
  });
  return reasons.length > 0 && reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
}
