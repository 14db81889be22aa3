import type { ExecutionObserver } from '../model/execution.ts';
import { givesWay, type LockSession } from '../model/lock-picture.ts';
import type { Script } from '../model/migration.ts';
import type { Session } from '../postgres/session.ts';
import { quoteLiteral } from '../syntax/names.ts';
import { GuardFailure, haltGuard, lockGuard, newControlSchemaGuard, refusalOf, retakeLockSql } from './guard.ts';
import type { LiveLimits } from './live-limits.ts';
import type { PreparedScript } from './prepare-script.ts';
import type { Watcher } from './watcher.ts';

/** What a live run is made of. */
export interface LiveRunOptions {
  readonly limits: LiveLimits;
  /** Null where there can be no second connection. */
  readonly watcher: Watcher | null;
  /** There was a control schema when the run began. */
  readonly hasControlSchema: boolean;
  /** Key of the lock that the run holds; null where it holds none. */
  readonly lockKey: bigint | null;
  /** Process id of the backend that really works for a session. */
  readonly pidOf: (session: Session) => number;
  /** Words the error of a guard that let nothing pass: asks who has halted the runs. */
  readonly refused: (failure: GuardFailure, session: Session) => Promise<Error>;
  /** Opens another session; null where there can be none. */
  readonly open: (() => Promise<Session>) | null;
  /** Told of pauses and new attempts. */
  readonly observer: ExecutionObserver;
  readonly signal?: AbortSignal | undefined;
}

/** Where statements are about to run. */
export type Place = 'transaction' | 'outside';

const GIVES_LOCKS_BACK = /advisory_unlock|discard\s+all/i;
const RESETS_SETTINGS = /\b(?:reset|discard)\b|idle_in_transaction|client_connection_check/i;
/** Not searched: what it would tell costs less. */
const LARGE_SCRIPT_BYTES = 1_000_000;

type Setting = readonly [name: string, value: string];

/** Above deadlock_timeout, at which the server asks autovacuum to make room (ProcSleep, proc.c). */
const AUTOVACUUM_PATIENCE_MS = 200;
const SERVER_DEADLOCK_TIMEOUT_MS = 1000;

/** A run on a database that others use: its limits, its second connection, the guard before each piece of work. */
export class LiveRun {
  readonly options: LiveRunOptions;
  /** For the attempt at hand: somebody who gives way needs longer than usual. */
  #lockTimeoutMs: number;
  #deadlockTimeoutMs: number | null = null;
  #hasControlSchema: boolean;
  #statementTimeouts: ReadonlyMap<string, number> = new Map();
  /** Sessions that have what holds for all their transactions. */
  readonly #ready = new WeakSet<Session>();

  constructor(options: LiveRunOptions) {
    this.options = options;
    this.#lockTimeoutMs = options.limits.lockTimeoutMs;
    this.#hasControlSchema = options.hasControlSchema;
  }

  get limits(): LiveLimits {
    return this.options.limits;
  }

  get watcher(): Watcher | null {
    return this.options.watcher;
  }

  /** How long a statement of the attempt at hand waits for a lock, in milliseconds; 0: for ever. */
  get lockTimeoutMs(): number {
    return this.#lockTimeoutMs;
  }

