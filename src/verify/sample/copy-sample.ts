import { throwIfAborted } from '../../execute/cancellation.ts';
import { SandboxError } from '../../model/errors.ts';
import type { ProofSample, SampledTable } from '../../model/sample.ts';
import { copyBetween, type CopyOutcome, type CopyPace } from '../../postgres/copy-between.ts';
import { readIdentity } from '../../postgres/identity.ts';
import type { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { quoteQualified } from '../../syntax/names.ts';
import type { Digest } from '../mask/mask-expression.ts';
import type { MaskRule } from '../mask/mask-rules.ts';
import { isSameDatabase } from '../sandbox-identity.ts';
import { RowChoice, type ChosenRows } from './choose-rows.ts';
import { MaskPlan } from './mask-plan.ts';
import { listTables, lockable, readSampleCatalog } from './read-catalog.ts';
import { tableName, type SampleTable } from './sample-catalog.ts';
import { shareOf, type SampleSize } from './sample-size.ts';
import { SampleSink } from './sample-sink.ts';
import { beginSnapshot, digestOf, sampleError, wordsOf, type SourceLimits } from './sample-source.ts';
import { maskAttempts } from './mask-attempts.ts';
import { maskedColumns, tableCopy } from './table-copy.ts';

/** What a sample is made of. */
export interface SampleRequest {
  readonly source: Session;
  /** A database of the sandbox that has the source's tables; their rows are replaced. */
  readonly sink: Session;
  readonly size: SampleSize;
  readonly seed: number;
  /** Without it nobody can tell values from what they were masked as. */
  readonly secret: string;
  readonly rules: readonly MaskRule[];
  /** Tables with fewer rows come as a whole: 10,000 unless given. */
  readonly smallRows?: number;
  /** What is left as it is: the history, and what is no part of the target. */
  readonly withoutSchemas?: readonly string[];
  readonly withoutRelations: readonly { readonly schema: string; readonly name: string }[];
  readonly limits: SourceLimits & { readonly megabytesPerSecond: number };
  readonly progress: SampleProgress;
  readonly signal?: AbortSignal | undefined;
}

/** Told while a sample is taken. */
export interface SampleProgress {
  onStep(text: string): void;
  onStepEnd(text: string, elapsedMs: number): void;
  /** How far the step is. */
  onDetail(text: string): void;
}

const DETAIL_EVERY_MS = 500;
/** Shorter rests are saved up. */
const LEAST_REST_MS = 20;

/** Copies a masked part of a database into the sandbox, complete in its foreign keys. Reads the source in one snapshot and changes nothing there. */
export async function copySample(request: SampleRequest): Promise<ProofSample> {
  const { source, sink, limits } = request;
  await refuseSameDatabase(source, sink);
  const cancel = (): void => void Promise.all([source.cancel(), sink.cancel()]);
  request.signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await new SampleCopy(request, await digestOf(source, request.secret)).run();
  } catch (error) {
    throw sampleError(error, limits);
  } finally {
    request.signal?.removeEventListener('abort', cancel);
    // A session that is gone has said so already.
    await source.send('ROLLBACK').catch(() => undefined);
  }
}

async function refuseSameDatabase(source: Session, sink: Session): Promise<void> {
  const [from, to] = [await readIdentity(source, source.backendPid), await readIdentity(sink, sink.backendPid)];
  if (!isSameDatabase(from, to)) return;
  throw new SandboxError('SANDBOX_IS_TARGET', 'The sandbox is the database that the sample is taken of. Nothing was written.', {
    exitCode: 2,
    hint: 'Name another server, or leave flyback.shadowUrl out: then flyback starts one of its own.',
  });
}

class SampleCopy {
  readonly #request: SampleRequest;
  readonly #digest: Digest;
  readonly #gaps: string[] = [];
  readonly #done = new Map<SampleTable, SampledTable>();
  /** How the columns of copied tables were masked. */
  readonly #states = new Map<SampleTable, string>();
  readonly #started = performance.now();

