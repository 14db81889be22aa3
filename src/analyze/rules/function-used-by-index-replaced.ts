import { listed } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { wordsOf } from '../statement-parts.ts';
import type { FunctionObject, Relation } from '../world/objects.ts';
import type { World } from '../world/world.ts';
import type { Node } from 'libpg-query';

/** A function that an index, a CHECK or a generated column uses is replaced. */
export const functionUsedByIndexReplaced: Rule = statementRule<readonly string[]>({
  id: 'function-used-by-index-replaced',
  title: 'A function that stored results depend on is replaced',
  group: 'correctness',
  severity: 'high',
  why: 'CREATE OR REPLACE FUNCTION changes neither the index entries nor the stored values that were computed with the old body, and checks no row again: queries by the index find wrong rows from now on, without an error.',
  safer:
    'Make a function of another name, build a new index with it CONCURRENTLY, then drop the old ones. If the results stay the same, say so with flyback:allow.',
  documentation: 'https://www.postgresql.org/docs/current/xfunc-volatility.html',
  alsoKnownAs: ['safe-migrate function-volatility-change', 'pg-schema-diff HAS_UNTRACKABLE_DEPENDENCIES'],
  before: (node, world) => functionsReplaced(node, world).flatMap((found) => usersOf(world, found)),
  check: ({ node }, users) => {
    if (users.length === 0 || !('CreateFunctionStmt' in node)) return [];
    const name = wordsOf(node.CreateFunctionStmt.funcname).at(-1) ?? '';
    return [{ message: `${name} gets another body, and what was computed with the old one stays as it is: ${listed(users)}.` }];
  },
});

function functionsReplaced(node: Node, world: World): readonly FunctionObject[] {
  if (!('CreateFunctionStmt' in node) || node.CreateFunctionStmt.replace !== true) return [];
  const words = wordsOf(node.CreateFunctionStmt.funcname);
  return world.findFunctions(words.at(-1) ?? '', words.at(-2) ?? null).filter(({ isNew }) => !isNew);
}

function usersOf(world: World, used: FunctionObject): readonly string[] {
  return world.dependents(used).flatMap(({ dependent }) => {
    if (dependent.isNew) return [];
    if (dependent.kind === 'relation' && dependent.index !== null) return [`index ${dependent.name}`];
    if (dependent.kind === 'constraint' && dependent.type === 'check') return [`CHECK ${dependent.name}`];
    if (dependent.kind === 'attachment' && dependent.what === 'default' && isStored(dependent.relation, dependent.name))
      return [`generated column ${dependent.name}`];
    return dependent.kind === 'column' && dependent.generated === 'stored' ? [`generated column ${dependent.name}`] : [];
  });
}

function isStored(relation: Relation | null, name: string): boolean {
  return relation?.columns.some((column) => column.name === name && column.generated === 'stored') === true;
}
