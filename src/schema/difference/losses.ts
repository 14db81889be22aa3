import type { SchemaObject } from '../schema.ts';

/** Objects whose DROP takes more than a definition away. */
const LOSSES: Readonly<Record<string, string>> = {
  table: 'with its rows',
  column: 'with its values',
  sequence: 'with its value',
  schema: '',
  extension: 'with what belongs to it',
};

/** What dropping an object takes away, in words; null: nothing that its definition does not bring back. */
export function lossOf({ kind, identity }: Pick<SchemaObject, 'kind' | 'identity'>): string | null {
  const what = LOSSES[kind];
  return what === undefined ? null : `the ${kind} ${identity} ${what}`.trimEnd();
}
