import type { Inversion } from '../inverse.ts';
import { invertCreate } from './created.ts';
import { invertDo } from './block.ts';
import { invertComment, invertSequence } from './comment.ts';
import { invertCall, invertDrop } from './dropped.ts';
import { invertEnum } from './enum.ts';
import { invertRows } from './rows.ts';
import { invertExtensionMember, invertGrant, invertSetSchema, invertTraceless } from './settings.ts';
import { invertAlterTable, invertIndex, invertRename } from './table.ts';

/** How each kind of statement is inverted; the first that answers counts. */
export const INVERSIONS: readonly Inversion[] = [
  invertAlterTable,
  invertIndex,
  invertRename,
  invertCreate,
  invertDrop,
  invertRows,
  invertEnum,
  invertDo,
  invertCall,
  invertComment,
  invertSequence,
  invertGrant,
  invertSetSchema,
  invertExtensionMember,
  invertTraceless,
];
