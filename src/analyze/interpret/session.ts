import type { Interpreters } from './interpreters.ts';

/** SET, RESET, transaction control, NOTIFY and others that touch no relation. */
export const SESSION_INTERPRETERS: Interpreters = {};
