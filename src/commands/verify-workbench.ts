import type { Config } from '../config/config.ts';
import { MigrationFailure, type ApplyOptions, type MigrationRun } from '../execute/apply-migrations.ts';
import type { StatementWatch } from '../execute/step.ts';
import { systemTimeZone } from '../io/environment.ts';
import type { Migration } from '../model/migration.ts';
import type { ProofError } from '../model/verdict.ts';
import { Session } from '../postgres/session.ts';
import { readDatabaseState, type DatabaseState } from '../verify/database-state.ts';
import type { RoundTripItem, StepOutcome, Workbench } from '../verify/round-trip.ts';
import { plantProbes, type Probes } from '../verify/rows/probe-rows.ts';
import { readTableNames, type TableName } from '../verify/rows/table-names.ts';
import type { SandboxDatabases } from '../verify/sandbox-databases.ts';
import type { Sandbox } from '../verify/sandbox/sandbox.ts';
import type { CommandInput } from './command.ts';
import { CommandRun } from './command-run.ts';
import { createSchemas } from './create-schemas.ts';
import { applyOptions } from './each-callbacks.ts';
import { createHistoryTable } from './prepare-schemas.ts';
import { runInitSql } from './init-sql.ts';
import { missingInSandbox, proofError } from './verify-errors.ts';
import { applyAsWritten } from './verify-execution.ts';
import { limitSession } from './verify-limit.ts';

/** What a workbench is made of. */
export interface WorkbenchOptions {
  readonly input: CommandInput;
  readonly sandbox: Sandbox;
  readonly databases: SandboxDatabases;
  /** The target's name, so that `${flyway:database}` means the same. */
  readonly database: string;
  /** The role that migrations run as and the search path they find; null: those of the sandbox. */
  readonly role: string | null;
  readonly searchPath: string | null;
  /** Rows are written between up and undo, which the undo must keep. */
  readonly plantsProbes?: boolean;
}

/** A database of the sandbox on which migrations and undos are run just as `migrate` and `undo` run them. */
export class VerifyWorkbench implements Workbench, AsyncDisposable {
  readonly #options: WorkbenchOptions;
  readonly #database: string;
  readonly #copy: string;
  #run: CommandRun | null = null;
  #role: string | null;
  #hasCopy = false;
  #isCopyOfTarget = false;
  #rank = 0;
  #migrateOptions: ApplyOptions | null = null;
  #undoOptions: ApplyOptions | null = null;
  /** What tables there were before the last up. */
  #tablesBefore: ReadonlyMap<number, TableName> | null = null;
  /** Looks at the database; has to be gone before the database is copied. */
  #onlooker: Session | null = null;
  #refill: (() => Promise<unknown>) | null = null;
  #watch: StatementWatch | null = null;

  private constructor(options: WorkbenchOptions) {
    this.#options = options;
    this.#role = options.role;
    this.#database = options.databases.nameOf(options.database);
    this.#copy = options.databases.nameOf(`${options.database.slice(0, 30)}_checkpoint`);
  }

