import type { TypeUse } from '../world/objects.ts';
import { intervalParts, leastIntervalField, lengthModifier, numericModifier } from './type-modifier.ts';

const MAX_TIME_PRECISION = 6;

/**
 * Does every value of the old modifier fit the new one unchanged, as the planner's support functions know it? For types whose length
 * coercion has such a function: varchar_support, varbit_support (varchar.c, varbit.c), numeric_support, TemporalSimplify, interval_support.
 */
export function isLengthKept(from: TypeUse, to: TypeUse): boolean {
  if (to.modifier < 0) return true;
  switch (to.type.name) {
    case 'varchar':
    case 'varbit':
      return isAtLeast(lengthModifier(to), from.modifier < 0 ? null : lengthModifier(from));
    case 'numeric':
      return isNumericKept(from, to);
    case 'interval':
      return isIntervalKept(from.modifier, to.modifier);
    default:
      return to.modifier === MAX_TIME_PRECISION || (from.modifier >= 0 && to.modifier >= from.modifier);
  }
}

function isAtLeast(length: number | null, old: number | null): boolean {
  return length === null || (old !== null && old <= length);
}

function isNumericKept(from: TypeUse, to: TypeUse): boolean {
  const after = numericModifier(to);
  if (after === null) return true;
  const before = numericModifier(from);
  return before !== null && after.scale === before.scale && after.precision >= before.precision;
}

function isIntervalKept(from: number, to: number): boolean {
  const before = leastIntervalField(from);
  const { precision } = intervalParts(to);
  if (before < leastIntervalField(to)) return false;
  return before > 0 || precision >= MAX_TIME_PRECISION || precision >= intervalParts(from).precision;
}
