import { COLUMNS } from './columns.ts';
import { COMMENTS } from './comments.ts';
import { CONSTRAINTS } from './constraints.ts';
import { FURTHER_KINDS } from './further-kinds.ts';
import { GRANTS } from './grants.ts';
import { INDEXES } from './indexes.ts';
import { ROUTINES } from './routines.ts';
import { SEQUENCES } from './sequences.ts';
import { TABLES } from './tables.ts';
import { TRIGGERS } from './triggers.ts';
import { TYPES } from './types.ts';
import { UNCHANGED } from './unchanged.ts';
import { VIEWS } from './views.ts';
import type { Mutation } from './mutation.ts';

/** All changes that the fingerprint is tried with, by theme. */
export const MUTATIONS: readonly Mutation[] = [
  ...TABLES,
  ...COLUMNS,
  ...CONSTRAINTS,
  ...INDEXES,
  ...VIEWS,
  ...ROUTINES,
  ...TRIGGERS,
  ...TYPES,
  ...SEQUENCES,
  ...COMMENTS,
  ...GRANTS,
  ...FURTHER_KINDS,
  ...UNCHANGED,
];
