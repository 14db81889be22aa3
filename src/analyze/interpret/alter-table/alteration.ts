import type { LockMode } from '../../../model/lock-mode.ts';
import type { Column, Relation } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import type { World } from '../../world/world.ts';
import type { Interpretation } from '../interpretation.ts';
import { RowWork } from './row-work.ts';

/** ALTER TABLE runs its subcommands in this order, not in that of the text (AlterTablePass, tablecmds.c). */
export const PASSES = [
  'drop',
  'alter-type',
  'old-index',
  'old-constraint',
  'add-column',
  'set-expression',
  'add-constraint',
  'column-attributes',
  'add-index-constraint',
  'add-index',
  'add-other-constraint',
  'miscellaneous',
] as const;

export type Pass = (typeof PASSES)[number];

/** One ALTER TABLE on its way through PostgreSQL's three phases. */
export class Alteration {
  readonly context: Interpretation;
  readonly relation: Relation;
  /** The strongest mode that any subcommand needs; descendants are locked in the same. */
  readonly mode: LockMode;
  /** Without ONLY. */
  readonly recurses: boolean;
  readonly rows: RowWork = new RowWork();
  readonly #passes = new Map<Pass, (() => void)[]>(PASSES.map((pass) => [pass, []]));

  constructor(context: Interpretation, relation: Relation, mode: LockMode, recurses: boolean) {
    this.context = context;
    this.relation = relation;
    this.mode = mode;
    this.recurses = recurses;
  }

  get world(): World {
    return this.context.world;
  }

  /** Puts a step into a pass; steps of the pass that runs may add more of it. */
  queue(pass: Pass, step: () => void): void {
    this.#passes.get(pass)?.push(step);
  }

  /** The second phase: the catalog. */
  runPasses(): void {
    for (const steps of this.#passes.values()) for (const step of steps) step();
  }

  /** The relation with everything below it, locked as ATSimpleRecursion does; the relation alone under ONLY. */
  tree(): readonly Relation[] {
    if (!this.recurses) return [this.relation];
    const members = withDescendants(this.relation);
    for (const member of members) this.lockDescendant(member);
    return members;
  }

  /** The children, locked; none under ONLY. */
  children(relation: Relation): readonly Relation[] {
    if (!this.recurses) return [];
    for (const child of relation.children) this.lockDescendant(child);
    return [...relation.children];
  }

  lockDescendant(member: Relation): void {
    if (member !== this.relation) this.context.lock(member, this.mode, descentReason(member));
  }

  /** A column that a subcommand names; refused with 42703 where the server would. */
  column(relation: Relation, name: string): Column | null {
    const column = this.world.column(relation, name);
    if (column === null) this.context.refuseIfKnown('42703', `column "${name}" of relation "${relation.name}" does not exist`);
    return column;
  }
}

/** Why a descendant is locked along with its ancestor. */
export function descentReason(member: Relation): 'partition' | 'inheritance' {
  return member.partitionBound === null ? 'inheritance' : 'partition';
}
