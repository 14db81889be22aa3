import { resolve } from 'node:path';
import { readFileBytes } from '../io/files.ts';
import { ConfigError } from '../model/errors.ts';
import type { Proof } from '../model/verdict.ts';
import { ServerError } from '../postgres/server-error.ts';
import { definitionDiff } from '../report/definition-diff.ts';
import { loadParser } from '../syntax/parse.ts';
import { readRelations, type RelationFacts } from '../verify/observe/relations.ts';
import { compareExplanations, signatureOf } from '../verify/queries/compare-explanations.ts';
import { explain, type Explanation } from '../verify/queries/explain.ts';
import { queriesOfFile, queriesOfTarget, readTableRows, type QueryList } from '../verify/queries/read-queries.ts';
import { assumedRows } from './analysis-settings.ts';
import type { CommandInput } from './command.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';
import { withTargetSession } from './with-target-session.ts';

const USAGE = 2;
const SERVER_STATISTICS = 'pg_stat_statements';
const MOST_QUERIES = 100;
/** A table of fewer pages is read as a whole, whatever indexes it has; one of fewer rows on the target is read so there, too. */
const FEW_BYTES = 50 * 8192;
const FEW_ROWS = 1000;

/** The queries that `--queries` asks for, and how large the tables of the target are. */
export interface WantedQueries extends QueryList {
  /** By `schema.name` as the target has counted, by `name` as somebody says. */
  readonly tableRows: ReadonlyMap<string, number>;
}

/** Reads the queries of a file or of the target's pg_stat_statements; null: none are asked for. */
export async function wantedQueries(input: CommandInput, hasTarget: boolean): Promise<WantedQueries | null> {
  const source = input.options?.get('queries');
  if (typeof source !== 'string') return null;
  await loadParser();
  const tableRows = new Map([...(hasTarget ? await withTargetSession(input, readTableRows) : []), ...assumedRows(input.config)]);
  const list = source === SERVER_STATISTICS ? await countedQueries(input, hasTarget) : writtenQueries(input, source);
  return { ...list, tableRows };
}

function writtenQueries({ config }: CommandInput, source: string): QueryList {
  const path = resolve(config.workingDirectory, source);
  let bytes: Buffer;
  try {
    bytes = readFileBytes(path);
  } catch (error) {
    throw wrong(
      `--queries: ${error instanceof Error ? error.message : String(error)}`,
      'Name a file of queries, or pg_stat_statements.',
      error,
    );
  }
  const list = queriesOfFile(bytes, source);
  if (list.queries.length + list.leftOut.length === 0)
    throw wrong(`--queries: ${path} holds no query.`, 'Write queries into it, each with a semicolon behind.');
  return list;
}

async function countedQueries(input: CommandInput, hasTarget: boolean): Promise<QueryList> {
  if (!hasTarget)
    throw wrong('--queries pg_stat_statements asks the target, and none is configured.', 'Give -url=..., or a file of queries.');
  try {
    const list = await withTargetSession(input, (session) => queriesOfTarget(session, MOST_QUERIES));
    if (list !== null) return list;
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw wrong(
      `--queries: pg_stat_statements cannot be read: ${error.message}`,
      'It must be in shared_preload_libraries, and of version 1.9 or later.',
      error,
    );
  }
  throw wrong(
    '--queries: pg_stat_statements is not installed in the target database.',
    'CREATE EXTENSION pg_stat_statements there, or give a file of queries.',
  );
}

/** Explains queries before the batch and after each of its migrations. */
export class QueryWatch {
  readonly #bench: VerifyWorkbench;
  readonly #wanted: WantedQueries;
  #first: readonly Explanation[] = [];
  #last: readonly Explanation[] = [];
  readonly #since = new Map<number, string>();
  /** Numbers of queries for whose plans the sandbox has rows enough. */
  #realistic: ReadonlySet<number> = new Set();

