import type { AlterTableStmt, CreateSubscriptionStmt, DefElem, Node, ReindexStmt } from 'libpg-query';
import { leadingKeywords } from './keywords.ts';
import { parseSql } from './parse.ts';
import type { ParseTree } from './parse.ts';

/** Why a statement refuses (or may refuse) a transaction block. */
export type TransactionRuleKind =
  | 'create-index-concurrently'
  | 'drop-index-concurrently'
  | 'reindex-concurrently'
  | 'reindex-many'
  | 'reindex-partitioned-maybe'
  | 'vacuum'
  | 'cluster-all'
  | 'cluster-partitioned-maybe'
  | 'database'
  | 'database-tablespace'
  | 'tablespace'
  | 'create-subscription'
  | 'alter-subscription'
  | 'drop-subscription'
  | 'alter-system'
  | 'discard-all'
  | 'detach-partition-concurrently'
  | 'alter-type-add-value'
  | 'prepared-transaction'
  | 'not-parsed';

/** May a statement run inside a transaction block? */
export interface TransactionRule {
  readonly isTransactional: boolean;
  /** What the server says to it inside of one, null where it is welcome there. */
  readonly reason: string | null;
  /** The kinds that end in `-maybe` are transactional by their text, but refused when the relation is partitioned. */
  readonly kind: TransactionRuleKind | null;
}

const WELCOME: TransactionRule = { isTransactional: true, reason: null, kind: null };
const ENUM_IN_TRANSACTION_SINCE = 120000;
const REINDEX_PARTITIONED_SINCE = 140000;
const CLUSTER_PARTITIONED_SINCE = 150000;
const FLYWAY_KEYWORDS = 10;
const MAX_WORDS = 64;
const CLUSTER_WIDE: ReadonlySet<string | undefined> = new Set(['DATABASE', 'TABLESPACE', 'SUBSCRIPTION']);

const MAY_REFUSE: ReadonlySet<string | undefined> = new Set('VACUUM REINDEX CLUSTER CREATE DROP ALTER DISCARD COMMIT ROLLBACK'.split(' '));

/**
 * Could this statement refuse a transaction block? Never false for one that does (PostgreSQL 10-18), by its first words only, so that the
 * parser is loaded for few scripts.
 */
export function couldRefuseTransaction(statement: string | Buffer, serverVersionNum: number = 0): boolean {
  const bytes = asBytes(statement);
  const [first] = leadingKeywords(bytes, 1);
  if (!MAY_REFUSE.has(first)) return false;
  const [, second, third, fourth] = leadingKeywords(bytes, 4);
  switch (first) {
    case 'VACUUM':
    case 'REINDEX':
    case 'CLUSTER':
      return true;
    case 'CREATE':
      return (
        CLUSTER_WIDE.has(second) || (second === 'INDEX' && third === 'CONCURRENTLY') || (second === 'UNIQUE' && fourth === 'CONCURRENTLY')
      );
    case 'DROP':
      return CLUSTER_WIDE.has(second) || (second === 'INDEX' && third === 'CONCURRENTLY');
    case 'ALTER':
      if (second === 'TYPE') return serverVersionNum < ENUM_IN_TRANSACTION_SINCE;
      return second === 'SYSTEM' || second === 'DATABASE' || second === 'SUBSCRIPTION' || (second === 'TABLE' && hasConcurrently(bytes));
    case 'DISCARD':
      return second === 'ALL';
    case 'COMMIT':
    case 'ROLLBACK':
      return second === 'PREPARED';
    default:
      return false;
  }
}

/** The rule for one statement by its parse tree (callers of PreventInTransactionBlock, PostgreSQL 14-18). Call `loadParser` first. */
export function transactionRule(sql: string, serverVersionNum: number): TransactionRule {
  const tree = parsed(sql);
  if (tree === null) return ruleByWords(sql, serverVersionNum);
  const rules = (tree.stmts ?? []).map(({ stmt }) => (stmt === undefined ? WELCOME : ruleOf(stmt, serverVersionNum)));
  return rules.find((rule) => !rule.isTransactional) ?? rules.find((rule) => rule.kind !== null) ?? WELCOME;
}

/**
 * Does Flyway 12.4 itself run this statement outside of a transaction? It goes by the first ten words outside of parentheses. A failed migration
 * leaves a history row only then.
 */
