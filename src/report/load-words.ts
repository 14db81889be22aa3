import type { LoadedStatement, LoadedTable, LoadReport } from '../model/load.ts';
import { counted, grouped } from './plan-words.ts';

/** `a write stood 312 ms (0.4 ms before) while line 1, ALTER TABLE, ran`. */
export function stallWords({ stalled, longestStallMs, calmMs, statement }: LoadedTable, { statements }: LoadReport): string {
  if (stalled === null) return 'nothing was read or written meanwhile';
  const during = statements.find(({ number }) => number === statement);
  const meanwhile = during === undefined ? '' : ` while line ${during.line}${during.command === '' ? '' : `, ${during.command},`} ran`;
  return `a ${stalled} stood ${shownMs(longestStallMs)} (${shownMs(calmMs)} before)${meanwhile}`;
}

/** `1,204 reads, 598 writes of 20,000 rows`. */
export function trafficWords({ reads, writes, rows }: LoadedTable): string {
  return `${counted(reads, 'read')}, ${counted(writes, 'write')} beside ${counted(rows, 'row')}`;
}

/** `17 operations fail: ERROR: column "total" does not exist`. */
export function loadFailureWords({ message, count }: LoadedTable['failures'][number]): string {
  return `${counted(count, 'operation')} of the application as it was ${count === 1 ? 'fails' : 'fail'}: ${message.split('\n')[0] ?? ''}`;
}

/** `line 2, SELECT: 301 ms`. */
export function loadedStatementWords({ line, command, fromMs, toMs }: LoadedStatement): string {
  return `line ${line}${command === '' ? '' : `, ${command}`}: ${shownMs(toMs - fromMs)}`;
}

/** Milliseconds: whole ones from ten on. */
export function shownMs(ms: number): string {
  return ms >= 10 ? `${grouped(Math.round(ms))} ms` : `${ms.toFixed(1)} ms`;
}
