import { FlybackError } from '../model/errors.ts';
import type { ServerError } from '../postgres/server-error.ts';
import { quoteLiteral } from '../syntax/names.ts';

/** Why the guard let nothing pass. */
export type GuardRefusal = 'halted' | 'halt-unreadable' | 'lock-lost' | 'control-schema-is-new';

/** The guard stopped a message before any statement of a script in it; whoever runs it words the error. */
export class GuardFailure extends FlybackError {
  readonly refusal: GuardRefusal;
  constructor(refusal: GuardRefusal) {
    super(refusal === 'lock-lost' ? 'LOCK_HELD' : 'HALTED', `The run was stopped: ${refusal}`, {
      exitCode: refusal === 'lock-lost' ? 16 : 17,
    });
    this.refusal = refusal;
  }
}

// Asking for a parameter that nobody has is an error (42704) whose text names it in every language: the only way in which a plain
// SELECT can stop the rest of its message.
const PARAMETERS: Readonly<Record<GuardRefusal, string>> = {
  halted: 'flyback_guard.is_halted',
  'halt-unreadable': 'flyback_guard.halt_is_unreadable',
  'lock-lost': 'flyback_guard.lock_is_lost',
  'control-schema-is-new': 'flyback_guard.schema_is_new',
};
const UNDEFINED_OBJECT = '42704';
const OPEN_HALT = 'SELECT 1 FROM flyback.halt WHERE resumed_at IS NULL LIMIT 1';

/** The refusal that an error of the guard means; null for any other error. */
function guardRefusal({ server }: ServerError): GuardRefusal | null {
  if (server.sqlState !== UNDEFINED_OBJECT) return null;
  const found = Object.entries(PARAMETERS).find(([, parameter]) => server.message.includes(parameter));
  return found === undefined ? null : (found[0] as GuardRefusal);
}

/** What the guard's error means; any other error as it is. */
export function refusalOf(error: ServerError): Error {
  const refusal = guardRefusal(error);
  return refusal === null ? error : new GuardFailure(refusal);
}

/**
 * An expression that fails where `flyback halt` is in force. Functions alone: where there is no control schema it costs one look into a cache,
 * and nothing is planned. A table that a role may not read counts as halted where that is asked for.
 */
export function haltGuard(refusesUnreadable: boolean): string {
  const unreadable = refusesUnreadable ? stopped('halt-unreadable') : "''";
  const lines = [
    "CASE WHEN pg_catalog.to_regnamespace('flyback') IS NULL THEN ''",
    `WHEN NOT pg_catalog.has_schema_privilege('flyback', 'USAGE') THEN ${unreadable}`,
    "WHEN pg_catalog.to_regclass('flyback.halt') IS NULL THEN ''",
    `WHEN NOT pg_catalog.has_table_privilege('flyback.halt', 'SELECT') THEN ${unreadable}`,
    `WHEN pg_catalog.query_to_xml(${quoteLiteral(OPEN_HALT)}, true, true, '')::pg_catalog.text OPERATOR(pg_catalog.=) '' THEN ''`,
    `ELSE ${stopped('halted')} END`,
  ];
  return lines.join(' ');
}

/**
 * The same where there was no control schema when the run began: short, so that whoever looks at pg_stat_activity still sees the script behind it.
 * It fails as soon as there is one; then the long form has to be asked.
 */
export function newControlSchemaGuard(): string {
  return `CASE WHEN pg_catalog.to_regnamespace('flyback') IS NOT NULL THEN ${stopped('control-schema-is-new')} END`;
}

/** An expression that takes the lock of the history once more, for this transaction, and fails where another session has it by now. */
export function lockGuard(key: bigint): string {
  return `CASE WHEN pg_catalog.pg_try_advisory_xact_lock(${key}) THEN '' ELSE ${stopped('lock-lost')} END`;
}

/** A query that takes the session's lock anew: its first column is `f` where a script had given it back; it fails where somebody was faster. */
export function retakeLockSql(key: bigint): string {
  const taken = `CASE WHEN pg_catalog.pg_try_advisory_lock(${key}) THEN '' ELSE ${stopped('lock-lost')} END`;
  return `SELECT pg_catalog.pg_advisory_unlock(${key}), ${taken}`;
}

function stopped(refusal: GuardRefusal): string {
  return `pg_catalog.current_setting('${PARAMETERS[refusal]}')`;
}
