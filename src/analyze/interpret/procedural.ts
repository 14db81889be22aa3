import type { Interpreters } from './interpreters.ts';

/** DO and CALL. */
export const PROCEDURAL_INTERPRETERS: Interpreters = {};
