import { flywayLockKey } from '../postgres/advisory-lock.ts';
import { quoteIdentifier } from '../syntax/names.ts';

/** The schema history table of a run: where it is and which advisory lock guards it. */
export interface HistoryTable {
  readonly schema: string;
  readonly name: string;
  readonly tablespace: string | null;
  /** `"public"."flyway_schema_history"`, as Flyway prints and hashes it. */
  readonly quoted: string;
  readonly lockKey: bigint;
}

/** Names a history table. */
export function historyTable(schema: string, name: string, tablespace: string | null): HistoryTable {
  const quoted = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
  return { schema, name, tablespace, quoted, lockKey: flywayLockKey(quoted) };
}
