import type { Inverse } from './inverse.ts';
import { tableDifference } from './table-difference.ts';
import type { WorldSnapshot } from './world-snapshot.ts';

/**
 * Statements that lead from what there is now back to what there was: what was added goes first (the newest first), then tables are changed back,
 * then what is gone is made again in the order in which it was made.
 */
export function worldDifference(before: WorldSnapshot, after: WorldSnapshot): Inverse {
  const sql: string[] = [];
  const lost: string[] = [];
  const untold: string[] = [];
  for (const [id, { what, name }] of newestFirst(after.objects)) if (!before.objects.has(id)) sql.push(`DROP ${what} ${name}`);
  for (const [id, { relation, name }] of newestFirst(after.tables))
    if (!before.tables.has(id) && relation.parents.every((parent) => before.tables.has(parent.id))) sql.push(`DROP TABLE ${name}`);
  restoreObjects(before, after, (what) => !what.endsWith('VIEW'), sql, untold);
  for (const [id, { relation, name, snapshot }] of before.tables) {
    const now = after.tables.get(id);
    if (now === undefined) {
      if (relation.isDropped) lost.push(`table ${name} with its rows`);
      continue;
    }
    if (now.name !== name) sql.push(`ALTER TABLE ${now.name} RENAME TO ${name}`);
    const difference = tableDifference(name, { before: snapshot, after: now.snapshot, isLossy: false });
    sql.push(...difference.sql);
    lost.push(...difference.lost);
    untold.push(...(difference.untold ?? []));
  }
  restoreObjects(before, after, (what) => what.endsWith('VIEW'), sql, untold);
  return { sql, lost, untold };
}

/** Functions are needed by triggers and defaults, and views need tables. */
function restoreObjects(
  before: WorldSnapshot,
  after: WorldSnapshot,
  isMeant: (what: string) => boolean,
  sql: string[],
  untold: string[],
): void {
  for (const [id, { what, name, definition }] of before.objects) {
    const now = after.objects.get(id);
    if (!isMeant(what) || (now !== undefined && now.definition === definition)) continue;
    if (definition === null) untold.push(`${what.toLowerCase()} ${name}`);
    else sql.push(now === undefined ? definition : definition.replace(/^CREATE VIEW/u, 'CREATE OR REPLACE VIEW'));
  }
}

function newestFirst<T>(objects: ReadonlyMap<number, T>): readonly (readonly [number, T])[] {
  return [...objects].toSorted(([a], [b]) => b - a);
}