export function isFlywayNonTransactional(statement: string | Buffer, serverVersionNum: number): boolean {
  const words = leadingKeywords(asBytes(statement), MAX_WORDS).filter((word) => /^[\p{L}_]+$/u.test(word));
  const text = words.slice(0, FLYWAY_KEYWORDS).join(' ');
  if (/^(?:VACUUM|DISCARD ALL|ALTER SYSTEM|REINDEX(?: VERBOSE)? (?:SCHEMA|DATABASE|SYSTEM))(?: |$)/.test(text)) return true;
  if (/^(?:CREATE|DROP) (?:DATABASE|TABLESPACE|SUBSCRIPTION|(?:UNIQUE )?INDEX CONCURRENTLY)(?: |$)/.test(text)) return true;
  return serverVersionNum < ENUM_IN_TRANSACTION_SINCE && /^ALTER TYPE(?: .*)? ADD VALUE(?: |$)/.test(text);
}

function asBytes(statement: string | Buffer): Buffer {
  return typeof statement === 'string' ? Buffer.from(statement) : statement;
}

function hasConcurrently(bytes: Buffer): boolean {
  return /concurrently/i.test(bytes.toString('latin1'));
}

function parsed(sql: string): ParseTree | null {
  try {
    return parseSql(sql);
  } catch {
    return null;
  }
}

/** For what PostgreSQL 18's grammar does not know: words alone decide, on the side of no transaction. */
function ruleByWords(sql: string, serverVersionNum: number): TransactionRule {
  const refuses =
    isFlywayNonTransactional(sql, serverVersionNum) || (couldRefuseTransaction(sql, serverVersionNum) && /concurrently/i.test(sql));
  return refuses
    ? { isTransactional: false, reason: 'This statement may not run inside a transaction block', kind: 'not-parsed' }
    : WELCOME;
}

function refused(kind: TransactionRuleKind, statement: string): TransactionRule {
  return { isTransactional: false, reason: `${statement} cannot run inside a transaction block`, kind };
}

function maybe(kind: TransactionRuleKind, statement: string): TransactionRule {
  return { isTransactional: true, reason: `${statement} of a partitioned relation cannot run inside a transaction block`, kind };
}

function ruleOf(node: Node, version: number): TransactionRule {
  if ('IndexStmt' in node)
    return node.IndexStmt.concurrent === true ? refused('create-index-concurrently', 'CREATE INDEX CONCURRENTLY') : WELCOME;
  if ('DropStmt' in node)
    return node.DropStmt.concurrent === true ? refused('drop-index-concurrently', 'DROP INDEX CONCURRENTLY') : WELCOME;
  if ('ReindexStmt' in node) return ruleOfReindex(node.ReindexStmt, version);
  if ('VacuumStmt' in node) return node.VacuumStmt.is_vacuumcmd === true ? refused('vacuum', 'VACUUM') : WELCOME;
  if ('ClusterStmt' in node) return ruleOfCluster(node.ClusterStmt.relation !== undefined, version);
  if ('CreatedbStmt' in node) return refused('database', 'CREATE DATABASE');
  if ('DropdbStmt' in node) return refused('database', 'DROP DATABASE');
  if ('AlterDatabaseStmt' in node) {
    return option(node.AlterDatabaseStmt.options, 'tablespace') ? refused('database-tablespace', 'ALTER DATABASE SET TABLESPACE') : WELCOME;
  }
  if ('CreateTableSpaceStmt' in node) return refused('tablespace', 'CREATE TABLESPACE');
  if ('DropTableSpaceStmt' in node) return refused('tablespace', 'DROP TABLESPACE');
  if ('CreateSubscriptionStmt' in node) return ruleOfNewSubscription(node.CreateSubscriptionStmt);
  if ('AlterSubscriptionStmt' in node) return ruleOfSubscription(node.AlterSubscriptionStmt.kind, node.AlterSubscriptionStmt.options);
  if ('DropSubscriptionStmt' in node) return refused('drop-subscription', 'DROP SUBSCRIPTION');
  if ('AlterSystemStmt' in node) return refused('alter-system', 'ALTER SYSTEM');
  if ('DiscardStmt' in node) return node.DiscardStmt.target === 'DISCARD_ALL' ? refused('discard-all', 'DISCARD ALL') : WELCOME;
  if ('AlterTableStmt' in node) return ruleOfTable(node.AlterTableStmt);
  if ('AlterEnumStmt' in node) return ruleOfEnum(node.AlterEnumStmt.newVal, node.AlterEnumStmt.oldVal, version);
  if ('TransactionStmt' in node) {
    if (node.TransactionStmt.kind === 'TRANS_STMT_COMMIT_PREPARED') return refused('prepared-transaction', 'COMMIT PREPARED');
    if (node.TransactionStmt.kind === 'TRANS_STMT_ROLLBACK_PREPARED') return refused('prepared-transaction', 'ROLLBACK PREPARED');
  }
  return WELCOME;
}

