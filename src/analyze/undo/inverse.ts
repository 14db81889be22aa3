import type { Node } from 'libpg-query';
import type { Effect } from '../../model/effect.ts';
import type { World } from '../world/world.ts';
import type { Keeping, SettingAside } from './keep/keeping.ts';

/** What undoes a statement. */
export interface Inverse {
  /** Statements in the order in which they are to run, without semicolon. */
  readonly sql: readonly string[];
  /** What they do not bring back, and nothing else does: rows, values, whatever nobody can tell. One reason each; empty: everything. */
  readonly lost: readonly string[];
  /** What they do not bring back, but the catalog of the state before would tell: definitions and settings. */
  readonly untold?: readonly string[];
  /** Statements by the catalog's definitions, which hold once everything else has its former name: they run at the end of the script. */
  readonly atEnd?: readonly string[];
  /** How inverses of earlier statements begin that have nothing to take back any more, since the object is gone. */
  readonly cancels?: readonly string[];
  /** What the script itself has to do so that these statements find what it destroys. */
  readonly aside?: SettingAside | undefined;
}

/** Called when the statement has been followed: names that the server chose are known then. */
export type Inverter = (effects: readonly Effect[]) => Inverse;

/** Looks at the world before a statement of its kind and answers how to invert it; null: not a statement of its kind. */
export type Inversion = (node: Node, world: World, origin: Origin) => Inverter | null;

/** Where the script begins: objects with this number or a higher one are its own, and go as a whole. */
export interface Origin {
  readonly firstId: number;
  /** Given: what a statement destroys may be set aside by the script; left out: the script stays as it is. */
  readonly keeping?: Keeping | undefined;
}

/** Nothing has to be undone. */
export const NOTHING: Inverse = { sql: [], lost: [] };

/** An inverse that does not depend on what the statement did. */
export function always(...sql: readonly string[]): Inverter {
  return () => ({ sql, lost: [] });
}

/** Only the catalog of the state before tells how it was. */
export function untold(reason: string): Inverter {
  return () => ({ sql: [], lost: [], untold: [reason] });
}

/** Nothing brings it back. */
export function impossible(reason: string): Inverter {
  return () => ({ sql: [], lost: [reason] });
}
