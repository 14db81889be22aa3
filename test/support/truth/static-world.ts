import { World } from '../../../src/analyze/world/world.ts';
import type { TruthCase } from './cases.ts';
import { interpretAlone, statementsOf } from './predict.ts';

/** The world that grows from a case's set-up read as earlier migrations. */
export function staticWorld(truthCase: TruthCase, majorVersion: number): World {
  const world = new World({ majorVersion, isOpen: true });
  for (const text of [truthCase.setup, ...(truthCase.setup_steps ?? [])]) interpretAlone(world, statementsOf(text));
  return world;
}
