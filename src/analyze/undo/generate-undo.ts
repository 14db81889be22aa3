import type { Node } from 'libpg-query';
import { commandTag } from '../../syntax/command-tag.ts';
import type { PlannedUndo } from '../../model/plan.ts';
import type { World } from '../world/world.ts';
import { impossible, untold, type Inverse, type Inverter, type Origin } from './inverse.ts';
import { INVERSIONS } from './inverses/index.ts';

/** Looks at a statement before it is followed; what is answered makes its inverse afterwards. Call `loadDeparser` first. */
export function prepareInverse(node: Node, world: World, origin: Origin = { firstId: world.nextId }): Inverter {
  if (reachesBeyond(node)) return impossible(`${commandTag(node)} reaches beyond the database`);
  for (const inversion of INVERSIONS) {
    const inverter = inversion(node, world, origin);
    if (inverter !== null) return inverter;
  }
  const [kind = ''] = Object.keys(node);
  return (SERVER_WIDE.test(kind) ? impossible : untold)(`${commandTag(node)} is not inverted`);
}

const SHARED = new Set(['OBJECT_DATABASE', 'OBJECT_ROLE', 'OBJECT_TABLESPACE', 'OBJECT_PARAMETER_ACL']);

/** Comments, names, owners and privileges of what all databases of a server share. */
function reachesBeyond(node: Node): boolean {
  const types = Object.values(node).flatMap((statement: object) =>
    ['objtype', 'objectType', 'renameType'].flatMap((field) => (field in statement ? (statement as Record<string, unknown>)[field] : [])),
  );
  return types.some((type) => typeof type === 'string' && SHARED.has(type));
}

/** Statements that reach beyond the database, of which its catalog tells nothing. */
const SERVER_WIDE =
  /^(?:Alter|Create|Drop|Grant)(?:Role|RoleSet|d[bB]|Database|DatabaseSet|TableSpace|System)|^AlterTableSpace|^DropOwned|^Merge|^Copy|^Call/u;

/** A reason with the number of its statement. */
interface Numbered {
  readonly statement: number;
  readonly reason: string;
}

/** Of what an undo does not bring back, that which the catalog of the state before would tell. */
export function untoldOf(inverses: readonly (Inverse & { readonly statement: number })[]): readonly Numbered[] {
  return inverses.flatMap(({ statement, untold: reasons = [] }) => reasons.map((reason) => ({ statement, reason })));
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
    irreversible: inverses.flatMap(({ statement, lost, untold: more = [] }) => [...lost, ...more].map((reason) => ({ statement, reason }))),
  };
}

/** Whether a statement need not be taken back, because the script has done so itself. */
function takeOut(cancelled: string[], text: string): boolean {
  const at = cancelled.findIndex((start) => text === start || (start.endsWith('(') && text.startsWith(start)));
  if (at < 0) return false;
  cancelled.splice(at, 1);
  return true;
}
