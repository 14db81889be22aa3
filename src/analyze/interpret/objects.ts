import type { Interpreters } from './interpreters.ts';

/** types, domains, functions, views, triggers, policies and the other objects. */
export const OBJECTS_INTERPRETERS: Interpreters = {};