function ruleOfReindex(statement: ReindexStmt, version: number): TransactionRule {
  if (isOn(option(statement.params, 'concurrently'), false)) return refused('reindex-concurrently', 'REINDEX CONCURRENTLY');
  switch (statement.kind) {
    case 'REINDEX_OBJECT_SCHEMA':
      return refused('reindex-many', 'REINDEX SCHEMA');
    case 'REINDEX_OBJECT_SYSTEM':
      return refused('reindex-many', 'REINDEX SYSTEM');
    case 'REINDEX_OBJECT_DATABASE':
      return refused('reindex-many', 'REINDEX DATABASE');
    default:
      return version >= REINDEX_PARTITIONED_SINCE ? maybe('reindex-partitioned-maybe', 'REINDEX') : WELCOME;
  }
}

function ruleOfCluster(hasTable: boolean, version: number): TransactionRule {
  if (!hasTable) return refused('cluster-all', 'CLUSTER');
  return version >= CLUSTER_PARTITIONED_SINCE ? maybe('cluster-partitioned-maybe', 'CLUSTER') : WELCOME;
}

/** A slot is made unless create_slot or connect says no (subscriptioncmds.c). */
function ruleOfNewSubscription(statement: CreateSubscriptionStmt): TransactionRule {
  const isConnecting = isOn(option(statement.options, 'connect'), true);
  const makesSlot = isOn(option(statement.options, 'create_slot'), isConnecting);
  return makesSlot ? refused('create-subscription', 'CREATE SUBSCRIPTION ... WITH (create_slot = true)') : WELCOME;
}

function ruleOfSubscription(kind: string | undefined, options: readonly Node[] | undefined): TransactionRule {
  switch (kind) {
    case 'ALTER_SUBSCRIPTION_REFRESH':
      return refused('alter-subscription', 'ALTER SUBSCRIPTION ... REFRESH');
    case 'ALTER_SUBSCRIPTION_SET_PUBLICATION':
    case 'ALTER_SUBSCRIPTION_ADD_PUBLICATION':
    case 'ALTER_SUBSCRIPTION_DROP_PUBLICATION':
      return isOn(option(options, 'refresh'), true) ? refused('alter-subscription', 'ALTER SUBSCRIPTION with refresh') : WELCOME;
    case 'ALTER_SUBSCRIPTION_OPTIONS':
      if (option(options, 'failover') !== null) return refused('alter-subscription', 'ALTER SUBSCRIPTION ... SET (failover)');
      // Switching it on touches only the catalog (subscriptioncmds.c, PostgreSQL 18).
      return isOn(option(options, 'two_phase'), true) ? WELCOME : refused('alter-subscription', 'ALTER SUBSCRIPTION ... SET (two_phase)');
    default:
      return WELCOME;
  }
}

function ruleOfTable(statement: AlterTableStmt): TransactionRule {
  const isConcurrent = (statement.cmds ?? []).some((node) => {
    const definition = 'AlterTableCmd' in node ? node.AlterTableCmd.def : undefined;
    return definition !== undefined && 'PartitionCmd' in definition && definition.PartitionCmd.concurrent === true;
  });
  return isConcurrent ? refused('detach-partition-concurrently', 'ALTER TABLE ... DETACH CONCURRENTLY') : WELCOME;
}

function ruleOfEnum(newValue: string | undefined, oldValue: string | undefined, version: number): TransactionRule {
  const addsValue = newValue !== undefined && oldValue === undefined;
  return addsValue && version < ENUM_IN_TRANSACTION_SINCE ? refused('alter-type-add-value', 'ALTER TYPE ... ADD') : WELCOME;
}

function option(options: readonly Node[] | undefined, name: string): DefElem | null {
  // Of an option given twice most commands refuse the statement; REINDEX takes the last one.
  const found = (options ?? []).findLast((node) => 'DefElem' in node && node.DefElem.defname?.toLowerCase() === name);
  return found !== undefined && 'DefElem' in found ? found.DefElem : null;
}

/** PostgreSQL's defGetBoolean: an option without value is on. */
function isOn(element: DefElem | null, otherwise: boolean): boolean {
  if (element === null) return otherwise;
  const value = element.arg;
  if (value === undefined) return true;
  if ('Integer' in value) return (value.Integer.ival ?? 0) !== 0;
  if ('Boolean' in value) return value.Boolean.boolval === true;
  if ('String' in value) return isTrueWord(value.String.sval);
  if ('TypeName' in value) {
    const last = value.TypeName.names?.at(-1);
    return last !== undefined && 'String' in last && isTrueWord(last.String.sval);
  }
  return true;
}

function isTrueWord(word: string | undefined): boolean {
  return word !== undefined && !/^(?:false|off)$/i.test(word);
}
