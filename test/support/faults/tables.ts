import type { Stall } from './stalls.ts';

const WIDTHS = [3, 52, 74, 56] as const;

/** A line of the matrix. */
export function matrixLine(row: string, situation: string, expected: string, seen: string, verdict: string): string {
  return `${[row, situation, expected, seen].map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0)).join('  ')}  ${verdict}`.trimEnd();
}

/** What the application went through, by tool and lock timeout. */
export function stallTable(stalls: readonly Stall[]): string {
  const ms = (value: number): string => `${Math.round(value)} ms`;
  const lines = stalls.map(({ what, experiences, attempts, elapsedMs, hasSucceeded }) => [
    what,
    ms(experiences.orders.worstMs),
    ms(experiences.orders.p99Ms),
    ms(experiences.other.worstMs),
    String(attempts),
    hasSucceeded ? ms(elapsedMs) : 'failed',
  ]);
  const all = [
    ['ALTER TABLE behind a 6 s reader, 200 queries/s', 'worst stall', 'p99', 'another table', 'attempts', 'until done'],
    ...lines,
  ];
  const widths = [0, 1, 2, 3, 4, 5].map((column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '))
    .join('\n');
}
