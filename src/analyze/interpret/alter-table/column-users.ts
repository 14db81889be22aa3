import { columnsUsedBy } from '../../expressions/analyze-expression.ts';
import type { Column, WorldObject } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';

/** What PostgreSQL cannot make anew by itself when a column changes: it refuses (RememberAllDependentForRebuilding, tablecmds.c). */
export function refuseWhereUsed(context: Interpretation, column: Column): void {
  const user = userOf(context, column);
  if (user === null) return;
  context.dependent({ what: user.what, name: user.name, change: 'uses' });
  context.refuse(user.sqlState, `cannot alter type of a column used by a ${user.what}: ${user.name}`);
}

interface User {
  readonly what: string;
  readonly name: string;
  readonly sqlState: string;
}

function userOf(context: Interpretation, column: Column): User | null {
  const generated = column.relation.columns.find((other) => other !== column && isGeneratedFrom(other, column));
  // An error of the syntax until 14, of what is not supported since.
  if (generated !== undefined)
    return { what: 'generated column', name: generated.name, sqlState: context.majorVersion < 15 ? '42601' : '0A000' };
  const trigger = column.relation.triggers.find(({ columns }) => columns.includes(column));
  if (trigger !== undefined) return { what: 'trigger', name: trigger.name, sqlState: '0A000' };
  for (const { dependent } of context.world.dependents(column)) {
    const what = unsupportedKind(dependent);
    if (what !== null && !dependent.isDropped) return { what, name: dependent.name, sqlState: '0A000' };
  }
  return null;
}

function isGeneratedFrom(other: Column, column: Column): boolean {
  if (other.generated === '' || other.defaultExpression === null) return false;
  return columnsUsedBy(other.defaultExpression, column.relation).includes(column.name);
}

function unsupportedKind(dependent: WorldObject): string | null {
  switch (dependent.kind) {
    case 'relation':
      return dependent.relkind === 'view' || dependent.relkind === 'materialized-view' ? 'view' : null;
    case 'function':
      return 'function';
    case 'trigger':
      return 'trigger';
    case 'attachment':
      return dependent.what === 'rule' || dependent.what === 'policy' || dependent.what === 'publication-table' ? dependent.what : null;
    default:
      return null;
  }
}
