import type { SchemaStatement } from '../schema-statement.ts';

/** Statements that stay together. */
export interface Step {
  readonly name: string;
  readonly statements: readonly SchemaStatement[];
  /** Names of the steps that come before it; others than those given do not count. */
  readonly needs: ReadonlySet<string>;
}

/**
 * The statements of the steps so that each comes after what it needs, else in the given order. In a circle the first one given begins; what can be executed
 * only when all that belongs to an object is there comes at the end.
 */
export function inOrder(steps: readonly Step[]): readonly SchemaStatement[] {
  const names = new Set(steps.map(({ name }) => name));
  const waiting = new Map(steps.map((step) => [step.name, step]));
  const statements: SchemaStatement[] = [];
  const isReady = ({ needs, name }: Step): boolean => [...needs].every((need) => need === name || !names.has(need) || !waiting.has(need));
  while (waiting.size > 0) {
    const all = [...waiting.values()];
    const next = all.find(isReady) ?? all[0];
    if (next === undefined) break;
    waiting.delete(next.name);
    statements.push(...next.statements);
  }
  return [...statements.filter(({ isLast }) => !isLast), ...statements.filter(({ isLast }) => isLast)];
}
