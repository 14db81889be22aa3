import type { Node } from 'libpg-query';
import { commandTag } from '../../syntax/command-tag.ts';
import type { PlannedUndo } from '../../model/plan.ts';
import type { World } from '../world/world.ts';
import { impossible, type Inverse, type Inverter } from './inverse.ts';
import { INVERSIONS } from './inverses/index.ts';

/** Looks at a statement before it is followed; what is answered makes its inverse afterwards. Call `loadDeparser` first. */
export function prepareInverse(node: Node, world: World): Inverter {
  for (const inversion of INVERSIONS) {
    const inverter = inversion(node, world);
    if (inverter !== null) return inverter;
  }
  return impossible(`${commandTag(node)} is not inverted`);
}

/** The inverses of a script's statements, the last one first, as an undo script; a draft until a round trip has proven it. */
export function generatedUndo(inverses: readonly (Inverse & { readonly statement: number })[]): PlannedUndo {
  const sql = inverses
    .toReversed()
    .flatMap((inverse) => inverse.sql.map((text) => `${text};`))
    .join('\n');
  return {
    source: 'generated',
    script: null,
    sql: sql === '' ? '' : `${sql}\n`,
    sha256: null,
    irreversible: inverses.flatMap(({ statement, lost }) => lost.map((reason) => ({ statement, reason }))),
  };
}
