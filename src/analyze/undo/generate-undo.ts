import type { Node } from 'libpg-query';
import { commandTag } from '../../syntax/command-tag.ts';
import type { PlannedUndo } from '../../model/plan.ts';
import type { World } from '../world/world.ts';
import { impossible, type Inverse, type Inverter, type Origin } from './inverse.ts';
import { INVERSIONS } from './inverses/index.ts';

/** Looks at a statement before it is followed; what is answered makes its inverse afterwards. Call `loadDeparser` first. */
export function prepareInverse(node: Node, world: World, origin: Origin = { firstId: world.nextId }): Inverter {
  for (const inversion of INVERSIONS) {
    const inverter = inversion(node, world, origin);
    if (inverter !== null) return inverter;
  }
  return impossible(`${commandTag(node)} is not inverted`);
}

/** The inverses of a script's statements, the last one first, as an undo script; a draft until a round trip has proven it. */
export function generatedUndo(inverses: readonly (Inverse & { readonly statement: number })[]): PlannedUndo {
  const cancelled: string[] = [];
  const newestFirst = inverses.toReversed();
  const ofStatements = newestFirst.flatMap((inverse) => {
    const kept = inverse.sql.filter((text) => !takeOut(cancelled, text));
    cancelled.push(...(inverse.cancels ?? []));
    return kept.map((text) => `${text};`);
  });
  const sql = [...ofStatements, ...newestFirst.flatMap(({ atEnd = [] }) => atEnd.map((text) => `${text};`))].join('\n');
  return {
    source: 'generated',
    script: null,
    sql: sql === '' ? '' : `${sql}\n`,
    sha256: null,
    irreversible: inverses.flatMap(({ statement, lost }) => lost.map((reason) => ({ statement, reason }))),
  };
}

/** Whether a statement need not be taken back, because the script has done so itself. */
function takeOut(cancelled: string[], text: string): boolean {
  const at = cancelled.findIndex((start) => text === start || (start.endsWith('(') && text.startsWith(start)));
  if (at < 0) return false;
  cancelled.splice(at, 1);
  return true;
}