  constructor(request: SampleRequest, digest: Digest) {
    this.#request = request;
    this.#digest = digest;
  }

  async run(): Promise<ProofSample> {
    const { source, sink, size, seed, rules, limits, progress } = this.#request;
    const listed = await listTables(source, this.#request);
    await beginSnapshot(source, lockable(listed.tables), limits);
    const catalog = await readSampleCatalog(source, listed.tables);
    const all = { rows: sum(catalog.tables, ({ rows }) => rows ?? 0), bytes: sum(catalog.tables, ({ bytes }) => bytes) };
    const share = shareOf(size, all);
    const masks = new MaskPlan(catalog, rules);
    this.#gaps.push(...listed.gaps, ...catalog.gaps, ...masks.warnings);

    const there = (await listTables(sink, this.#request)).tables;
    const isThere = new Set(there.map(tableName));
    const choosing = performance.now();
    progress.onStep('sample: choosing rows');
    const chosen = await RowChoice.make(source, catalog, {
      share,
      seed,
      smallRows: this.#request.smallRows,
      onProgress: (text) => progress.onDetail(text),
    });
    progress.onStepEnd('sample: choosing rows', performance.now() - choosing);

    const into = await SampleSink.open(sink, there);
    await this.#copyAll(
      chosen.filter(
        ({ table }) => isThere.has(tableName(table)) || this.#gap(`${tableName(table)} stays out: the sandbox has no such table`),
      ),
      masks,
    );
    const references = catalog.references.filter(
      ({ child, parent, isValidated }) => isValidated && [child, parent].every((end) => end.isPartitioned || isThere.has(tableName(end))),
    );
    await into.keep();
    this.#gaps.push(...(await into.cutLooseReferences(references)), ...(await into.finish(source)));
    await into.close();
    const tables = [...this.#done.values()].toSorted((a, b) => (a.table < b.table ? -1 : 1));
    return {
      share,
      seed,
      tables,
      rows: sum(tables, ({ rows }) => rows),
      bytes: sum(tables, ({ bytes }) => bytes),
      gaps: this.#gaps,
      elapsedMs: Math.round(performance.now() - this.#started),
    };
  }

  async #copyAll(chosen: readonly ChosenRows[], masks: MaskPlan): Promise<void> {
    const pace = this.#pace();
    for (let waiting = chosen; waiting.length > 0; waiting = chosen.filter(({ table }) => this.#isStale(table, masks))) {
      for (const rows of waiting) {
        throwIfAborted(this.#request.signal);
        await this.#empty(rows.table);
        const error = await this.#copyTable(rows, masks, pace);
        if (error !== null) await this.#copyOtherwise(rows, error, masks, pace);
      }
    }
  }

  /** It was copied before other masks were taken for columns that its own are compared with. */
  #isStale(table: SampleTable, masks: MaskPlan): boolean {
    const state = this.#states.get(table);
    return state !== undefined && state !== masks.stateOf(table);
  }

  /** The sandbox refuses rows as they are masked: other masks are tried until it takes them. */
  async #copyOtherwise(rows: ChosenRows, first: ServerError, masks: MaskPlan, pace: CopyPace): Promise<void> {
    for (let error: ServerError | null = first; error !== null;) {
      const next = await this.#tryMasks(rows, error, masks, pace);
      if (next === undefined) {
        this.#gap(`${tableName(rows.table)} stays empty: the sandbox refuses its rows as they are masked: ${wordsOf(error)}`);
        return;
      }
      error = next;
    }
  }

  /** Takes the first other masks that help; answers the next error, null where there is none, undefined where nothing helps. */
  async #tryMasks(rows: ChosenRows, error: ServerError, masks: MaskPlan, pace: CopyPace): Promise<ServerError | null | undefined> {
    for (const { names, steps } of maskAttempts(error.server, rows.table, masks)) {
      const takeBack = masks.escalate(rows.table, names, steps);
      if (takeBack === null) continue;
      const next = await this.#copyTable(rows, masks, pace);
      if (next === null || !isSameRefusal(error, next)) return next;
      takeBack();
    }
    return undefined;
  }

  async #copyTable(rows: ChosenRows, masks: MaskPlan, pace: CopyPace): Promise<ServerError | null> {
    const { sink, progress } = this.#request;
    const copy = tableCopy(rows, masks, this.#digest);
    if (copy === null) return null;
    const name = tableName(rows.table);
    const started = performance.now();
    progress.onStep(`sample: ${name}`);
    const total = { rows: 0, bytes: 0 };
    await sink.query('SAVEPOINT flyback_table');
    for (const sql of copy.sources) {
      const outcome = await this.#copyPart(sql, copy.sink, pace);
      if (outcome.error !== null) {
        await sink.query('ROLLBACK TO SAVEPOINT flyback_table');
        if (!isOfValues(outcome.error)) throw outcome.error;
        return outcome.error;
      }
      total.rows += outcome.rows;
      total.bytes += outcome.bytes;
    }
    await sink.query('RELEASE SAVEPOINT flyback_table');
    const elapsedMs = performance.now() - started;
    const masked = maskedColumns(rows.table, masks).map((column) => ({
      column: column.name,
      method: masks.of(rows.table, column).mask.method,
    }));
    this.#states.set(rows.table, masks.stateOf(rows.table));
    this.#done.set(rows.table, { table: name, ...total, of: rows.table.rows, masked });
    progress.onStepEnd(
      `sample: ${name}, ${total.rows} rows, ${megabytes(total.bytes)} MB, ${megabytes((total.bytes / elapsedMs) * 1000)} MB/s`,
      elapsedMs,
    );
    return null;
  }

  // With a savepoint the snapshot outlives a copy that is broken off.
  async #copyPart(from: string, into: string, pace: CopyPace): Promise<CopyOutcome> {
    const { source, sink } = this.#request;
    await source.query('SAVEPOINT flyback_copy');
    const outcome = await copyBetween({ session: source, sql: from }, { session: sink, sql: into }, pace);
    await source.query(
      outcome.error === null ? 'RELEASE SAVEPOINT flyback_copy' : 'ROLLBACK TO SAVEPOINT flyback_copy; RELEASE SAVEPOINT flyback_copy',
    );
    return outcome;
  }

  async #empty(table: SampleTable): Promise<void> {
    this.#states.delete(table);
    if (!this.#done.delete(table)) return;
    await this.#request.sink.query(`DELETE FROM ${quoteQualified(table.root.schema, table.root.name)}`);
  }

  /** Rests so that no more than the limit flows, and says from time to time how much there is. */
  #pace(): CopyPace {
    const { limits, progress } = this.#request;
    const bytesPerMs = (limits.megabytesPerSecond * 1e6) / 1000;
    let total = 0;
    let freeAt = 0;
    let saidAt = 0;
    return (bytes) => {
      const now = performance.now();
      total += bytes;
      if (now - saidAt > DETAIL_EVERY_MS) {
        saidAt = now;
        progress.onDetail(`${megabytes(total)} MB in all`);
      }
      freeAt = Math.max(now, freeAt) + bytes / bytesPerMs;
      return freeAt - now > LEAST_REST_MS ? freeAt - now : 0;
    };
  }

  #gap(text: string): false {
    this.#gaps.push(text);
    return false;
  }
}

function isSameRefusal(a: ServerError, b: ServerError): boolean {
  return a.server.sqlState === b.server.sqlState && a.server.constraint === b.server.constraint && a.server.column === b.server.column;
}

/** Whether rows were refused for what they hold; everything else ends the sample. */
function isOfValues({ server }: ServerError): boolean {
  return /^(?:22|23|42703|54000|2200)/u.test(server.sqlState);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
