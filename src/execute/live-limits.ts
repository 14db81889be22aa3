import type { Config } from '../config/config.ts';
import { targetEnvironment, type TargetEnvironment } from '../config/target-environment.ts';
import type { SessionFacts, TimeoutFact } from '../postgres/session-facts.ts';

/** How a run behaves towards those who use the database meanwhile; times in milliseconds, 0 for "no limit". */
export interface LiveLimits {
  readonly environment: TargetEnvironment;
  readonly lockTimeoutMs: number;
  readonly retryBudgetMs: number;
  readonly maxBlockingMs: number;
  readonly statementTimeoutMs: number;
  readonly idleInTransactionMs: number;
  /** 0: no second connection. */
  readonly watchAfterMs: number;
  /** Scripts outside of transactions note how far they are. */
  readonly keepsJournal: boolean;
  /** How often a working backend looks whether its client is still there; null where the server cannot. */
  readonly clientCheckMs: number | null;
}

const LOCK_TIMEOUT_MS: Readonly<Record<TargetEnvironment, number>> = { development: 2000, staging: 2000, production: 250 };
// On development a migration that blocks the application for a minute hurts nobody, and with Flyway it succeeds.
const MAX_BLOCKING_MS: Readonly<Record<TargetEnvironment, number>> = { development: 0, staging: 5000, production: 5000 };
const CLIENT_CHECK_MS = 1000;

/** The limits of a run: what is configured, else what `initSql` or the URL has set for the session, else what fits the environment. */
export function liveLimits(config: Config, facts: SessionFacts): LiveLimits {
  const environment = targetEnvironment(config);
  const { flyback } = config;
  const ofSession = (name: string): number | null => {
    const fact = facts.timeouts.find((timeout) => timeout.name === name);
    return fact !== undefined && isChosen(fact) ? fact.ms : null;
  };
  return {
    environment,
    lockTimeoutMs: flyback.lockTimeoutMs ?? ofSession('lock_timeout') ?? LOCK_TIMEOUT_MS[environment],
    retryBudgetMs: flyback.lockRetryBudgetMs,
    maxBlockingMs: flyback.maxBlockingMs ?? MAX_BLOCKING_MS[environment],
    statementTimeoutMs: (flyback.statementTimeout === 'plan' ? null : flyback.statementTimeout) ?? ofSession('statement_timeout') ?? 0,
    idleInTransactionMs: flyback.idleInTransactionMs,
    watchAfterMs: flyback.watchAfterMs,
    // On development nothing of ours is in the database, and a failed script begins anew, as with Flyway.
    keepsJournal: flyback.journal === 'auto' ? environment !== 'development' : flyback.journal === 'on',
    clientCheckMs: facts.canCheckClient ? CLIENT_CHECK_MS : null,
  };
}

/** Timeouts that the role, the database or the server would have imposed on the run: `lock_timeout = 5s (user)`. */
export function overruledTimeouts({ timeouts }: SessionFacts): readonly string[] {
  return timeouts
    .filter((fact) => fact.inheritedMs !== 0 && !isChosen(fact) && fact.source !== 'client')
    .map(({ name, inheritedMs, source }) => `${name} = ${inheritedMs}ms${SOURCES.has(source) ? ` (${SOURCES.get(source)})` : ''}`);
}

const SOURCES: ReadonlyMap<string, string> = new Map([
  ['user', 'of the role'],
  ['database', 'of the database'],
  ['database user', 'of the role in this database'],
  ['configuration file', 'of the server'],
  ['command line', 'of the server'],
]);

/** Set on purpose for this session: by `initSql`, or in the URL. */
function isChosen({ ms, inheritedMs, source }: TimeoutFact): boolean {
  return ms !== 0 && (ms !== inheritedMs || source === 'client');
}
