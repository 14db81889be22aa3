import type { PlannedStatement } from '../../../model/plan.ts';

/** Where a statement stands on the page. */
export function anchorOf({ region, number, sha256 }: PlannedStatement): string {
  return `s${region.line}-${number}-${sha256.slice(0, 8)}`;
}