  /** The limits for a piece of work, as commands: short ones, that leave the script visible in pg_stat_activity, and that come before any query. */
  limitCommands(place: Place, session: Session, script: Script | null): readonly string[] {
    const local = place === 'transaction' ? ' LOCAL' : '';
    const limits = this.#settings(place, script).map(([name, value]) => `SET${local} ${name} = ${quoteLiteral(value)}`);
    return [...limits, ...this.#sessionCommands(place, session)];
  }

  /** What was set for the session has been taken back with its transaction, or by a script that resets settings. */
  noteReset(session: Session): void {
    this.#ready.delete(session);
  }

  /** Expressions for the select list of the statement that opens a piece of work: the guard, without a round trip of its own. */
  guardColumns(place: Place, isUnderLock: boolean): readonly string[] {
    const { lockKey } = this.options;
    const lock = isUnderLock && lockKey !== null && place === 'transaction' ? [lockGuard(lockKey)] : [];
    return [place === 'transaction' ? this.#packedGuard() : this.#haltGuard(), ...lock];
  }

  /** What the guard asks between the messages of a transaction. */
  guardSql(): string {
    return `SELECT ${this.#packedGuard()}`;
  }

  /** Asks the guard in a message of its own; throws GuardFailure. */
  async askGuard(session: Session): Promise<void> {
    const { error } = await session.send(`SELECT ${this.#haltGuard()}`);
    if (error !== null) throw refusalOf(error);
  }

  /** Somebody has made the control schema: from now on it is looked into. */
  noteControlSchema(): void {
    this.#hasControlSchema = true;
  }

  /** Takes the lock anew after a script that may have given it back, by what its text says; null after all others. */
  retakeLockSql({ bytes }: PreparedScript): string | null {
    const { lockKey } = this.options;
    return lockKey !== null && mayContain(bytes, GIVES_LOCKS_BACK) ? retakeLockSql(lockKey) : null;
  }

  /** An error as it is, but for one of the guard: that is worded, which asks the database once more. */
  async worded(error: unknown, session: Session): Promise<unknown> {
    return error instanceof GuardFailure ? this.options.refused(error, session) : error;
  }

  /** Expressions that give the run its limits and role back after a script that may have changed them. */
  closingColumns(role: string, place: Place, { bytes, script }: PreparedScript, session: Session): readonly string[] {
    if (mayContain(bytes, RESETS_SETTINGS)) this.noteReset(session);
    return [setConfig(['role', role], 'outside'), ...this.#settings(place, script).map((setting) => setConfig(setting, place))];
  }

  /** Makes the next attempt long enough for whoever blocked the last one to give way; without blockers it has the usual patience. */
  adapt(blockers: readonly LockSession[], session: Session): void {
    this.#lockTimeoutMs = this.limits.lockTimeoutMs;
    this.#deadlockTimeoutMs = null;
    if (this.#lockTimeoutMs === 0 || blockers.length === 0 || !blockers.every(givesWay)) return;
    // Only a superuser may ask for room earlier; anybody else has to wait until the server does.
    if (session.parameter('is_superuser') === 'on') this.#deadlockTimeoutMs = Math.max(1, Math.floor(this.#lockTimeoutMs / 2));
    else this.#lockTimeoutMs = Math.max(this.#lockTimeoutMs, SERVER_DEADLOCK_TIMEOUT_MS + AUTOVACUUM_PATIENCE_MS);
  }

  /** Milliseconds that a statement of a script in a transaction may take; 0: for ever. */
  statementTimeoutMs(script: Script | null): number {
    return (script === null ? undefined : this.#statementTimeouts.get(script.path)) ?? this.limits.statementTimeoutMs;
  }

  /** Takes over what is estimated, in milliseconds by the path of the script. */
  useEstimates(statementTimeouts: ReadonlyMap<string, number>): void {
    this.#statementTimeouts = statementTimeouts;
  }

  #settings(place: Place, script: Script | null): readonly Setting[] {
    const { environment } = this.limits;
    const statementTimeoutMs = this.statementTimeoutMs(script);
    const isOutside = place === 'outside';
    // With Flyway one that a script sets reaches the scripts after it.
    const leavesStatementTimeout = statementTimeoutMs === 0 && environment === 'development';
    // Outside of a transaction a lock timeout would leave an INVALID index behind (LoneStatements knows better where it would not).
    return [
      ['lock_timeout', ms(isOutside ? 0 : this.#lockTimeoutMs)],
      ...(leavesStatementTimeout ? [] : ([['statement_timeout', ms(isOutside ? 0 : statementTimeoutMs)]] as const)),
      ...(this.#deadlockTimeoutMs === null || isOutside ? [] : ([['deadlock_timeout', ms(this.#deadlockTimeoutMs)]] as const)),
    ];
  }

  /** What one transaction sets for all that follow, so that a thousand of them need not. */
  #sessionCommands(place: Place, session: Session): readonly string[] {
    const { idleInTransactionMs, clientCheckMs } = this.limits;
    const check = (value: number): readonly string[] =>
      clientCheckMs === null ? [] : [`SET client_connection_check_interval = '${ms(value)}'`];
    if (place === 'outside') {
      this.#ready.delete(session);
      // A network blip must not waste a long build.
      return check(0);
    }
    if (this.#ready.has(session)) return [];
    this.#ready.add(session);
    return [`SET idle_in_transaction_session_timeout = '${ms(idleInTransactionMs)}'`, ...check(clientCheckMs ?? 0)];
  }

  #packedGuard(): string {
    return this.#hasControlSchema ? this.#haltGuard() : newControlSchemaGuard();
  }

  #haltGuard(): string {
    return haltGuard(this.limits.environment === 'production');
  }
}

function mayContain(bytes: Buffer, pattern: RegExp): boolean {
  return bytes.length > LARGE_SCRIPT_BYTES || pattern.test(bytes.toString('latin1'));
}

function ms(value: number): string {
  return `${value}ms`;
}

function setConfig([name, value]: Setting, place: Place): string {
  return `pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, ${place === 'transaction'})`;
}
