import type {
  CopyStmt,
  DeallocateStmt,
  DeclareCursorStmt,
  ExecuteStmt,
  ExplainStmt,
  FetchStmt,
  InsertStmt,
  LockStmt,
  DeleteStmt,
  MergeStmt,
  Node,
  PrepareStmt,
  SelectStmt,
  UpdateStmt,
} from 'libpg-query';
import { LOCK_MODES } from '../../model/lock-mode.ts';
import { withDescendants } from '../world/trees.ts';
import type { Interpretation } from './interpretation.ts';
import type { Interpreters } from './interpreters.ts';
import { isOn, optionsOf } from './options.ts';
import { resolve } from './queries/read-query.ts';
import { relationsBehind } from './queries/views.ts';
import { kindOf, words } from './queries/walk.ts';
import { copyRows } from './queries/write-rows.ts';
import { lockQuery, runQuery } from './run-query.ts';

/** SELECT, INSERT, UPDATE, DELETE, MERGE, COPY, LOCK, EXPLAIN. */
export const QUERIES_INTERPRETERS: Interpreters = {
  SelectStmt: (context: Interpretation, statement: SelectStmt) => select(context, statement),
  InsertStmt: (context: Interpretation, statement: InsertStmt) => runQuery(context, { InsertStmt: statement }),
  UpdateStmt: (context: Interpretation, statement: UpdateStmt) => runQuery(context, { UpdateStmt: statement }),
  DeleteStmt: (context: Interpretation, statement: DeleteStmt) => runQuery(context, { DeleteStmt: statement }),
  MergeStmt: (context: Interpretation, statement: MergeStmt) => runQuery(context, { MergeStmt: statement }),
  CopyStmt: copy,
  LockStmt: lockTables,
  ExplainStmt: explain,
  PrepareStmt: prepare,
  ExecuteStmt: executePrepared,
  DeallocateStmt: deallocate,
  DeclareCursorStmt: declareCursor,
  FetchStmt: fetchRows,
  ClosePortalStmt: () => {},
};

/** SELECT INTO makes a table as CREATE TABLE AS does (transformStmt, analyze.c). */
function select(context: Interpretation, statement: SelectStmt): void {
  const into = intoOf(statement);
  if (into === undefined) return runQuery(context, { SelectStmt: statement });
  const { intoClause: _into, ...query } = statement;
  context.follow({ CreateTableAsStmt: { into, query: { SelectStmt: query }, objtype: 'OBJECT_TABLE', is_select_into: true } });
}

/** In a set operation the leftmost SELECT has the INTO. */
function intoOf(statement: SelectStmt): SelectStmt['intoClause'] {
  return statement.intoClause ?? (statement.larg === undefined ? undefined : intoOf(statement.larg));
}

/** DoCopy (copy.c). */
function copy(context: Interpretation, statement: CopyStmt): void {
  if (statement.query !== undefined) return runQuery(context, statement.query);
  const relation = statement.relation === undefined ? null : resolve(context, statement.relation);
  if (relation === null) return;
  context.lock(relation, statement.is_from === true ? 'ROW EXCLUSIVE' : 'ACCESS SHARE');
  if (statement.is_from === true) return copyRows(context, relation, statement.attlist === undefined ? null : words(statement.attlist));
  // COPY TO reads the table alone, not what inherits from it.
  context.work('scan', relation, { reason: 'COPY TO reads every row' });
}

/** LockTableCommand (lockcmds.c): with what inherits from it; a view with all that its query uses. */
function lockTables(context: Interpretation, { relations = [], mode = 8 }: LockStmt): void {
  if (!context.isInTransaction) context.refuse('25P01', 'LOCK TABLE can only be used in transaction blocks');
  const lockMode = LOCK_MODES[mode - 1] ?? 'ACCESS EXCLUSIVE';
  for (const node of relations) {
    const relation = 'RangeVar' in node ? resolve(context, node.RangeVar) : null;
    if (relation === null || !('RangeVar' in node)) continue;
    context.lock(relation, lockMode);
    if (relation.relkind === 'view') {
      for (const used of relationsBehind(context.world, relation))
        for (const member of used.relkind === 'view' ? [used] : withDescendants(used)) context.lock(member, lockMode, 'view');
    } else if (node.RangeVar.inh === true) {
      const reason = relation.relkind === 'partitioned-table' ? 'partition' : 'inheritance';
      for (const member of withDescendants(relation)) context.lock(member, lockMode, reason);
    }
  }
}

/** EXPLAIN plans, so it locks; only ANALYZE runs (manual, EXPLAIN). */
function explain(context: Interpretation, { query, options = [] }: ExplainStmt): void {
  if (query === undefined) return;
  if (isOn(optionsOf(options).get('analyze'))) return context.follow(query);
  const [kind, fields] = kindOf(query);
  const inner = kind === 'CreateTableAsStmt' || kind === 'DeclareCursorStmt' ? (fields['query'] as Node | undefined) : query;
  if (kind === 'ExecuteStmt') return lockPrepared(context, (fields['name'] as string | undefined) ?? '');
  if (inner !== undefined && isQuery(inner)) lockQuery(context, inner);
}

function prepare(context: Interpretation, { name = '', query }: PrepareStmt): void {
  if (query === undefined) return;
  context.world.session.prepared.set(name, query);
  if (isQuery(query)) lockQuery(context, query);
}

function executePrepared(context: Interpretation, { name = '' }: ExecuteStmt): void {
  const query = context.world.session.prepared.get(name);
  if (query === undefined) return context.opaque(`the prepared statement ${name} is not known`);
  context.follow(query);
}

function lockPrepared(context: Interpretation, name: string): void {
  const query = context.world.session.prepared.get(name);
  if (query === undefined) context.opaque(`the prepared statement ${name} is not known`);
  else if (isQuery(query)) lockQuery(context, query);
}

function deallocate(context: Interpretation, { name, isall }: DeallocateStmt): void {
  if (isall === true || name === undefined) context.world.session.prepared.clear();
  else context.world.session.prepared.delete(name);
}

/** A cursor plans and locks when it is declared and reads when it is fetched from (manual, DECLARE). */
function declareCursor(context: Interpretation, { portalname = '', query }: DeclareCursorStmt): void {
  if (query === undefined) return;
  context.world.session.prepared.set(cursorKey(portalname), query);
  lockQuery(context, query);
}

function fetchRows(context: Interpretation, { portalname = '' }: FetchStmt): void {
  const query = context.world.session.prepared.get(cursorKey(portalname));
  if (query !== undefined) runQuery(context, query);
}

/** Cursors and prepared statements do not share their names. */
function cursorKey(name: string): string {
  return `cursor ${name}`;
}

function isQuery(node: Node): boolean {
  return ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'].includes(kindOf(node)[0]);
}
