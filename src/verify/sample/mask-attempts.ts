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

/** What the server names is it; where it names what is not masked, no mask helps. */
function suspects(error: ServerMessage, table: SampleTable, masks: MaskPlan): readonly string[] {
  const masked = maskedColumns(table, masks).toSorted(likelierFirst);
  const looked = table.checks.get(error.constraint ?? '');
  const named = error.column ?? /, column (.+?)(?:: |$)/mu.exec(error.where ?? '')?.[1];
  if (looked !== undefined) return namesOf(masked.filter(({ name }) => looked.includes(name)));
  if (error.sqlState === '23505' || error.sqlState === '23P01') return namesOf(masked.filter(({ isUnique }) => isUnique));
  if (named !== undefined) return namesOf(masked.filter(({ name }) => name === named));
  const checked = masked.filter(({ type }) => error.sqlState === '23514' && isChecked(type));
  return namesOf(checked.length > 0 ? checked : masked);
}

function namesOf(columns: readonly SampleColumn[]): readonly string[] {
  return columns.map(({ name }) => name);
}

/** Columns that something is computed of; among them documents, in which certain strings are looked for. */
function likelierFirst(a: SampleColumn, b: SampleColumn): number {
  const weight = ({ isUsed, type }: SampleColumn): number => Number(isUsed) * 2 + Number(isDocument(type));
  return weight(b) - weight(a);
}

function isDocument(type: ValueType): boolean {
  return type.kind === 'scalar' && type.family === 'json';
}
