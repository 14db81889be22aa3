import type { CaseExpr, Node, SelectStmt } from 'libpg-query';
import type { World } from '../../world/world.ts';
import { queryRows } from '../procedural/catalog-query.ts';
import { valueOf } from '../procedural/evaluate-expression.ts';
import { truth } from '../procedural/values.ts';
import { rewrite, walk } from './walk.ts';

/**
 * A query without what is certainly not executed: arms of CASE that other arms rule out, the target list of a SELECT whose condition is never
 * true, and a WITH query that nobody reads (manual 7.8: a SELECT in WITH is evaluated as far as its parent wants rows of it).
 */
export function executedPart(world: World, query: Node): Node {
  return rewrite(query, (kind, fields) => {
    if (kind === 'SelectStmt') return liveSelect(world, fields);
    return kind === 'CaseExpr' ? liveCase(world, fields) : undefined;
  }) as Node;
}

function liveSelect(world: World, select: SelectStmt): Node | undefined {
  if (select.whereClause !== undefined && holds(world, select.whereClause) === false)
    return { SelectStmt: { whereClause: executedPart(world, select.whereClause) } };
  const queries = select.withClause?.ctes ?? [];
  const read = queries.filter((query) => isRead(query, select));
  if (read.length === queries.length) return undefined;
  return executedPart(world, { SelectStmt: { ...select, withClause: { ...select.withClause, ctes: read } } });
}

/** What writes is always executed, to its end. */
function isRead(query: Node, within: SelectStmt): boolean {
  if (!('CommonTableExpr' in query)) return true;
  const { ctename, ctequery } = query.CommonTableExpr;
  if (ctequery === undefined || !('SelectStmt' in ctequery)) return true;
  let isNamed = false;
  walk({ SelectStmt: within }, (kind, fields) => {
    if (kind === 'CommonTableExpr' && fields['ctename'] === ctename) return false;
    if (kind === 'RangeVar' && fields['relname'] === ctename && fields['schemaname'] === undefined) isNamed = true;
    return true;
  });
  return isNamed;
}

/** Conditions are tried in turn, and the first that holds ends it (manual 9.18.1). */
function liveCase(world: World, expression: CaseExpr): Node | undefined {
  if (expression.arg !== undefined) return undefined;
  const live: Node[] = [];
  for (const arm of expression.args ?? []) {
    const settled = 'CaseWhen' in arm ? holds(world, arm.CaseWhen.expr) : null;
    if (settled !== false) live.push(arm);
    if (settled !== true) continue;
    const { defresult: _, ...rest } = expression;
    return armsOf(world, { ...rest, args: live });
  }
  return live.length === expression.args?.length ? undefined : armsOf(world, { ...expression, args: live });
}

function armsOf(world: World, { args = [], defresult }: CaseExpr): Node {
  const items = [...args, ...(defresult === undefined ? [] : [defresult])].map((item) => executedPart(world, item));
  return { List: { items } };
}

function holds(world: World, condition: Node | undefined): boolean | null {
  return truth(valueOf({ world, lookup: () => undefined, parameters: [], ask: queryRows }, condition));
}
