import { type JournalRow, readJournal } from '../execute/outside/journal.ts';
import { ConfigError, DatabaseError } from '../model/errors.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';
import { Locking } from './history-lock.ts';
import { say } from './say.ts';

const USAGE = 2;
const DECISIONS = { applied: 'outside/journal-resolve', retry: 'outside/journal-retry', restart: 'outside/journal-forget' } as const;

type Decision = keyof typeof DECISIONS;

/** A script outside of a transaction whose run was ended before its end. */
export interface UnfinishedScript {
  readonly script: string;
  /** Numbers of statements, from 1. */
  readonly done: readonly number[];
  /** At work when the run was ended, or when it failed. */
  readonly begun: readonly number[];
  /** UTC. */
  readonly since: string;
}

/** What resolve found and did. */
export interface ResolveResult {
  readonly unfinished: readonly UnfinishedScript[];
  readonly resolved: string | null;
  readonly decision: Decision | null;
}

/** Runs resolve: lists the scripts whose runs were ended, or takes a person's word for what became of one. */
export async function runResolve(input: CommandInput): Promise<Outcome<ResolveResult>> {
  const decision = decisionOf(input);
  await using run = await CommandRun.open(input, { purpose: 'callbacks', dryRun: 'refused' });
  await using locking = new Locking(run);
  const { target } = run;
  if (decision !== null && target.hasHistoryTable) await locking.acquire();
  const rows = target.hasHistoryTable ? await readJournal(target.session, target.history, null) : [];
  if (rows === null)
    throw new DatabaseError('DB_PRIVILEGE', 'The table flyback.journal cannot be read with this role: nothing was resolved.');
  const unfinished = [...Map.groupBy(rows, ({ script }) => script)].map(([script, ofScript]) => summary(script, ofScript));
  for (const line of listing(unfinished)) say(input, line);
  const resolved = decision === null ? null : chosen(input, unfinished);
  if (decision !== null && resolved !== null) {
    await target.session.query(sqlStatement(DECISIONS[decision], { history: target.history.quoted, script: resolved }));
    say(input, `${resolved}: ${OUTCOMES[decision]}`);
  }
  const result = { unfinished, resolved, decision };
  return { result, json: () => ({ ...result, unfinished: unfinished.map((one) => ({ ...one })) }), exitCode: 0 };
}

const OUTCOMES: Readonly<Record<Decision, string>> = {
  applied: 'what was begun counts as done; the next migrate goes on behind it.',
  retry: 'the next migrate runs the statement that was at work again.',
  restart: 'the next migrate begins the script anew.',
};

function decisionOf({ options }: CommandInput): Decision | null {
  const given = (['applied', 'retry', 'restart'] as const).filter((name) => options?.has(name) === true);
  if (given.length > 1)
    throw new ConfigError('CONFIG_CONFLICT', `Give one of ${given.map((name) => `--${name}`).join(' and ')}.`, { exitCode: USAGE });
  return given[0] ?? null;
}

function chosen({ operands = [] }: CommandInput, unfinished: readonly UnfinishedScript[]): string | null {
  const [name] = operands;
  if (name === undefined && unfinished.length <= 1) return unfinished[0]?.script ?? null;
  const found = unfinished.find(({ script }) => script === name);
  if (found !== undefined) return found.script;
  throw new ConfigError(
    'CONFIG_INVALID',
    name === undefined ? 'Several scripts are unfinished: say which one.' : `No unfinished script is called ${name}.`,
    {
      exitCode: USAGE,
      hint:
        unfinished.length === 0
          ? 'No script is unfinished.'
          : `Unfinished: ${unfinished.map(({ script }) => script).join(', ')}. Nothing was resolved.`,
    },
  );
}

function summary(script: string, rows: readonly JournalRow[]): UnfinishedScript {
  const numbers = (isWanted: (row: JournalRow) => boolean): readonly number[] => rows.filter(isWanted).map(({ statement }) => statement);
  return {
    script,
    done: numbers(({ state }) => state === 'done'),
    begun: numbers(({ state }) => state !== 'done'),
    since: rows[0]?.startedAt ?? '',
  };
}

function listing(unfinished: readonly UnfinishedScript[]): readonly string[] {
  if (unfinished.length === 0) return ['No script is unfinished.'];
  return unfinished.map(({ script, done, begun, since }) => {
    const at = begun.length === 0 ? '' : `, statement ${begun.join(', ')} begun`;
    return `${script}: ${done.length === 1 ? '1 statement' : `${done.length} statements`} done${at}; since ${since}`;
  });
}
