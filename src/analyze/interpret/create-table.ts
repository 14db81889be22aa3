import type { Interpreters } from './interpreters.ts';

/** CREATE TABLE, CREATE TABLE AS, SELECT INTO, sequences. */
export const CREATE_TABLE_INTERPRETERS: Interpreters = {};
