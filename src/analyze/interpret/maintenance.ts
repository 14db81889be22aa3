import { clusterTables } from './maintenance/cluster.ts';
import { refreshMaterializedView } from './maintenance/refresh.ts';
import { truncateTables } from './maintenance/truncate.ts';
import { vacuum } from './maintenance/vacuum.ts';
import type { Interpreters } from './interpreters.ts';

/** CLUSTER, VACUUM, ANALYZE, REFRESH, TRUNCATE. */
export const MAINTENANCE_INTERPRETERS: Interpreters = {
  ClusterStmt: clusterTables,
  RefreshMatViewStmt: refreshMaterializedView,
  TruncateStmt: truncateTables,
  VacuumStmt: vacuum,
};
