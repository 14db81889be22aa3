import type { Rule } from '../rule.ts';
import { createIndexBlocksWrites } from './create-index-blocks-writes.ts';
import { dropColumn } from './drop-column.ts';
import { updateWithoutWhere } from './update-without-where.ts';

/** All rules, in the order in which their findings are shown. */
export const RULES: readonly Rule[] = [createIndexBlocksWrites, dropColumn, updateWithoutWhere];
