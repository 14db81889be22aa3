import type { LoadedStatement, LoadedTable, LoadMoment, LoadReport } from '../../model/load.ts';
import type { Operation } from './client.ts';
import type { LoadedOutcome } from './run-under-load.ts';
import type { TableLoad } from './table-load.ts';

/** Parts of the time of which the slowest operation is told. */
const PARTS = 120;
const MOST_FAILURES = 5;

/** What clients met, table by table, the one that stood longest first. */
export function loadReport(outcome: LoadedOutcome, problem: string | null): LoadReport {
  const { startedMs, endedMs, clients, statements, operations } = outcome;
  const rounded = statements.map((one) => ({ ...one, fromMs: round(one.fromMs), toMs: round(one.toMs) }));
  const tables = [...operations].map(([load, own]) => loadedTable(load, own, outcome));
  return {
    clients,
    elapsedMs: round(endedMs - startedMs),
    statements: rounded,
    tables: tables.toSorted((a, b) => b.longestStallMs - a.longestStallMs),
    problem,
  };
}

function loadedTable(
  { table, rows }: TableLoad,
  operations: readonly Operation[],
  { startedMs, endedMs, statements }: LoadedOutcome,
): LoadedTable {
  const later = operations.filter((one) => one.startedMs + one.latencyMs > startedMs);
  const beside = later.filter((one) => one.startedMs < endedMs);
  const calm = operations.filter((one) => one.startedMs + one.latencyMs <= startedMs && one.failure === null);
  const longest = beside.toSorted((a, b) => b.latencyMs - a.latencyMs)[0];
  const done = later.filter(({ failure }) => failure === null);
  return {
    table: table.identity,
    rows,
    reads: done.filter(({ kind }) => kind === 'read').length,
    writes: done.filter(({ kind }) => kind === 'write').length,
    failures: failuresOf(later),
    calmMs: round(median(calm.map(({ latencyMs }) => latencyMs))),
    longestStallMs: round(longest?.latencyMs ?? 0),
    stalled: longest?.kind ?? null,
    statement: longest === undefined ? null : numberAt(statements, longest.startedMs - startedMs),
    timeline: timeline(operations, startedMs),
  };
}

// It waits for what ran when it came, or, where nothing did yet, for what came next.
function numberAt(statements: readonly LoadedStatement[], atMs: number): number | null {
  return (statements.find(({ toMs }) => toMs >= atMs) ?? statements.at(-1))?.number ?? null;
}

function failuresOf(operations: readonly Operation[]): LoadedTable['failures'] {
  const found = new Map<string, { readonly message: string; readonly sqlState: string; count: number }>();
  for (const { failure } of operations) {
    if (failure === null) continue;
    const key = `${failure.sqlState} ${failure.message}`;
    const one = found.get(key) ?? { ...failure, count: 0 };
    one.count++;
    found.set(key, one);
  }
  return [...found.values()].toSorted((a, b) => b.count - a.count).slice(0, MOST_FAILURES);
}

function timeline(operations: readonly Operation[], startedMs: number): readonly LoadMoment[] {
  const first = Math.min(...operations.map((one) => one.startedMs));
  const last = Math.max(...operations.map((one) => one.startedMs + one.latencyMs));
  const widthMs = Math.max((last - first) / PARTS, 1);
  const slowest = new Map<number, Operation>();
  for (const operation of operations) {
    const part = Math.floor((operation.startedMs - first) / widthMs);
    const known = slowest.get(part);
    if (known === undefined || known.latencyMs < operation.latencyMs) slowest.set(part, operation);
  }
  return [...slowest.values()]
    .toSorted((a, b) => a.startedMs - b.startedMs)
    .map(({ kind, startedMs: began, latencyMs }) => ({ atMs: round(began - startedMs), latencyMs: round(latencyMs), kind }));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
