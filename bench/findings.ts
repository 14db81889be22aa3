/** One line of the result: what was measured, against which goal. */
export interface Finding {
  readonly what: string;
  readonly measured: string;
  /** Empty where the value itself is the goal's. */
  readonly ratio: string;
  readonly goal: string;
  /** `null`: no goal, shown for comparison. */
  readonly isMet: boolean | null;
}

/** A value that must not exceed a limit. */
export function atMost(what: string, value: number, limit: number, unit: string): Finding {
  return { what, measured: shown(value, unit), ratio: '', goal: `at most ${limit}${unit === '' ? '' : ` ${unit}`}`, isMet: value <= limit };
}

/** A ratio (the other one's time divided by ours) that must reach a goal. */
export function timesFaster(what: string, ourMs: number, ratio: number, goal: number, other: string): Finding {
  const goalText = goal === 1 ? `ahead of ${other}` : `at least ${goal} times faster than ${other}`;
  return { what, measured: shown(ourMs, 'ms'), ratio: ratio.toFixed(2), goal: goalText, isMet: ratio >= goal };
}

/** Our time divided by the other one's, which must not exceed a goal. */
export function timesSlower(what: string, ourMs: number, ratio: number, goal: number, other: string): Finding {
  return { what, measured: shown(ourMs, 'ms'), ratio: ratio.toFixed(2), goal: `at most ${goal} times ${other}`, isMet: ratio <= goal };
}

/** A value for comparison only. */
export function noted(what: string, value: number, unit: string): Finding {
  return { what, measured: shown(value, unit), ratio: '', goal: '', isMet: null };
}

/** The findings as a table. */
export function findingsTable(findings: readonly Finding[]): string {
  const rows = [['what', 'measured', 'ratio', 'goal', ''], ...findings.map(cells)];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells(finding: Finding): string[] {
  const verdict = finding.isMet === null ? '' : finding.isMet ? 'ok' : 'MISSED';
  return [finding.what, finding.measured, finding.ratio, finding.goal, verdict];
}

function shown(value: number, unit: string): string {
  const digits = unit === 'ms' || unit === 'MB' ? 1 : 0;
  return `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
}
