import type { PreparedScript } from '../../execute/prepare-script.ts';
import { internalStep, type Step } from '../../execute/step.ts';
import { StepRunner, type StepRunOptions } from '../../execute/step-runner.ts';
import type { ExecutionObserver } from '../../model/execution.ts';
import type { LoadedStatement } from '../../model/load.ts';
import type { Session } from '../../postgres/session.ts';
import { LoadClient, type Operation } from './client.ts';
import type { TableLoad } from './table-load.ts';

export interface LoadedRun {
  /** Runs the script. */
  readonly session: Session;
  readonly script: PreparedScript;
  /** What comes before the first statement: role, search path. */
  readonly opening: readonly string[];
  readonly options: StepRunOptions;
  /** A session for each client. */
  readonly openClient: () => Promise<Session>;
  readonly tables: readonly TableLoad[];
}

/** What was measured. Milliseconds of the clock of this process. */
export interface LoadedOutcome {
  readonly startedMs: number;
  readonly endedMs: number;
  readonly clients: number;
  readonly statements: readonly LoadedStatement[];
  readonly operations: ReadonlyMap<TableLoad, readonly Operation[]>;
  /** Why the script did not come to its end. */
  readonly error: unknown;
}

const MOST_CLIENTS = 16;
/** Of readers, and of writers, where there are few tables. */
const PER_TABLE = 2;
const EVERY_MS = 10;
/** How many operations each client makes before the script begins, and behind it: then it is seen what no longer works. */
const CALM_OPERATIONS = 10;
const LAST_OPERATIONS = 4;

/** How many tables can have a reader and a writer. */
export const MOST_LOADED_TABLES: number = MOST_CLIENTS / 2;

/** Runs a script while clients read and write its tables; the script's work stays. */
export async function runUnderLoad(run: LoadedRun): Promise<LoadedOutcome> {
  const perTable = Math.min(PER_TABLE, Math.max(Math.floor(MOST_CLIENTS / 2 / run.tables.length), 1));
  const sessions: Session[] = [];
  const clients: { readonly table: TableLoad; readonly client: LoadClient }[] = [];
  try {
    for (const table of run.tables) {
      for (let at = 0; at < perTable * 2; at++) {
        const session = await run.openClient();
        sessions.push(session);
        const kind = at % 2 === 0 ? 'read' : 'write';
        clients.push({ table, client: new LoadClient(session, kind, (count) => table[kind](count, at), EVERY_MS) });
      }
    }
    return await measure(run, clients);
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

async function measure(
  run: LoadedRun,
  clients: readonly { readonly table: TableLoad; readonly client: LoadClient }[],
): Promise<LoadedOutcome> {
  const working = clients.map(({ client }) => client.run());
  const eachHas = async (count: (client: LoadClient) => number): Promise<void> => {
    const goals = clients.map(({ client }) => ({ client, goal: count(client) }));
    while (goals.some(({ client, goal }) => !client.isOver && client.operations.length < goal))
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  };
  await eachHas(() => CALM_OPERATIONS);
  const statements: LoadedStatement[] = [];
  const startedMs = performance.now();
  let error: unknown = null;
  try {
    const tags = new Map<number, string>();
    const observer: ExecutionObserver = (event) => {
      if (event.kind === 'statement-end') tags.set(event.number, /^[A-Z ]*[A-Z]/u.exec(event.tag)?.[0] ?? '');
    };
    await new StepRunner(run.session, { ...run.options, observer }, 'single').run(steps(run, { statements, tags, startedMs }));
  } catch (failure) {
    error = failure;
    if (!run.session.isLost) await run.session.send('ROLLBACK');
  }
  const endedMs = performance.now();
  await eachHas(({ operations }) => operations.length + LAST_OPERATIONS);
  for (const { client } of clients) client.stop();
  await Promise.all(working);
  const operations = new Map<TableLoad, readonly Operation[]>();
  for (const { table, client } of clients) operations.set(table, [...(operations.get(table) ?? []), ...client.operations]);
  return { startedMs, endedMs, clients: clients.length, statements, operations, error };
}

interface Notes {
  readonly statements: LoadedStatement[];
  /** Command tags by the number of the statement. */
  readonly tags: ReadonlyMap<number, string>;
  readonly startedMs: number;
}

function* steps({ script, opening }: LoadedRun, { statements, tags, startedMs }: Notes): Generator<Step> {
  if (script.isTransactional) yield internalStep('Unable to begin a transaction', 'BEGIN');
  for (const text of opening) yield internalStep('Unable to restore the role and search path', text);
  for (const statement of script.statements()) {
    let fromMs = 0;
    const now = (): number => performance.now() - startedMs;
    yield { kind: 'task', run: () => Promise.resolve(void (fromMs = now())) };
    yield { kind: 'statement', script, statement };
    const { index, line } = statement;
    const done = (): void => void statements.push({ number: index + 1, line, command: tags.get(index + 1) ?? '', fromMs, toMs: now() });
    yield { kind: 'task', run: () => Promise.resolve(done()) };
  }
  if (script.isTransactional) yield internalStep('Unable to commit', 'COMMIT');
}
