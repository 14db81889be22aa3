import type { Inversion } from '../inverse.ts';
import { invertCreate } from './created.ts';
import { invertDrop, invertRows } from './dropped.ts';
import { invertGrant, invertSetSchema, invertTraceless } from './settings.ts';
import { invertAlterTable, invertIndex, invertRename } from './table.ts';

/** How each kind of statement is inverted; the first that answers counts. */
export const INVERSIONS: readonly Inversion[] = [
  invertAlterTable,
  invertIndex,
  invertRename,
  invertCreate,
  invertDrop,
  invertRows,
  invertGrant,
  invertSetSchema,
  invertTraceless,
];