  constructor(bench: VerifyWorkbench, wanted: WantedQueries) {
    this.#bench = bench;
    this.#wanted = wanted;
  }

  /** The state before the batch. */
  async before(): Promise<void> {
    this.#first = await this.#explainAll();
    this.#last = this.#first;
    const tables = await this.#tables();
    const isSmall = ({ schema, name, bytes }: RelationFacts): boolean =>
      bytes < FEW_BYTES && (this.#rowsOnTarget(`${schema}.${name}`) ?? FEW_ROWS) >= FEW_ROWS;
    const tooSmall = new Set(tables.filter(isSmall).map(({ name }) => name));
    this.#realistic = new Set(
      this.#wanted.queries.filter(({ relations }) => ![...relations].some((name) => tooSmall.has(name))).map(({ number }) => number),
    );
  }

  /** The state after a script. */
  async after(script: string): Promise<void> {
    const before = this.#last;
    this.#last = await this.#explainAll();
    for (const [index, { number }] of this.#wanted.queries.entries()) {
      const isRealistic = this.#realistic.has(number);
      const signature = (explanations: readonly Explanation[]): string => signatureOf(explanations[index] as Explanation, isRealistic);
      if (signature(before) !== signature(this.#last)) this.#since.set(number, script);
    }
  }

  /** The comparison; of what the target has counted only what mentions one of these relations (null: all), or has changed. */
  async result(affected: ReadonlySet<string> | null): Promise<Pick<Proof, 'plans' | 'planNotes'>> {
    const { queries, leftOut } = this.#wanted;
    const plans = queries.map((query, index) => {
      const { number } = query;
      const [before, after] = [this.#first[index] as Explanation, this.#last[index] as Explanation];
      const history = { query, before, after, since: this.#since.get(number) ?? null, isRealistic: this.#realistic.has(number) };
      return compareExplanations(history, (relation) => this.#rowsOnTarget(relation), definitionDiff);
    });
    const concerns = (index: number): boolean =>
      affected === null || [...(queries[index]?.relations ?? [])].some((name) => affected.has(name));
    const kept = plans.filter(
      ({ source, outcome }, index) => source === 'file' || outcome === 'broken' || outcome === 'changed' || concerns(index),
    );
    return { plans: kept, planNotes: [this.#basis(), ...leftOut] };
  }

  #rowsOnTarget(relation: string): number | null {
    const { tableRows } = this.#wanted;
    return tableRows.get(relation.slice(relation.indexOf('.') + 1)) ?? tableRows.get(relation) ?? null;
  }

  async #explainAll(): Promise<readonly Explanation[]> {
    const session = await this.#bench.onlooker();
    const opening = this.#bench.run.target.resetStatements();
    const explanations: Explanation[] = [];
    for (const query of this.#wanted.queries) explanations.push(await explain(session, query, opening));
    return explanations;
  }

  /** The tables of the sandbox that the queries mention. */
  async #tables(): Promise<readonly RelationFacts[]> {
    const names = new Set(this.#wanted.queries.flatMap(({ relations }) => [...relations]));
    const relations = await readRelations(await this.#bench.onlooker());
    return [...relations.values()].filter(({ kind, name }) => (kind === 'table' || kind === 'materialized-view') && names.has(name));
  }

  /** What the planner knew. */
  #basis(): string {
    const all = this.#wanted.queries.length;
    const real = this.#realistic.size;
    const planned = 'planned with the rows and statistics of the sandbox';
    const asked =
      'planned as if their tables were too large to be read as a whole, because the sandbox has few or no rows of them: what is compared is which indexes serve them';
    if (real === all) return `The queries are ${planned}: the target may choose otherwise`;
    return real === 0 ? `The queries are ${asked}` : `${real} of ${all} queries are ${planned}; the others are ${asked}`;
  }
}

function wrong(message: string, hint: string, cause?: unknown): ConfigError {
  return new ConfigError('CONFIG_INVALID', message, { exitCode: USAGE, hint, cause });
}
