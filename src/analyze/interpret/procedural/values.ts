/** What is known of a value while a body is followed. */
export type Value =
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'record'; readonly fields: ReadonlyMap<string, Value> }
  /** A catalog object: its number, and how a regclass of it is written. */
  | { readonly kind: 'object'; readonly id: number; readonly text: string }
  /** Text of which parts are known; null stands for an unknown part. */
  | { readonly kind: 'text'; readonly parts: readonly (string | null)[] }
  /** A count of which only a lower limit is known. */
  | { readonly kind: 'at-least'; readonly count: number }
  | { readonly kind: 'unknown' };

export const UNKNOWN: Value = { kind: 'unknown' };
export const NULL: Value = { kind: 'scalar', value: null };

export function scalar(value: string | number | boolean | null): Value {
  return { kind: 'scalar', value };
}

export function isNull(value: Value): boolean {
  return value.kind === 'scalar' && value.value === null;
}

/** True, false, or null where it is not known; SQL's NULL counts as false, as IF and WHERE take it. */
export function truth(value: Value): boolean | null {
  if (value.kind !== 'scalar') return null;
  if (typeof value.value === 'string') return /^(?:t|true|on|yes|1)$/iu.test(value.value);
  return value.value === true || (typeof value.value === 'number' && value.value !== 0);
}

/** A value as text with gaps, null for SQL's NULL. */
export function textParts(value: Value): readonly (string | null)[] | null {
  switch (value.kind) {
    case 'scalar':
      if (value.value === null) return null;
      if (typeof value.value === 'boolean') return [value.value ? 'true' : 'false'];
      return [String(value.value)];
    case 'object':
      return [value.text];
    case 'text':
      return value.parts;
    default:
      return [null];
  }
}

/** Text made of parts: known where none is missing. */
export function joined(parts: readonly (string | null)[]): Value {
  const merged: (string | null)[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (part !== null && typeof last === 'string') merged[merged.length - 1] = last + part;
    else merged.push(part);
  }
  const [only = ''] = merged;
  if (merged.length <= 1) return only === null ? { kind: 'text', parts: [null] } : scalar(only);
  return { kind: 'text', parts: merged };
}

/** The known text of a value. */
export function knownText(value: Value): string | null {
  const parts = textParts(value);
  if (parts === null || parts.includes(null)) return null;
  return parts.join('');
}

/** A value as a number. */
export function numberOf(value: Value): number | null {
  if (value.kind === 'object') return value.id;
  if (value.kind !== 'scalar' || value.value === null || typeof value.value === 'boolean' || value.value === '') return null;
  const number = Number(value.value);
  return Number.isNaN(number) ? null : number;
}

/** -1, 0 or 1; null where the order is not known. */
export function compare(left: Value, right: Value): number | null {
  if (left.kind === 'at-least' || right.kind === 'at-least') return compareCounts(left, right);
  const [a, b] = [numberOf(left), numberOf(right)];
  const isNumeric = (value: Value): boolean => value.kind === 'object' || (value.kind === 'scalar' && typeof value.value === 'number');
  if (a !== null && b !== null && (isNumeric(left) || isNumeric(right))) return Math.sign(a - b);
  const [one, other] = [knownText(left), knownText(right)];
  if (one === null || other === null) return null;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function compareCounts(left: Value, right: Value): number | null {
  if (left.kind === 'at-least') {
    const limit = numberOf(right);
    return limit !== null && left.count > limit ? 1 : null;
  }
  const order = compareCounts(right, left);
  return order === null ? null : -order;
}

/** An identifier as quote_ident writes it (ruleutils.c; keywords aside). */
export function quoteIdentifier(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return text.includes('\\') ? `E${quoted}` : quoted;
}
