import type { Session } from '../postgres/session.ts';
import { leadingKeywords } from '../syntax/keywords.ts';
import { loadParser } from '../syntax/parse.ts';
import { couldRefuseTransaction, transactionRule } from '../syntax/transaction-rule.ts';
import type { LiveRun } from './live-run.ts';
import type { PreparedScript } from './prepare-script.ts';
import type { StatementStep } from './step.ts';

/** May end transactions on their way. */
const PROCEDURAL: ReadonlySet<string | undefined> = new Set(['CALL', 'DO']);
const OWN_TIMEOUT = /lock_timeout/i;
/** The rules that matter here are the same in all versions from 14 on. */
const SOME_VERSION = 180000;

/**
 * Statements that run outside of a transaction, on a live database. Most are a transaction of their own: their locks are limited, and they can be run
 * again. CREATE INDEX CONCURRENTLY and the like are several, of which a lock timeout would leave half behind: they wait as long as they must.
 */
export class LoneStatements {
  readonly #live: LiveRun;
  readonly #session: Session;
  /** What the session has now; the opening of the script set it to 0. */
  #setMs = 0;
  #script: PreparedScript | null = null;
  #setsOwnTimeout = false;

  constructor(live: LiveRun, session: Session) {
    this.#live = live;
    this.#session = session;
  }

  /** Sets the lock timeout that fits the statement; a script that sets its own means that one. Costs a round trip where it changes. */
  async limit({ script }: StatementStep, isWhole: boolean): Promise<void> {
    if (script !== this.#script) {
      this.#script = script;
      this.#setsOwnTimeout = OWN_TIMEOUT.test(script.bytes.toString('latin1'));
    }
    const wantedMs = isWhole ? this.#live.lockTimeoutMs : 0;
    if (this.#setsOwnTimeout || wantedMs === this.#setMs) return;
    await this.#session.query(`SET lock_timeout = '${wantedMs}ms'`);
    this.#setMs = wantedMs;
  }
}

/** Is a statement that runs outside of a transaction one transaction, taken back as a whole when it fails? */
export async function isWholeTransaction({ script, statement }: StatementStep): Promise<boolean> {
  const text = script.bytes.subarray(statement.tokenStart, statement.end);
  if (statement.control !== null || PROCEDURAL.has(leadingKeywords(text, 1)[0])) return false;
  if (!couldRefuseTransaction(text)) return true;
  await loadParser();
  return transactionRule(statement.sql, SOME_VERSION).kind === null;
}
