import type { TableContent } from '../model/table-content.ts';
import type { DataDifference } from '../model/verdict.ts';
import type { DatabaseState } from './database-state.ts';

const EMPTY: TableContent = { rows: 0, digest: '', columns: new Map() };

type Contents = Pick<DatabaseState, 'tables' | 'sequences'>;

/** Rows, values and counters that differ between two states, what was lost first. */
export function compareContents(before: Contents, after: Contents): readonly DataDifference[] {
  const names = [...new Set([...before.tables.keys(), ...after.tables.keys()])].toSorted();
  const differences = names.flatMap((name) => compareTable(name, before.tables.get(name) ?? EMPTY, after.tables.get(name) ?? EMPTY));
  const sequences = [...before.sequences].flatMap(([name, value]) => compareSequence(name, value, after.sequences.get(name) ?? null));
  const all = [...differences, ...sequences];
  return [...all.filter(({ change }) => change === 'lost'), ...all.filter(({ change }) => change !== 'lost')];
}

function compareTable(name: string, before: TableContent, after: TableContent): readonly DataDifference[] {
  if (before.rows !== after.rows) {
    const change = after.rows < before.rows ? 'lost' : 'added';
    return [{ kind: 'rows', identity: name, change, before: before.rows, after: after.rows }];
  }
  const columns = [...before.columns].flatMap(([column, { values, digest }]): DataDifference[] => {
    // A column that is not there any more has lost its values; one that is new has none to lose.
    const now = after.columns.get(column) ?? { values: 0, digest: '' };
    if (now.digest === digest || (values === 0 && now.values === 0)) return [];
    const change = now.values < values ? 'lost' : now.values > values ? 'added' : 'changed';
    return [{ kind: 'values', identity: `${name}.${column}`, change, before: values, after: now.values }];
  });
  if (columns.length > 0 || before.digest === after.digest || !haveSameColumns(before, after)) return columns;
  return [{ kind: 'rows', identity: name, change: 'changed', before: before.rows, after: after.rows }];
}

function haveSameColumns(a: TableContent, b: TableContent): boolean {
  return a.columns.size === b.columns.size && [...a.columns.keys()].every((column) => b.columns.has(column));
}

// A counter that has gone on leaves a gap, which is what sequences do (manual 9.17); one that has gone back gives numbers twice.
function compareSequence(name: string, before: number | null, after: number | null): readonly DataDifference[] {
  if (before === null) return [];
  const isBack = after === null || (before >= 0 ? after < before : after > before);
  return isBack ? [{ kind: 'sequence', identity: name, change: 'lost', before, after: after ?? 0 }] : [];
}
