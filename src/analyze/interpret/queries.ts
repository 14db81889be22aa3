import type { Interpreters } from './interpreters.ts';

/** SELECT, INSERT, UPDATE, DELETE, MERGE, COPY, LOCK, EXPLAIN. */
export const QUERIES_INTERPRETERS: Interpreters = {};
