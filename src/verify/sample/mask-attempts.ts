import type { ServerMessage } from '../../postgres/server-error.ts';
import { isChecked, type ValueType } from '../mask/value-type.ts';
import type { MaskPlan } from './mask-plan.ts';
import type { SampleColumn, SampleTable } from './sample-catalog.ts';
import { maskedColumns } from './table-copy.ts';

/** Other masks for some columns, so many steps further. */
export interface MaskAttempt {
  readonly names: readonly string[];
  readonly steps: number;
}

/** The longest way from one mask to the next and to the last. */
const MOST_STEPS = 2;

/** What may be tried when the server has refused masked rows, the likeliest first: each suspected column alone, then all of them. */
export function maskAttempts(error: ServerMessage, table: SampleTable, masks: MaskPlan): readonly MaskAttempt[] {
  const names = suspects(error, table, masks);
  const steps = Array.from({ length: MOST_STEPS }, (_, at) => at + 1);
  const alone = steps.flatMap((count) => names.map((name) => ({ names: [name], steps: count })));
  return names.length < 2 ? alone : [...alone, ...steps.map((count) => ({ names, steps: count }))];
}

function suspects(error: ServerMessage, table: SampleTable, masks: MaskPlan): readonly string[] {
  const masked = maskedColumns(table, masks);
  const looked = new Set(error.constraint === null ? [] : table.checks.get(error.constraint));
  const isUniqueness = error.sqlState === '23505' || error.sqlState === '23P01';
  const named = /, column (.+?)(?:: |$)/mu.exec(error.where ?? '')?.[1];
  const narrowed = [
    masked.filter(({ name }) => looked.has(name)),
    masked.filter(({ isUnique }) => isUniqueness && isUnique),
    masked.filter(({ name }) => name === named || name === error.column),
    masked.filter(({ type }) => error.sqlState === '23514' && isChecked(type)),
    masked.toSorted(likelierFirst),
  ];
  return (narrowed.find((some) => some.length > 0) ?? []).map(({ name }) => name);
}

/** Columns that something is computed of; among them documents, in which certain strings are looked for. */
function likelierFirst(a: SampleColumn, b: SampleColumn): number {
  const weight = ({ isUsed, type }: SampleColumn): number => Number(isUsed) * 2 + Number(isDocument(type));
  return weight(b) - weight(a);
}

function isDocument(type: ValueType): boolean {
  return type.kind === 'scalar' && type.family === 'json';
}
