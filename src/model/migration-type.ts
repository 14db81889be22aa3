import type { MigrationType } from './migration.ts';

const SYNTHETIC: ReadonlySet<string> = new Set(['SCHEMA', 'BASELINE', 'DELETE']);
const BASELINE: ReadonlySet<string> = new Set([
  'BASELINE',
  'SQL_BASELINE',
  'JDBC_BASELINE',
  'SCRIPT_BASELINE',
  'SQL_STATE_SCRIPT',
  'JDBC_STATE_SCRIPT',
]);

/** Types that stand only in the history, never in files. */
export function isSyntheticType(type: MigrationType): boolean {
  return SYNTHETIC.has(type);
}

/** Types that say "everything up to this version is there". */
export function isBaselineType(type: MigrationType): boolean {
  return BASELINE.has(type);
}

/** Types that undo scripts get in the history of paid Flyway. */
export function isUndoType(type: MigrationType): boolean {
  return type.startsWith('UNDO_');
}

/** Replaces type names of old Flyway versions by today's (CoreMigrationType and BaselineMigrationType, 13.0). */
export function canonicalType(type: MigrationType): MigrationType {
  if (type === 'SPRING_JDBC') return 'JDBC';
  if (type === 'SQL_STATE_SCRIPT') return 'SQL_BASELINE';
  if (type === 'JDBC_STATE_SCRIPT') return 'JDBC_BASELINE';
  return type;
}
