import type { Family } from './value-type.ts';

/** What is done with a value; docs/masking.md says what comes of it. */
export type MaskMethod =
  | 'keep'
  | 'null'
  | 'text'
  | 'token'
  | 'email'
  | 'phone'
  | 'name'
  | 'url'
  | 'shape'
  | 'digits'
  | 'noise'
  | 'date'
  | 'location'
  | 'network'
  | 'uuid'
  | 'json'
  | 'json-shape'
  | 'bytes'
  | 'empty';

const TEXT: readonly MaskMethod[] = ['text', 'token', 'email', 'phone', 'name', 'url', 'shape'];
const NUMBER: readonly MaskMethod[] = ['digits', 'noise', 'location'];

/** The methods that a family of types has beside `keep` and `null`, the first one being what a column gets that is known to be personal and nothing more. */
const METHODS: Readonly<Record<Family, readonly MaskMethod[]>> = {
  text: TEXT,
  citext: TEXT,
  integer: NUMBER,
  numeric: NUMBER,
  float: ['noise', 'location'],
  money: ['noise'],
  date: ['date'],
  timestamp: ['date'],
  json: ['json', 'json-shape'],
  inet: ['network'],
  cidr: ['network'],
  mac: ['network'],
  mac8: ['network'],
  uuid: ['uuid'],
  bytes: ['bytes'],
  xml: ['empty'],
  hstore: ['text'],
  search: ['empty'],
  point: ['location'],
  plain: [],
  unknown: [],
};

/** Every name that a rule may use. */
export const MASK_METHODS: readonly MaskMethod[] = ['keep', 'null', ...new Set(Object.values(METHODS).flat())];

/** Whether values of a family can be masked in this way. */
export function fits(method: MaskMethod, family: Family): boolean {
  return method === 'keep' || method === 'null' || METHODS[family].includes(method);
}

/** The way for values that are personal, whatever they are. */
export function strictest(family: Family): MaskMethod {
  return METHODS[family][0] ?? 'null';
}

/** What is tried next when the server refuses masked values; null: nothing is left. */
export function nextMethod(method: MaskMethod, isNullable: boolean): MaskMethod | null {
  if (method === 'keep' || method === 'null') return null;
  if (method === 'json') return 'json-shape';
  if (TEXT.includes(method) && method !== 'shape') return 'shape';
  return isNullable ? 'null' : null;
}
