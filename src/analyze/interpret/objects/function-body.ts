import type { Node } from 'libpg-query';
import { StatementError } from '../../../model/errors.ts';
import { parseSql } from '../../../syntax/parse.ts';
import type { FunctionObject } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import { lockNamedRelations } from './parse-locks.ts';

const QUERIES: ReadonlySet<string> = new Set([
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'CreateTableAsStmt',
  'ExplainStmt',
  'DeclareCursorStmt',
]);

/** fmgr_sql_validator (pg_proc.c): the queries of a LANGUAGE sql body are analysed and rewritten; one with polymorphic arguments is only parsed. */
export function lockFunctionBody(context: Interpretation, { language, body, sqlBody, arguments: taken }: FunctionObject): void {
  if (language !== 'sql') return;
  const isPolymorphic = taken.some(({ category, name }) => category === 'pseudo' && name.startsWith('any'));
  if (sqlBody !== null) lockNamedRelations(context, sqlBody, 'rewritten');
  else
    for (const statement of parsed(context, body))
      if (!isPolymorphic && QUERIES.has(Object.keys(statement)[0] ?? '')) lockNamedRelations(context, statement, 'rewritten');
}

function parsed(context: Interpretation, body: string): readonly Node[] {
  try {
    return (parseSql(body).stmts ?? []).flatMap(({ stmt }) => stmt ?? []);
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    return context.refuse('42601', error.message);
  }
}
