import type { Interpreters } from './interpreters.ts';

/** CLUSTER, VACUUM, ANALYZE, REFRESH, TRUNCATE. */
export const MAINTENANCE_INTERPRETERS: Interpreters = {};
