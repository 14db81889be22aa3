import type { Interpreters } from './interpreters.ts';

/** ALTER TABLE and its kin. */
export const ALTER_TABLE_INTERPRETERS: Interpreters = {};
