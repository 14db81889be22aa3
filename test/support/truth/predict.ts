import type { Node } from 'libpg-query';
import { FAILED, interpretNode } from '../../../src/analyze/interpret/interpret.ts';
import { Interpretation } from '../../../src/analyze/interpret/interpretation.ts';
import type { World } from '../../../src/analyze/world/world.ts';
import type { Effect, RelationName } from '../../../src/model/effect.ts';
import { stronger } from '../../../src/model/lock-mode.ts';
import type { LockMode } from '../../../src/model/lock-mode.ts';
import { parseSql } from '../../../src/syntax/parse.ts';
import { transactionRule } from '../../../src/syntax/transaction-rule.ts';
import type { TruthCase } from './cases.ts';

/** What the analysis says of a case, in the terms of the truth files. */
export interface Prediction {
  readonly dangerous: boolean;
  /** Strongest mode on any relation that existed before; `null` for none. */
  readonly lock: LockMode | null;
  readonly rewrite: boolean;
  readonly effects: readonly Effect[];
  /** An exception that no interpreter may throw. */
  readonly crash: unknown;
}

const REFUSES_TRANSACTION: ReadonlySet<string> = new Set(['25001', '2D000']);

/** Interprets a case in a world that `makeWorld` makes afresh; outside of a transaction where the server refuses one. */
export function predict(truthCase: TruthCase, makeWorld: () => World): Prediction {
  try {
    return predictIn(truthCase, makeWorld);
  } catch (crash) {
    return { ...judge([]), effects: [], crash };
  }
}

function predictIn(truthCase: TruthCase, makeWorld: () => World): Prediction {
  const world = makeWorld();
  const rule = transactionRule(truthCase.sql, world.majorVersion * 10_000);
  const inside = rule.isTransactional ? run(truthCase, world, true) : null;
  const isRefused = inside?.effects.some((effect) => effect.kind === 'error' && REFUSES_TRANSACTION.has(effect.sqlState)) ?? true;
  return inside !== null && !isRefused ? inside : run(truthCase, inside === null ? world : makeWorld(), false);
}

function run(truthCase: TruthCase, world: World, isInTransaction: boolean): Prediction {
  const effects: Effect[] = [];
  let crash: unknown = null;
  try {
    if (truthCase.session !== undefined) interpretAlone(world, statementsOf(truthCase.session));
    world.isInBatch = true;
    const context = new Interpretation(world);
    context.isInTransaction = isInTransaction;
    for (const node of statementsOf(truthCase.sql)) effects.push(...context.statement(() => interpretNode(context, node)));
  } catch (error) {
    crash = error;
  }
  return { ...judge(effects), effects, crash: crash ?? failureIn(effects) };
}

/** An interpreter that failed is opaque to users, and a crash to us. */
function failureIn(effects: readonly Effect[]): string | null {
  return effects.flatMap((effect) => (effect.kind === 'opaque' && effect.reason.startsWith(FAILED) ? [effect.reason] : []))[0] ?? null;
}

/** Runs statements each in a transaction of its own. */
export function interpretAlone(world: World, statements: readonly Node[]): void {
  const context = new Interpretation(world);
  for (const node of statements) {
    context.statement(() => interpretNode(context, node));
    context.releaseLocks();
  }
}

const parsed = new Map<string, readonly Node[]>();

/** The statements of a text; parsed once. */
export function statementsOf(sql: string): readonly Node[] {
  let nodes = parsed.get(sql);
  if (nodes === undefined) {
    nodes = (parseSql(sql).stmts ?? []).flatMap(({ stmt }) => stmt ?? []);
    parsed.set(sql, nodes);
  }
  return nodes;
}

function judge(effects: readonly Effect[]): Pick<Prediction, 'dangerous' | 'lock' | 'rewrite'> {
  let lock: LockMode | null = null;
  let dangerous = false;
  let rewrite = false;
  for (const effect of effects) {
    if (effect.kind === 'lock' && isObserved(effect.relation)) lock = lock === null ? effect.mode : stronger(lock, effect.mode);
    if (effect.kind !== 'work' || !isObserved(effect.relation)) continue;
    dangerous ||= effect.under.length > 0;
    rewrite ||= effect.index === null && effect.relation.kind !== 'index' && (effect.work === 'rewrite' || effect.work === 'copy');
  }
  return { dangerous, lock, rewrite };
}

// The observation leaves out what the statement itself made, and the system's own relations.
function isObserved({ isPreExisting, schema, kind }: RelationName): boolean {
  return isPreExisting && schema !== 'pg_catalog' && schema !== 'information_schema' && kind !== 'composite-type';
}
