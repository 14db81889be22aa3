import type { PartitionBound, Relation } from '../world/objects.ts';
import type { Interpretation } from './interpretation.ts';

/** ALTER TABLE parent ATTACH PARTITION child: locks, the scans that no constraint spares, indexes and constraints (ATExecAttachPartition). */
export function attachPartition(_context: Interpretation, _parent: Relation, _child: Relation, _bound: PartitionBound): void {}

/** ALTER TABLE parent DETACH PARTITION child [CONCURRENTLY | FINALIZE] (ATExecDetachPartition). */
export function detachPartition(
  _context: Interpretation,
  _parent: Relation,
  _child: Relation,
  _how: 'plain' | 'concurrently' | 'finalize',
): void {}
