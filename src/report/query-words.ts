import type { ComparedQuery } from '../model/query-plan.ts';
import { counted, grouped } from './plan-words.ts';

const LONGEST = 160;

/** Those worth telling of, the worst first. */
export function notableQueries(plans: readonly ComparedQuery[]): readonly ComparedQuery[] {
  return plans.filter(({ outcome }) => outcome !== 'same').toSorted((left, right) => rank(left) - rank(right));
}

/** `5 queries: 1 fails, 1 reads a large table as a whole, 2 as before`. */
export function queriesWords(plans: readonly ComparedQuery[]): string {
  const count = (is: (query: ComparedQuery) => boolean): number => plans.filter(is).length;
  const isScanning = ({ findings }: ComparedQuery): boolean => findings.some(({ kind }) => kind === 'sequential-scan');
  const parts: readonly (readonly [count: number, one: string, many: string])[] = [
    [count(({ outcome }) => outcome === 'broken'), 'fails', 'fail'],
    [count(isScanning), 'has to read a large table as a whole', 'have to read a large table as a whole'],
    [count((query) => query.outcome === 'changed' && !isScanning(query)), 'has another plan', 'have another plan'],
    [count(({ outcome }) => outcome === 'repaired'), 'works only now', 'work only now'],
    [count(({ outcome }) => outcome === 'unexplained'), 'works neither before nor after', 'work neither before nor after'],
    [count(({ outcome }) => outcome === 'same'), 'as before', 'as before'],
  ];
  const told = parts.flatMap(([number, one, many]) => (number === 0 ? [] : [`${grouped(number)} ${number === 1 ? one : many}`]));
  return `${counted(plans.length, 'query', 'queries')}${told.length === 0 ? '' : `: ${told.join(', ')}`}`;
}

/** What there is to say of a query: its findings, else how its plan differs. */
export function queryWords({ number, outcome, findings, changes, since, after }: ComparedQuery): readonly string[] {
  const ofScan = findings.map(({ message }) => message);
  if (outcome === 'changed')
    return ofScan.length > 0 ? ofScan : changes.map((change) => `query ${number}${since === null ? '' : ` after ${since}`}: ${change}`);
  if (outcome === 'repaired') return [`query ${number} failed before and works${since === null ? '' : ` after ${since}`}`];
  if (outcome === 'unexplained' && 'error' in after) return [`query ${number} works neither before nor after: ${after.error}`];
  return ofScan;
}

/** The query in one line, and what the target spends on it. */
export function queryLine({ query, calls, totalMs }: ComparedQuery): string {
  const line = query.replace(/\s+/gu, ' ').trim();
  const shown = line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
  return calls === null || totalMs === null
    ? shown
    : `${shown} (${counted(calls, 'call')}, ${grouped(Math.round(totalMs / 1000))} s in all)`;
}

function rank({ outcome, findings, number }: ComparedQuery): number {
  const place = outcome === 'broken' ? 0 : findings.length > 0 ? 1 : outcome === 'changed' ? 2 : 3;
  return place * 1e6 + number;
}
