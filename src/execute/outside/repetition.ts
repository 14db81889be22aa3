import { leadingKeywords, type TransactionControl } from '../../syntax/keywords.ts';
import { loadParser } from '../../syntax/parse.ts';
import { couldRefuseTransaction, transactionRule } from '../../syntax/transaction-rule.ts';

/**
 * How a statement outside of a transaction bears being run again after a run was killed.
 * `session`: it makes something of the session and has to be run each time. `atomic`: all or nothing, so its mark is committed with it.
 * `repeatable`: running it again does no harm. `probed`: the catalog tells whether it was done. `unknown`: nothing tells.
 */
export type Repetition = 'session' | 'atomic' | 'repeatable' | 'probed' | 'unknown';

const SESSION: ReadonlySet<string | undefined> = new Set(
  'SET RESET DISCARD PREPARE DEALLOCATE LISTEN UNLISTEN LOAD DECLARE FETCH MOVE CLOSE SHOW LOCK CHECKPOINT'.split(' '),
);
const PREPARED: ReadonlySet<TransactionControl | null> = new Set<TransactionControl>(['commit-prepared', 'rollback-prepared']);
const SETS_SESSION = /\bset_config\s*\(/i;
const MAKES_TEMPORARY = /^\s*create\s+(?:or\s+replace\s+)?(?:(?:local|global)\s+)?temp(?:orary)?\b/i;
/** A block without these words is all or nothing: only they end a transaction, or call what may. */
const ENDS_TRANSACTION = /\b(?:commit|rollback|call)\b/i;
/** The rules that matter here are the same in all versions from 14 on. */
const SOME_VERSION = 180000;

/** Judges a statement by its text. */
export async function repetitionOf(text: Buffer, sql: string, control: TransactionControl | null): Promise<Repetition> {
  const [first, second, third] = leadingKeywords(text, 3);
  if (PREPARED.has(control)) return 'unknown';
  if (control !== null || SESSION.has(first)) return 'session';
  if (first === 'CALL') return 'unknown';
  if (first === 'DO') return ENDS_TRANSACTION.test(sql) ? 'unknown' : 'atomic';
  if (MAKES_TEMPORARY.test(sql) || (first === 'SELECT' && SETS_SESSION.test(sql))) return 'session';
  if (first === 'ANALYZE' || first === 'ANALYSE') return 'repeatable';
  if (!couldRefuseTransaction(text)) return 'atomic';
  await loadParser();
  const { kind } = transactionRule(sql, SOME_VERSION);
  switch (kind) {
    case null:
    case 'alter-type-add-value':
      return 'atomic';
    case 'create-index-concurrently':
    case 'reindex-concurrently':
    case 'reindex-many':
    case 'reindex-partitioned-maybe':
    case 'vacuum':
    case 'cluster-all':
    case 'cluster-partitioned-maybe':
    case 'alter-system':
    case 'database-tablespace':
      return 'repeatable';
    case 'discard-all':
      return 'session';
    case 'drop-index-concurrently':
    case 'database':
    case 'tablespace':
    case 'drop-subscription':
      return first === 'DROP' && /\bif\s+exists\b/i.test(sql) ? 'repeatable' : 'probed';
    case 'create-subscription':
    case 'detach-partition-concurrently':
      return 'probed';
    case 'alter-subscription':
      return second === 'SUBSCRIPTION' && third === 'REFRESH' ? 'repeatable' : 'unknown';
    case 'prepared-transaction':
    case 'not-parsed':
      return 'unknown';
  }
}
