import { interpretNode } from '../../../src/analyze/interpret/interpret.ts';
import { Interpretation } from '../../../src/analyze/interpret/interpretation.ts';
import { World } from '../../../src/analyze/world/world.ts';
import type { Effect } from '../../../src/model/effect.ts';
import { isAtLeast } from '../../../src/model/lock-mode.ts';
import type { LockMode } from '../../../src/model/lock-mode.ts';
import { parseSql } from '../../../src/syntax/parse.ts';

export interface Interpreted {
  readonly effects: readonly Effect[];
  readonly world: World;
  /** Strongest mode on each relation that the set-up made, as `accounts ACCESS EXCLUSIVE`, sorted. */
  readonly locks: readonly string[];
  /** SQLSTATE of the statement that the server would refuse. */
  readonly refused: string | null;
}

/** Interprets SQL in a world grown from the text of a set-up; `loadParser` first. */
export function interpretSql(
  setup: string,
  sql: string,
  {
    majorVersion = 18,
    isInTransaction = true,
    isOpen = true,
  }: { readonly majorVersion?: number; readonly isInTransaction?: boolean; readonly isOpen?: boolean } = {},
): Interpreted {
  const world = new World({ majorVersion, isOpen });
  run(new Interpretation(world), setup);
  world.settle();
  world.isInBatch = true;
  const context = new Interpretation(world);
  context.isInTransaction = isInTransaction;
  const effects = run(context, sql);
  const error = effects.find((effect) => effect.kind === 'error');
  return { effects, world, locks: strongestLocks(effects), refused: error?.sqlState ?? null };
}

function run(context: Interpretation, sql: string): readonly Effect[] {
  return (parseSql(sql).stmts ?? []).flatMap(({ stmt }) =>
    stmt === undefined ? [] : context.statement(() => interpretNode(context, stmt)),
  );
}

function strongestLocks(effects: readonly Effect[]): readonly string[] {
  const strongest = new Map<string, LockMode>();
  for (const effect of effects) {
    if (effect.kind !== 'lock' || !effect.relation.isPreExisting || effect.relation.kind === 'composite-type') continue;
    const { schema, name } = effect.relation;
    const shown = schema === 'public' ? name : `${schema}.${name}`;
    const known = strongest.get(shown);
    if (known === undefined || isAtLeast(effect.mode, known)) strongest.set(shown, effect.mode);
  }
  return [...strongest].map(([name, mode]) => `${name} ${mode}`).toSorted();
}
