/** PostgreSQL's eight table lock modes, weakest first (manual 13.3.1). */
export const LOCK_MODES = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
] as const;

export type LockMode = (typeof LOCK_MODES)[number];

/** What a lock keeps others from: writes are INSERT, UPDATE, DELETE and MERGE; reads SELECT. */
export type LockImpact = 'none' | 'blocks-writes' | 'blocks-reads-and-writes';

/** Is `left` at least as strong as `right` in the order of the manual? */
export function isAtLeast(left: LockMode, right: LockMode): boolean {
  return LOCK_MODES.indexOf(left) >= LOCK_MODES.indexOf(right);
}

/** The stronger one of two modes. */
export function stronger(left: LockMode, right: LockMode): LockMode {
  return isAtLeast(left, right) ? left : right;
}

/** What a mode on a table keeps others from (conflict table of manual 13.3.1). */
export function impactOf(mode: LockMode): LockImpact {
  if (mode === 'ACCESS EXCLUSIVE') return 'blocks-reads-and-writes';
  return isAtLeast(mode, 'SHARE') ? 'blocks-writes' : 'none';
}
