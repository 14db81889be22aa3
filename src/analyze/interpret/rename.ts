import type { Interpreters } from './interpreters.ts';

/** RENAME, SET SCHEMA, OWNER TO, REASSIGN OWNED. */
export const RENAME_INTERPRETERS: Interpreters = {};
