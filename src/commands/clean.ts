import { ServerError } from '../postgres/server-error.ts';
import { CleanFailure, dropDatabaseObjects, dropSchema, emptySchema, type CleanOptions } from '../execute/clean-schemas.ts';
import { ConfigError, DatabaseError, HistoryError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import { cleanJson } from '../report/formats/flyway-json/clean.ts';
import { serverErrorBlock } from '../report/formats/text/error-block.ts';
import * as messages from '../report/formats/text/messages.ts';
import { quoteIdentifier } from '../syntax/names.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';
import { Locking } from './history-lock.ts';
import { refuseHalted } from './refuse-halted.ts';

/** What clean did; schema names unquoted. */
export interface CleanResult {
  /** Schemas that were emptied and stay. */
  readonly schemasCleaned: readonly string[];
  /** Schemas that Flyway or flyback had made, and that are gone. */
  readonly schemasDropped: readonly string[];
  readonly warnings: readonly string[];
}

/** Runs clean under the lock of the history table (Flyway takes none); throws ConfigError where cleanDisabled forbids it. */
export async function runClean(input: CommandInput): Promise<Outcome<CleanResult>> {
  await using run = await CommandRun.open(input, { purpose: 'callbacks', dryRun: 'refused' });
  if (run.config.cleanDisabled) {
    throw new ConfigError('CONFIG_CONFLICT', messages.CLEAN_DISABLED, {
      hint: 'Clean drops everything in the schemas. Where that is meant, set -cleanDisabled=false. Nothing was changed.',
    });
  }
  await refuseHalted(run);
  await run.runCallbacks('beforeClean');
  const cleaning = new Cleaning(run);
  try {
    await cleaning.cleanUnderLock();
  } catch (error) {
    await run.runErrorCallbacks('afterCleanError');
    throw error;
  }
  await run.runCallbacks('afterClean');
  const { result } = cleaning;
  return { result, json: () => cleanJson({ ...run.facts(), ...result }), exitCode: 0 };
}

/** One clean: the schemas twice, because CASCADE reaches from one into another, then those that Flyway has made (CleanExecutor, 12.4). */
class Cleaning {
  readonly #run: CommandRun;
  readonly #options: CleanOptions;
  readonly #cleaned: string[] = [];
  readonly #dropped: string[] = [];
  readonly #warnings: string[] = [];

  constructor(run: CommandRun) {
    this.#run = run;
    this.#options = { isFull: run.config.flyback.fullClean, signal: run.input.signal, debug: (text) => run.log.log('debug', text) };
  }

  get result(): CleanResult {
    return { schemasCleaned: this.#cleaned, schemasDropped: this.#dropped, warnings: this.#warnings };
  }

  async cleanUnderLock(): Promise<void> {
    const { target, log } = this.#run;
    await using locking = new Locking(this.#run);
    const made = schemasMade(await this.#readRows(locking));
    await this.#dropDatabaseObjects();
    const known = target.schemas.filter((schema) => target.schemaExists(schema));
    for (const schema of target.schemas) if (!target.schemaExists(schema)) this.#warn(messages.unknownSchema(schema));
    for (const schema of known) await this.#clean(schema, made.has(schema), true);
    for (const schema of known.toReversed()) await this.#clean(schema, made.has(schema), false);
    // Flyway drops databases' own objects here for other database systems; for PostgreSQL it has none.
    log.log('info', messages.droppedDatabaseObjects('post', 0));
    for (const schema of target.schemas) if (made.has(schema)) await this.#drop(schema);
    // The callbacks start with the search path of what is left.
    if (this.#run.hasCallbacks('afterClean')) await target.refresh();
  }

  /** Rows as they are under the lock; unreadable ones only cost the knowledge which schemas to drop. */
  async #readRows(locking: Locking): Promise<readonly HistoryRow[]> {
    const run = this.#run;
    try {
      const hadTable = run.target.hasHistoryTable;
      const rows = await locking.acquire();
      await run.target.refresh();
      return hadTable && run.target.hasHistoryTable ? rows : await run.readHistory();
    } catch (error) {
      if (!(error instanceof HistoryError || error instanceof ServerError)) throw error;
      run.log.log('error', `Error while checking whether the schemas should be dropped. Schemas will not be dropped: ${error.message}`);
      await run.target.refresh();
      return [];
    }
  }

  async #dropDatabaseObjects(): Promise<void> {
    const { target, log } = this.#run;
    const started = performance.now();
    try {
      if (this.#options.isFull) await dropDatabaseObjects(target, target.schemas, this.#options);
      log.log('info', messages.droppedDatabaseObjects('pre', this.#run.elapsedMs(started)));
    } catch (error) {
      if (!(error instanceof CleanFailure)) throw error;
      this.#warn(`Unable to drop pre-schema database level objects: ${error.statement}: ${error.server.message}`);
    }
  }

  async #clean(schema: string, isMade: boolean, isFirst: boolean): Promise<void> {
    const { target, log } = this.#run;
    const started = performance.now();
    log.log('debug', `Cleaning schema ${quoteIdentifier(schema)}...`);
    try {
      await emptySchema(target, schema, this.#options);
    } catch (error) {
      if (!(error instanceof CleanFailure)) throw error;
      // It is dropped with all that is left in it later on.
      if (isMade) return log.log('debug', `Unable to clean schema ${quoteIdentifier(schema)}: ${error.statement}: ${error.server.message}`);
      throw this.#failure(schema, error);
    }
    log.log('info', messages.cleaned(schema, this.#run.elapsedMs(started)));
    if (isFirst && !isMade) this.#cleaned.push(schema);
  }

  async #drop(schema: string): Promise<void> {
    const { target, log } = this.#run;
    const started = performance.now();
    log.log('debug', `Dropping schema ${quoteIdentifier(schema)}...`);
    try {
      await dropSchema(target, schema, this.#options);
    } catch (error) {
      if (!(error instanceof CleanFailure)) throw error;
      log.log('debug', error.message);
      log.log('warn', messages.notDropped(schema));
      this.#cleaned.push(schema);
      return;
    }
    log.log('info', messages.dropped(schema, this.#run.elapsedMs(started)));
    this.#dropped.push(schema);
  }

  #warn(text: string): void {
    this.#warnings.push(text);
    this.#run.log.log('warn', text);
  }

  #failure(schema: string, error: CleanFailure): DatabaseError {
    const { sqlState } = error.server;
    const title = `Unable to clean schema ${quoteIdentifier(schema)}`;
    const rest = error.committed === 0 ? 'of this schema nothing was dropped' : `${error.committed} statements before it are committed`;
    const others = this.#cleaned.filter((name) => name !== schema);
    const before = others.length === 0 ? '' : `; emptied already: ${others.map(quoteIdentifier).join(', ')}`;
    const locks = sqlState === '53200' ? ' Raise max_locks_per_transaction of the server.' : '';
    return new DatabaseError('DB_QUERY', serverErrorBlock({ title, sqlState, errorCode: 0, message: (error.cause as Error).message }), {
      sqlState,
      flywayCode: 'DB_CONNECTION',
      cause: error.cause,
      hint: `The statement was: ${error.statement}\nIt was rolled back; ${rest}${before}.${locks}`,
    });
  }
}

/** The schemas of the SCHEMA rows, whose script is a list of quoted names. */
function schemasMade(rows: readonly HistoryRow[]): ReadonlySet<string> {
  const names = rows.filter(({ type }) => type === 'SCHEMA').flatMap(({ script }) => [...script.matchAll(/"((?:[^"]|"")*)"|[^",]+/g)]);
  return new Set(names.map(([text, quoted]) => quoted?.replaceAll('""', '"') ?? text));
}
