import type { DiscardStmt, FuncCall, Node, TransactionStmt, VariableSetStmt } from 'libpg-query';
import type { SessionState } from '../world/world.ts';
import type { Interpretation } from './interpretation.ts';
import type { Interpreters } from './interpreters.ts';
import { literalOf } from './queries/constants.ts';
import { words } from './queries/walk.ts';

const nothing = (): void => {};

/** SET, RESET, transaction control, NOTIFY and others that touch no relation. */
export const SESSION_INTERPRETERS: Interpreters = {
  VariableSetStmt: set,
  VariableShowStmt: nothing,
  TransactionStmt: transaction,
  DiscardStmt: ({ world: { session } }: Interpretation, { target }: DiscardStmt) => {
    if (target === 'DISCARD_ALL') Object.assign(session, INITIAL);
  },
  NotifyStmt: nothing,
  ListenStmt: nothing,
  UnlistenStmt: nothing,
  LoadStmt: (context: Interpretation) => context.opaque('what a loaded library does is not known'),
  CheckPointStmt: nothing,
  ConstraintsSetStmt: nothing,
};

/** What the settings are when the session starts; RESET goes back to them. */
const INITIAL: Pick<SessionState, 'timeZone' | 'replicationRole' | 'defaultTableAccessMethod' | 'defaultTablespace'> = {
  timeZone: 'UTC',
  replicationRole: 'origin',
  defaultTableAccessMethod: 'heap',
  defaultTablespace: '',
};

/** SET and RESET of those settings that change what a later statement does. */
function set({ world: { session } }: Interpretation, { kind, name = '', args = [] }: VariableSetStmt): void {
  if (kind === 'VAR_RESET_ALL') {
    Object.assign(session, INITIAL);
    return;
  }
  const values = kind === 'VAR_SET_VALUE' ? args.map(settingText) : null;
  changeSetting(session, name.toLowerCase(), values);
}

/** Changes a setting; `null` for its default. */
export function changeSetting(session: SessionState, name: string, values: readonly string[] | null): void {
  const [first] = values ?? [];
  switch (name) {
    case 'search_path':
      session.searchPath = (values ?? ['$user', 'public']).map((schema) => (schema === '$user' ? session.user : schema)).filter(Boolean);
      break;
    case 'timezone':
      session.timeZone = first ?? INITIAL.timeZone;
      break;
    case 'role':
    case 'session_authorization':
      if (first !== undefined && first !== 'none') session.user = first;
      break;
    case 'session_replication_role':
      session.replicationRole = first === 'replica' || first === 'local' ? first : 'origin';
      break;
    case 'default_table_access_method':
      session.defaultTableAccessMethod = first ?? INITIAL.defaultTableAccessMethod;
      break;
    case 'default_tablespace':
      session.defaultTablespace = first ?? INITIAL.defaultTablespace;
      break;
    default:
  }
}

/** Schemas of a search_path written as one text: `"$user", public`. */
export function pathOf(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^\s,"]+)/gu)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? (plain ?? '').toLowerCase(),
  );
}

/** `set_config('search_path', 'app', false)` with constants changes the setting as SET does. */
export function setConfig({ world: { session } }: Interpretation, { args = [] }: FuncCall): void {
  const [name, value] = [literalOf(args[0]), literalOf(args[1])];
  if (typeof name !== 'string' || typeof value !== 'string') return;
  changeSetting(session, name.toLowerCase(), name.toLowerCase() === 'search_path' ? pathOf(value) : [value]);
}

/** SET TIME ZONE INTERVAL '+01:00' has a cast, SET x = y a bare word. */
function settingText(node: Node): string {
  const value = literalOf(node);
  if (value !== undefined) return String(value);
  return 'ColumnRef' in node ? words(node.ColumnRef.fields).join('.') : '';
}

/** COMMIT and ROLLBACK give locks back; what was rolled back stays in the world, which knows no way back. */
function transaction(context: Interpretation, { kind, savepoint_name: name = '' }: TransactionStmt): void {
  const { savepoints } = context;
  switch (kind) {
    case 'TRANS_STMT_BEGIN':
    case 'TRANS_STMT_START':
      context.isInTransaction = true;
      break;
    case 'TRANS_STMT_COMMIT':
    case 'TRANS_STMT_ROLLBACK':
    case 'TRANS_STMT_PREPARE':
      savepoints.clear();
      context.releaseLocks();
      break;
    case 'TRANS_STMT_SAVEPOINT':
      savepoints.set(name, context.savepoint());
      break;
    case 'TRANS_STMT_ROLLBACK_TO':
      savepoints.get(name)?.();
      break;
    default:
  }
}
