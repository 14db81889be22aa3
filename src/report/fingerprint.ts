import { createHash } from 'node:crypto';
import type { LocatedHazard } from './plan-hazards.ts';
import { relativePath } from './relative-path.ts';

/**
 * A name for each hazard that stays when lines move and when the layout of the SQL changes: over the rule, the file, the words of the statement, and which
 * one it is among equal ones.
 */
export function fingerprints(hazards: readonly LocatedHazard[], sourceRoot: string | undefined): readonly string[] {
  const seen = new Map<string, number>();
  return hazards.map(({ hazard, statement }) => {
    const words = statement === null ? '' : statement.sql.replace(/\s+/gu, ' ').trim();
    const key = JSON.stringify([hazard.rule, relativePath(hazard.region.file, sourceRoot), words]);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return createHash('sha256').update(`${key} ${ordinal}`).digest('hex');
  });
}
