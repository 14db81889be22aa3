import type { Effect } from '../../../model/effect.ts';
import type { Inversion } from '../inverse.ts';
import { worldDifference } from '../world-difference.ts';
import { worldSnapshot } from '../world-snapshot.ts';

/** DO: by the difference between what the world was and what the followed statements of the block have made of it. */
export const invertDo: Inversion = (node, world, origin) => {
  if (!('DoStmt' in node)) return null;
  const before = worldSnapshot(world);
  return (effects) => {
    const { sql, lost, untold } = worldDifference(before, worldSnapshot(world));
    const unknown = effects.some(({ kind }) => kind === 'opaque') ? ['what the DO block did'] : [];
    const rows = effects.some((effect) => isForeignRow(effect, origin.firstId)) ? ['the rows that the DO block wrote'] : [];
    const gone = effects.flatMap((effect) => (effect.kind === 'destroy' && effect.what === 'values' ? [`values of ${effect.name}`] : []));
    return { sql, lost: [...lost, ...unknown, ...rows, ...gone], untold: untold ?? [] };
  };
};

function isForeignRow(effect: Effect, firstId: number): boolean {
  if (effect.kind !== 'rows') return false;
  const relation: object = effect.relation;
  return !('id' in relation) || typeof relation.id !== 'number' || relation.id < firstId;
}
