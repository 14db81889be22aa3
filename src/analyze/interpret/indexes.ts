import type { Interpreters } from './interpreters.ts';

/** CREATE INDEX, REINDEX. */
export const INDEXES_INTERPRETERS: Interpreters = {};
