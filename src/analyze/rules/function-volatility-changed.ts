import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { wordsOf } from '../statement-parts.ts';
import type { FunctionObject } from '../world/objects.ts';

/** A function gets another volatility. */
export const functionVolatilityChanged: Rule = statementRule<readonly { readonly found: FunctionObject; readonly volatility: string }[]>({
  id: 'function-volatility-changed',
  title: 'A function gets another volatility',
  group: 'correctness',
  severity: 'medium',
  why: 'IMMUTABLE and STABLE are promises on which the planner relies: a wrong one gives wrong results from indexes and cached plans. The other way, a function that becomes VOLATILE is called for every row where it was called once. CREATE OR REPLACE without a word makes it VOLATILE.',
  safer: 'Say the volatility in every CREATE OR REPLACE, and IMMUTABLE only where no table, setting or time zone matters.',
  documentation: 'https://www.postgresql.org/docs/current/xfunc-volatility.html',
  alsoKnownAs: ['safe-migrate function-volatility-change'],
  before: (node, world) => {
    if (!('CreateFunctionStmt' in node) && !('AlterFunctionStmt' in node)) return [];
    const words = 'CreateFunctionStmt' in node ? wordsOf(node.CreateFunctionStmt.funcname) : wordsOf(node.AlterFunctionStmt.func?.objname);
    return world.findFunctions(words.at(-1) ?? '', words.at(-2) ?? null).map((found) => ({ found, volatility: found.volatility }));
  },
  check: (_subject, functions) =>
    functions
      .filter(({ found, volatility }) => !found.isNew && found.volatility !== volatility)
      .map(({ found, volatility }) => ({
        message: `${found.name} is ${found.volatility.toUpperCase()} from now on; it was ${volatility.toUpperCase()}.`,
      })),
});
