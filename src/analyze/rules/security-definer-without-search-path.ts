import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { sqlLines, sqlName } from '../safer-sql.ts';
import { optionOf, wordsOf } from '../statement-parts.ts';

/** A SECURITY DEFINER function without a search_path of its own. */
export const securityDefinerWithoutSearchPath: Rule = statementRule({
  id: 'security-definer-without-search-path',
  title: 'SECURITY DEFINER without SET search_path',
  group: 'correctness',
  severity: 'high',
  why: "The function runs with its owner's rights and finds tables, functions and operators by the caller's search_path: a caller who can create objects in a schema of his own takes the owner's rights.",
  safer: "SET search_path = pg_catalog, the schema, pg_temp in the function's definition.",
  documentation: 'https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY',
  alsoKnownAs: ['Supabase function_search_path_mutable'],
  check: (subject) => {
    if (!('CreateFunctionStmt' in subject.node)) return [];
    const { options = [], funcname, sql_body } = subject.node.CreateFunctionStmt;
    const isDefiner = optionOf(options, 'security') === 'true';
    const setsPath = options.some(
      (node) =>
        'DefElem' in node &&
        node.DefElem.defname === 'set' &&
        node.DefElem.arg !== undefined &&
        'VariableSetStmt' in node.DefElem.arg &&
        node.DefElem.arg.VariableSetStmt.name === 'search_path',
    );
    // A body of BEGIN ATOMIC has been looked up when the function was made.
    if (!isDefiner || setsPath || sql_body !== undefined) return [];
    const name = wordsOf(funcname).map(sqlName).join('.');
    return [
      {
        message: `${name} runs with its owner's rights under the caller's search_path.`,
        saferSql: sqlLines(`ALTER ROUTINE ${name} SET search_path = pg_catalog, ${sqlName(subject.world.creationSchema())}, pg_temp`),
      },
    ];
  },
});
