import type { Interpreters } from './interpreters.ts';

/** DROP, DROP OWNED. */
export const DROP_INTERPRETERS: Interpreters = {};
