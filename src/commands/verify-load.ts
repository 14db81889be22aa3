import type { LoadReport } from '../model/load.ts';
import { loadReport } from '../verify/load/load-report.ts';
import { MOST_LOADED_TABLES, runUnderLoad } from '../verify/load/run-under-load.ts';
import { tableLoad, type TableLoad } from '../verify/load/table-load.ts';
import type { RoundTripItem } from '../verify/round-trip.ts';
import { writeRows } from '../verify/rows/fill-tables.ts';
import { prepareRows, type Preparation } from '../verify/rows/prepare-rows.ts';
import { readTableFacts, type Facts } from '../verify/rows/table-facts.ts';
import { readTableNames } from '../verify/rows/table-names.ts';
import { mentionedTables } from '../verify/rows/touched-tables.ts';
import type { Session } from '../postgres/session.ts';
import type { SandboxDatabases } from '../verify/sandbox-databases.ts';
import type { CommandInput } from './command.ts';
import { limitSession } from './verify-limit.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';

const DATABASE = 'flyback_loaded';
/** Rows of each table, at least. */
const ROWS = 20_000;
/** Behind the numbers of rows that files make. */
const FIRST_ROW = 1_000_003;

/** Runs ups beside readers and writers, on copies of the database as it is before the migration. */
export class LoadTest {
  readonly #bench: VerifyWorkbench;
  readonly #databases: SandboxDatabases;
  readonly #input: CommandInput;
  /** The copy that the load is on. */
  readonly #copy: string;

  constructor(bench: VerifyWorkbench, databases: SandboxDatabases, input: CommandInput) {
    this.#bench = bench;
    this.#databases = databases;
    this.#input = input;
    this.#copy = databases.nameOf(DATABASE);
  }

  /** Runs a migration that comes next under load; null: it names no table that is there. */
  async run({ migration }: RoundTripItem): Promise<LoadReport | null> {
    await this.#bench.copyTo(this.#copy);
    try {
      return await this.#run(migration);
    } catch (error) {
      if (this.#input.signal?.aborted === true) throw error;
      return { clients: 0, elapsedMs: 0, statements: [], tables: [], problem: error instanceof Error ? error.message : String(error) };
    } finally {
      await this.#databases.drop(this.#copy);
    }
  }

  async #run(migration: RoundTripItem['migration']): Promise<LoadReport | null> {
    const { run } = this.#bench;
    const prepared = await run.prepare(migration);
    await using session = await this.#open();
    const names = await readTableNames(session, [run.target.history]);
    const named = mentionedTables([prepared.bytes.toString('utf8')], [...names.values()]).map(({ identity }) => identity);
    if (named.length === 0) return null;
    this.#input.log.progress?.({ kind: 'waiting', text: `${migration.script} beside readers and writers` });
    const { loads, problems } = await this.#fill(session, named);
    if (loads.length === 0) return { clients: 0, elapsedMs: 0, statements: [], tables: [], problem: problems.join('; ') };
    const limit = limitSession(session, run.config.flyback.verifyTimeoutS, (pid) => this.#databases.terminate(pid));
    const outcome = await runUnderLoad({
      session,
      script: prepared,
      opening: run.target.resetStatements(prepared.setsTransactionMode),
      options: await this.#bench.migrateOptions(),
      openClient: () => this.#open(),
      tables: loads,
    });
    const stopped = await limit.end();
    this.#input.log.progress?.({ kind: 'waiting', text: '' });
    const failed = outcome.error === null ? [] : [stopped ?? `It fails: ${(outcome.error as Error).message}`];
    return loadReport(outcome, [...failed, ...problems].join('; ') || null);
  }

  async #open(): Promise<Session> {
    const session = await this.#databases.openSession(this.#copy);
    await session.query(this.#bench.run.target.resetStatements().join(';\n'));
    return session;
  }

  /** Brings tables to so many rows at least, and looks at how an application would use them. */
  async #fill(
    session: Session,
    named: readonly string[],
  ): Promise<{ readonly loads: readonly TableLoad[]; readonly problems: readonly string[] }> {
    const problems: string[] = [];
    const tables = named.slice(0, MOST_LOADED_TABLES);
    if (tables.length < named.length) problems.push(`Only ${tables.length} of ${named.length} tables were read and written`);
    const history = [this.#bench.run.target.history];
    const facts = await readTableFacts(session, tables, history);
    const preparation = await this.#prepare(session, facts, tables);
    const { unfilled } = await writeRows(session, preparation, { first: FIRST_ROW });
    await session.query('ANALYZE');
    const loads: TableLoad[] = [];
    for (const table of facts.tables.values())
      if (tables.includes(table.identity)) loads.push(await tableLoad(session, preparation, table));
    const empty = new Set(loads.filter(({ rows }) => rows === 0).map(({ table }) => table.identity));
    for (const { table, reason } of unfilled) if (empty.has(table)) problems.push(`${table} stays empty: ${reason}`);
    return { loads, problems };
  }

  async #prepare(session: Session, facts: Facts, tables: readonly string[]): Promise<Preparation> {
    const counts = await session.query(tables.map((table) => `SELECT count(*) FROM ${table}`).join(';\n'));
    const missing = tables.map((table, at) => [table, ROWS - Number(counts[at]?.rows[0]?.[0] ?? 0)] as const);
    // Also a table that has rows enough must be known: rows are written to it.
    const wish = new Map(missing.map(([table, count]) => [table, Math.max(count, 1)]));
    return prepareRows(session, facts, wish, { first: FIRST_ROW, leavesSequences: false });
  }
}
