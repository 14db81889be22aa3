import { createHash } from 'node:crypto';
import type { MigrationProof } from '../../../model/verdict.ts';

const LENGTH = 10;

/** Where a migration stands on the page. */
export function anchorOf({ file }: Pick<MigrationProof, 'file'>): string {
  return `m${createHash('sha256').update(file).digest('hex').slice(0, LENGTH)}`;
}
