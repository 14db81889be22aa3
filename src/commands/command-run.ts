import type { Config } from '../config/config.ts';
import type { PreparedCallback } from '../execute/callbacks.ts';
import { throwIfAborted } from '../execute/cancellation.ts';
import type { DryRun } from '../execute/dry-run.ts';
import type { LiveRun } from '../execute/live-run.ts';
import type { PreparedScript, PrepareOptions } from '../execute/prepare-script.ts';
import { TargetDatabase, type HistoryWaiting } from '../execute/target-database.ts';
import { computeStates } from '../history/states.ts';
import { ConfigError, UnsupportedError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import type { Logger, LogLine } from '../model/log.ts';
import type { MigrationEntries } from '../model/migration-entry.ts';
import type { CallbackScript, Script } from '../model/migration.ts';
import { FLYBACK_VERSION, FLYWAY_VERSION } from '../model/product.ts';
import type { Session } from '../postgres/session.ts';
import type { ResultFacts } from '../report/formats/flyway-json/result.ts';
import * as messages from '../report/formats/text/messages.ts';
import {
  placeholdersFor,
  readScript,
  resolveCallbacks,
  resolveMigrations,
  scanSources,
  type PlaceholderLookup,
  type ResolvedSources,
  type SourceScan,
} from '../sources/read-sources.ts';
import { quoteIdentifier } from '../syntax/names.ts';
import { placeholderLookup } from '../syntax/placeholders.ts';
import type { CommandInput } from './command.ts';
import { localTimestamp } from './local-timestamp.ts';
import { RunStopper } from './run-stopper.ts';
import { initialise, opened, openSecondSession, openSession } from './open-session.ts';

/** What a command needs when it opens its run. */
export interface OpenOptions {
  /** `callbacks`: it never asks for migrations, so none is read. */
  readonly purpose?: 'migrations' | 'callbacks';
  /** What `dryRunOutput` does: it is written, refused because the command would change something, or does not matter (the default). */
  readonly dryRun?: 'written' | 'refused';
  /** Scripts run on a database that others use: their locks are limited and watched. */
  readonly isLive?: boolean;
}

/** One command at work on one target: session, sources, callbacks, placeholders. Close it whatever happens. */
export class CommandRun {
  readonly config: Config;
  readonly log: Logger;
  readonly input: CommandInput;
  readonly target: TargetDatabase;
  readonly scan: SourceScan;
  /** Where a dry run is written; `null` runs for real. */
  readonly dryRun: DryRun | null;
  readonly startedAt: Date = new Date();
  readonly #owned: Session | null;
  readonly #prepared = new Map<Script, Promise<PreparedScript>>();
  #sources: ResolvedSources | null = null;
  /** Validation and what follows it look at the same rows. */
  #lastEntries: { readonly rows: readonly HistoryRow[]; readonly entries: MigrationEntries } | null = null;
  readonly #lookup: PlaceholderLookup;
  readonly #callbacks: readonly CallbackScript[];
  readonly #stopper: RunStopper;
  readonly #isLive: boolean;
  #live: Promise<LiveRun> | null = null;

  private constructor(
    input: CommandInput,
    target: TargetDatabase,
    scan: SourceScan,
    owned: Session | null,
    { dryRun, isLive }: { readonly dryRun: DryRun | null; readonly isLive: boolean },
  ) {
    this.#isLive = isLive && dryRun === null;
    this.input = input;
    this.config = input.config;
    this.log = input.log;
    this.target = target;
    this.scan = scan;
    this.#owned = owned;
    this.dryRun = dryRun;
    this.#lookup = this.#placeholderLookup();
    const { callbacks, log } = resolveCallbacks(scan, input.config, this.#lookup);
    this.#callbacks = callbacks;
    for (const line of log) this.log.log(line.level, line.text);
    this.#stopper = new RunStopper(input, this.#second('stopper'));
    this.#stopper.add(target.session, () => target.facts.backendPid);
  }

  /** Connects, lists the sources meanwhile, runs initSql and the afterConnect callbacks. */
  static async open(input: CommandInput, options: OpenOptions = {}): Promise<CommandRun> {
    const { config, log } = input;
    const { connection } = config;
    if (connection === null && input.session === undefined) {
      throw new ConfigError('CONFIG_MISSING', 'Unable to connect to the database. Configure the url, user and password!', {
        flywayCode: 'CONFIGURATION',
        hint: 'Give -url=jdbc:postgresql://host/db or postgres://..., set DATABASE_URL, or write it into flyway.conf.',
      });
    }
    refuseDryRun(config, options);
    const { opening, started } = opened(input, connection);
    // The server starts its process for us while the files are read; so the first message has to be on its way before.
    await started;
    const scanned = scan(config, options.purpose ?? 'migrations');
    const session = await opening;
    const owned = input.session === undefined ? session : null;
    try {
      throwIfAborted(input.signal);
      log.log(
        'info',
        messages.databaseLine(owned === null ? 'the connection of the program' : (connection?.shownUrl ?? ''), serverVersion(session)),
      );
      for (const line of scanned.log) log.log(line.level, line.text);
      if (scanned.scan === null) throw scanned.error;
      await initialise(session, config, log);
      const target = await TargetDatabase.read(session, config, historyWaiting(input));
      const dryRun = options.dryRun === 'written' ? await dryRunOf(config, target) : null;
      const run = new CommandRun(input, target, scanned.scan, owned, { dryRun, isLive: options.isLive === true });
      await run.runCallbacks('afterConnect');
      return run;
    } catch (error) {
      await owned?.close();
      throw error;
    }
  }

  /** The session was opened for this run and ends with it. */
  get ownsSession(): boolean {
    return this.#owned !== null;
  }

  get session(): Session {
    return this.target.session;
  }

  /** Limits, guard and second connection of a run on a database that others use; null for a dry run and in a sandbox. Made when first asked for. */
  async live(): Promise<LiveRun | null> {
    if (!this.#isLive) return null;
    this.#live ??= import('./live-run.ts').then(({ openLiveRun }) => openLiveRun(this, this.#second('watcher')));
    return this.#live;
  }

  /** Opens a session beside the one that executes; null where the program gave us only that one. */
  #second(role: string): (() => Promise<Session>) | null {
    const { connection } = this.config;
    return connection === null || this.#owned === null ? null : () => openSecondSession(this.input, connection, role);
  }

  /** The files as migrations; repeatables need the placeholders of this target for their checksums. */
  sources(): ResolvedSources {
    if (this.#sources === null) {
      this.#sources = resolveMigrations(this.scan, this.config, this.#lookup);
      for (const line of this.#sources.log) this.log.log(line.level, line.text);
    }
    return this.#sources;
  }

  /** States of files and rows as this command sees them. */
  entries(
    rows: readonly HistoryRow[],
    overrides: Partial<Pick<Config, 'target' | 'outOfOrder' | 'cherryPick'>> | null = null,
  ): MigrationEntries {
    if (overrides === null && this.#lastEntries?.rows === rows) return this.#lastEntries.entries;
    const entries = this.#computeEntries(rows, overrides ?? {});
    if (overrides === null) this.#lastEntries = { rows, entries };
    return entries;
  }

  #computeEntries(rows: readonly HistoryRow[], overrides: Partial<Pick<Config, 'target' | 'outOfOrder' | 'cherryPick'>>): MigrationEntries {
    const { migrations, undo } = this.sources();
    return computeStates({
      migrations,
      undo,
      rows,
      target: overrides.target ?? this.config.target,
      outOfOrder: overrides.outOfOrder ?? this.config.outOfOrder,
      cherryPick: overrides.cherryPick ?? this.config.cherryPick,
      undoSqlMigrationPrefix: this.config.undoSqlMigrationPrefix,
    });
  }

  /** Reads the history; says so when there is no table, as Flyway does at each reading. */
  async readHistory(): Promise<HistoryRow[]> {
    if (!this.target.hasHistoryTable)
      this.log.log('info', messages.noHistoryTable({ schema: this.target.history.schema, table: this.target.history.name }));
    return this.target.readHistory();
  }

  /** Reads, replaces, splits and judges a script; once per script. */
  prepare(script: Script): Promise<PreparedScript> {
    let prepared = this.#prepared.get(script);
    if (prepared === undefined) {
      prepared = this.#prepare(script);
      this.#prepared.set(script, prepared);
    }
    return prepared;
  }

  // What splits and runs scripts is loaded here: a run without pending migrations does not need it.
  async #prepare(script: Script): Promise<PreparedScript> {
    const { prepareScript } = await import('../execute/prepare-script.ts');
    const prepared = await prepareScript(script, readScript(script), this.#prepareOptions(script));
    for (const warning of prepared.warnings) this.log.log('warn', warning);
    return prepared;
  }

  /** Lets go of a script that has run, so that a thousand of them do not stay in memory. */
  forget(script: Script): void {
    this.#prepared.delete(script);
  }

  /** The callbacks of an event, ready to run. */
  callbacks(event: string): Promise<PreparedCallback[]> {
    const scripts = this.#callbacks.filter((callback) => callback.event === event);
    return Promise.all(scripts.map(async (callback) => ({ callback, prepared: await this.prepare(callback) })));
  }

  hasCallbacks(event: string): boolean {
    return this.#callbacks.some((callback) => callback.event === event);
  }

  /** Runs the callbacks of an event on the main session, each in its own transaction. */
  async runCallbacks(event: string): Promise<void> {
    if (!this.hasCallbacks(event)) return;
    await this.#runOn(this.session, event);
    if (this.dryRun === null) await this.target.refresh();
  }

  /**
   * Runs the callbacks of an event on a session of their own, as Flyway does around migrate and undo:
   * what they SET must not reach the migrations. A borrowed session is all there is, so it serves then.
   */
  async runCallbacksApart(event: string): Promise<void> {
    if (!this.hasCallbacks(event)) return;
    const { connection } = this.config;
    if (connection === null || this.#owned === null || this.dryRun !== null) return this.runCallbacks(event);
    await using session = await openSession(this.input, connection);
    using _stoppable = this.#stopper.add(session, () => session.backendPid);
    await initialise(session, this.config, this.log);
    await this.#runOn(session, event);
  }

  async #runOn(session: Session, event: string): Promise<void> {
    const [{ runCallback }, { stepOptions }] = await Promise.all([import('../execute/callbacks.ts'), import('./step-options.ts')]);
    const options = await stepOptions(this);
    for (const callback of await this.callbacks(event)) await runCallback(this.target, session, callback, options);
  }

  /** Runs error callbacks; the error that called for them stays the one reported (Flyway lets theirs hide it). */
  async runErrorCallbacks(event: string): Promise<void> {
    if (this.session.isLost) return;
    try {
      await this.runCallbacksApart(event);
    } catch (error) {
      this.log.log('warn', `The ${event} callback failed as well: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** What every JSON result carries. */
  facts(): ResultFacts & { readonly timestamp: string; readonly schemas: readonly string[] } {
    return {
      flywayVersion: FLYWAY_VERSION,
      database: this.target.facts.database,
      timestamp: localTimestamp(new Date()),
      schemas: this.config.schemas,
    };
  }

  /** Seconds since the command began, for the summary. */
  elapsedMs(since: number): number {
    return Math.round(performance.now() - since);
  }

  async close(): Promise<void> {
    this.#stopper[Symbol.dispose]();
    await (await this.#live)?.watcher?.close();
    if (this.dryRun !== null) {
      this.dryRun.close();
      this.log.log('info', `Dry run: written to ${this.dryRun.path}, nothing was executed.`);
    }
    if (this.#owned === null) return;
    if (this.input.leavesAtOnce === true) this.#owned.leave();
    else await this.#owned.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #prepareOptions(script: Script): PrepareOptions {
    const { config } = this;
    return {
      placeholders:
        (script.config.placeholderReplacement ?? config.placeholderReplacement) ? placeholdersFor(script, config, this.#lookup) : null,
      serverVersionNum: this.target.facts.serverVersionNum,
      isStandardConforming: this.session.parameter('standard_conforming_strings') !== 'off',
      mixed: config.mixed,
      executeInTransaction: config.executeInTransaction,
    };
  }

  #placeholderLookup(): PlaceholderLookup {
    const { placeholders, placeholderSeparator: separator } = this.config;
    const lookup = placeholderLookup(placeholders, this.#builtIns(separator));
    const timestampKey = `flyway${separator}timestamp`;
    // Local time costs milliseconds the first time it is asked for, and few scripts do.
    const timestamp = (): string => localTimestamp(this.startedAt).slice(0, 19).replace('T', ' ');
    return (name) => (name.toLowerCase() === timestampKey ? timestamp() : lookup(name));
  }

  #builtIns(separator: string): Map<string, string> {
    const { facts, history } = this.target;
    const values: readonly (readonly [string, string])[] = [
      ['defaultSchema', history.schema],
      ['user', facts.role],
      ['database', facts.database],
      ['workingDirectory', this.config.givenWorkingDirectory],
      ['table', history.name],
      ['environment', this.config.environment],
    ];
    return new Map(values.map(([name, value]) => [`flyway${separator}${name}`, value]));
  }
}

/** A setting that promises to change nothing must never be ignored by a command that does (Flyway OSS with TOML ignores it and migrates). */
function refuseDryRun(config: Config, options: OpenOptions): void {
  if (config.dryRunOutput === null || options.dryRun !== 'refused') return;
  throw new UnsupportedError(
    'UNSUPPORTED',
    'dryRunOutput is for migrate and undo: this command would change the database. Nothing was done.',
    {
      hint: 'Leave dryRunOutput out to run it for real.',
    },
  );
}

/** Opens the file of a dry run; only migrate and undo write one. */
async function dryRunOf(config: Config, target: TargetDatabase): Promise<DryRun | null> {
  if (config.dryRunOutput === null) return null;
  const { database } = target.facts;
  const { DryRun } = await import('../execute/dry-run.ts');
  return new DryRun(
    config.dryRunOutput,
    `Dry run by flyback ${FLYBACK_VERSION} on database ${database}, history table ${target.history.quoted}: nothing was executed.`,
  );
}

function historyWaiting({ config, log, signal }: CommandInput): HistoryWaiting {
  return {
    // As long as for the advisory lock.
    limitS: config.lockRetryCount < 0 ? -1 : config.lockRetryCount + 1,
    onWait: (holder) =>
      log.log(
        'warn',
        `Waiting for Schema History table ${quoteIdentifier(config.table)}, locked${holder === null ? '' : ` by ${holder.text}`}`,
      ),
    signal,
  };
}

/** Lists the sources; what was said before an error is kept with it. */
function scan(
  config: Config,
  purpose: 'migrations' | 'callbacks',
): { readonly scan: SourceScan | null; readonly error: unknown; readonly log: readonly LogLine[] } {
  const log: LogLine[] = [];
  try {
    return { scan: scanSources(config, { purpose, report: (line) => log.push(line) }), error: null, log };
  } catch (error) {
    return { scan: null, error, log };
  }
}

/** `15.18 (Debian ...)` as Flyway shows it: `15.18`. */
function serverVersion(session: Session): string {
  return (session.parameter('server_version') ?? '').split(' ')[0] ?? '';
}