  /** Makes the database with its schemas and history table, as migrate does before its first migration. */
  static async open(options: WorkbenchOptions): Promise<VerifyWorkbench> {
    const bench = new VerifyWorkbench(options);
    try {
      await bench.#begin();
      return bench;
    } catch (error) {
      await bench[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The run on the sandbox: files, placeholders, callbacks. */
  get run(): CommandRun {
    if (this.#run === null) throw new Error('the workbench is closed');
    return this.#run;
  }

  async up({ migration }: RoundTripItem, step: 'up' | 'reup'): Promise<StepOutcome> {
    const options = await this.migrateOptions();
    if (this.#options.plantsProbes === true && step === 'up')
      this.#tablesBefore = await readTableNames(this.run.session, [this.run.target.history]);
    const watch = this.#watch;
    this.#watch = null;
    return this.#execute(migration, step, watch === null ? options : { ...options, watch }, migration.type);
  }

  /** How ups are run. */
  async migrateOptions(): Promise<ApplyOptions> {
    this.#migrateOptions ??= await applyOptions(this.run, 'Migrate', () => '');
    return this.#migrateOptions;
  }

  /** Has the statements of the next up watched. */
  watchNext(watch: StatementWatch): void {
    this.#watch = watch;
  }

  /** A session that only looks at the database, with the settings of the one that migrates; the workbench closes it. */
  async onlooker(): Promise<Session> {
    if (this.#onlooker?.isLost === true) this.#onlooker = null;
    this.#onlooker ??= await openOnlooker(this.run);
    return this.#onlooker;
  }

  async undo({ undo }: RoundTripItem): Promise<StepOutcome> {
    if (undo === null) throw new Error('a migration without undo script cannot be undone');
    this.#undoOptions ??= await applyOptions(this.run, 'Undo', () => '');
    return this.#execute(undo, 'undo', this.#undoOptions, this.run.config.flyback.undoHistoryType);
  }

  /** Goes on as another role, as somebody else's migrations did. */
  async actAs(role: string): Promise<void> {
    if (role === this.#role || this.#role === null) return;
    this.#role = role;
    await this.#close();
    await this.#open();
  }

  async plantProbes({ migration, undo }: RoundTripItem, before: DatabaseState, after: DatabaseState): Promise<Probes | null> {
    const { session, target } = this.run;
    const tablesBefore = this.#tablesBefore;
    if (tablesBefore === null || tablesBefore.size === 0 || undo === null || session.isLost) return null;
    const scripts = await Promise.all([migration, undo].map((one) => this.textOf(one)));
    return plantProbes(session, { scripts, tablesBefore, before, after, withoutRelations: [target.history] });
  }

  /** The text of a script; nothing where it cannot even be read: it fails when it is run, and is reported then. */
  async textOf(migration: Migration): Promise<string> {
    try {
      return (await this.run.prepare(migration)).bytes.toString('utf8');
    } catch {
      return '';
    }
  }

  async isEmpty(undo: Migration): Promise<boolean> {
    try {
      return (await this.run.prepare(undo)).statementCount === 0;
    } catch {
      // What cannot even be read fails when it is run, and is reported then.
      return false;
    }
  }

  async readState(): Promise<DatabaseState | null> {
    const { session, target } = this.run;
    return session.isLost ? null : readDatabaseState(session, target.history);
  }

  /** Ends a session that does not listen to a cancel request. */
  async terminate(backendPid: number): Promise<void> {
    await this.#options.databases.terminate(backendPid);
  }

  /** Has rows made again whenever the database goes back to a state that had none; null: no more. */
  refillWith(fill: (() => Promise<unknown>) | null): void {
    this.#refill = fill;
  }

  async checkpoint(): Promise<void> {
    // They are in the copy.
    this.#refill = null;
    await this.#close();
    if (this.#hasCopy) await this.#options.databases.drop(this.#copy);
    await this.#options.databases.create(this.#copy, this.#database);
    this.#hasCopy = true;
    await this.#open();
  }

  /** Makes a copy of the database as it is now, under a name of its own. */
  async copyTo(name: string): Promise<void> {
    await this.#close();
    await this.#options.databases.create(name, this.#database);
    await this.#open();
  }

  /**
   * Makes the database anew: `make` fills an empty one, and can still read the present one. `lastRank`: of the history rows in it.
   */
  async replace(lastRank: number, make: (fresh: Session, present: Session) => Promise<void>): Promise<void> {
    const { databases } = this.#options;
    if (this.#hasCopy) await databases.drop(this.#copy);
    await databases.create(this.#copy, null);
    {
      await using fresh = await databases.openSession(this.#copy);
      await make(fresh, this.run.session);
    }
    this.#hasCopy = true;
    this.#rank = lastRank;
    this.#isCopyOfTarget = true;
    await this.returnToCheckpoint();
    await this.#prepare();
    await this.checkpoint();
  }

  async returnToCheckpoint(): Promise<void> {
    await this.#close();
    await this.#options.databases.drop(this.#database);
    if (!this.#hasCopy) return this.#begin();
    await this.#options.databases.create(this.#database, this.#copy);
    await this.#open();
    await this.#refill?.();
  }

  /** Runs the callbacks of these events, as migrate and undo do around their work; answers the error of the first that fails. */
  async callbacks(events: readonly string[]): Promise<readonly ProofError[]> {
    for (const event of events) {
      try {
        await this.run.runCallbacksApart(event);
      } catch (error) {
        this.#rethrowIfCancelled(error);
        return [proofError(error, 'up', event, null)];
      }
    }
    return [];
  }

  /** Another workbench on a copy of the database as it is now: what is done there is not seen here. */
  async fork(name: string): Promise<VerifyWorkbench> {
    const { databases, database } = this.#options;
    const fork = new VerifyWorkbench({ ...this.#options, database: `${database.slice(0, 30)}_${name}` });
    fork.#rank = this.#rank;
    fork.#role = this.#role;
    await this.#close();
    for (const former of [fork.#database, fork.#copy]) await databases.drop(former);
    await databases.create(fork.#database, this.#database);
    await this.#open();
    await fork.#open();
    return fork;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  async #begin(): Promise<void> {
    await this.#options.databases.create(this.#database, null);
    await this.#open();
    await this.#prepare();
  }

  async #prepare(): Promise<void> {
    await createSchemas(this.run, [], false);
    await createHistoryTable(this.run, false);
    await this.run.runCallbacksApart('beforeMigrate');
  }

  async #open(): Promise<void> {
    const { input, sandbox, searchPath } = this.#options;
    const role = this.#role;
    const own = sandbox.connection(this.#database);
    const startupOptions = role === null ? own.startupOptions : `-c role=${role.replace(/[\\\s]/gu, '\\$&')}`;
    const connection = { ...own, startupOptions, searchPath };
    this.#run = await CommandRun.open({ ...input, config: sandboxConfig(input.config, connection) });
    this.#migrateOptions = null;
    this.#undoOptions = null;
  }

  async #close(): Promise<void> {
    await this.#onlooker?.close();
    this.#onlooker = null;
    await this.#run?.close();
    this.#run = null;
  }

  async #execute(migration: Migration, step: ProofError['step'], options: ApplyOptions, type: Migration['type']): Promise<StepOutcome> {
    const { run } = this;
    const { databases } = this.#options;
    const started = performance.now();
    const limit = limitSession(run.session, run.config.flyback.verifyTimeoutS, (pid) => databases.terminate(pid));
    let caveat: string | null = null;
    let failure: unknown = null;
    try {
      const migrationRun = this.#migrationRun(migration, await run.prepare(migration), type);
      caveat = await applyAsWritten(run, migrationRun, options, step);
    } catch (error) {
      failure = error;
    }
    const stopped = await limit.end();
    const elapsedMs = performance.now() - started;
    if (failure === null) return { elapsedMs, error: null, lacks: null, caveat };
    this.#rethrowIfCancelled(failure);
    const error = proofError(failure instanceof MigrationFailure ? failure.cause : failure, step, migration.script, stopped);
    return { elapsedMs, error, lacks: stopped ?? missingInSandbox(error, this.#isCopyOfTarget), caveat: null };
  }

  #migrationRun(migration: Migration, prepared: MigrationRun['prepared'], type: Migration['type']): MigrationRun {
    const { version, description, script, checksum } = migration;
    const row = { installedRank: ++this.#rank, type, version: version?.text ?? null, description, script, checksum };
    return { migration, prepared, isOutOfOrder: false, before: null, row };
  }

  // A person who ends the run wants no verdict.
  #rethrowIfCancelled(error: unknown): void {
    if (this.#options.input.signal?.aborted === true) throw error;
  }
}

async function openOnlooker({ config, log, input }: CommandRun): Promise<Session> {
  const { connection, initSql } = config;
  if (connection === null) throw new Error('the sandbox has no address');
  const session = await Session.open(connection, {
    connectRetries: 0,
    connectRetriesIntervalS: 1,
    timeZone: systemTimeZone(),
    signal: input.signal,
  });
  if (initSql !== null) await runInitSql(session, initSql, config, log);
  return session;
}

/** The target's settings on the sandbox: nothing that chooses, limits or writes elsewhere. */
function sandboxConfig(config: Config, connection: NonNullable<Config['connection']>): Config {
  return Object.create(config, {
    connection: { value: connection, enumerable: true },
    dryRunOutput: { value: null, enumerable: true },
    connectRetries: { value: 0, enumerable: true },
  }) as Config;
}
