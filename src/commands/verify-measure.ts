import type { MigrationObservation, ObservedStatement } from '../model/observation.ts';
import type { PreparedScript } from '../execute/prepare-script.ts';
import type { Session } from '../postgres/session.ts';
import { shownQualified } from '../syntax/shown-identifier.ts';
import { ConfigError } from '../model/errors.ts';
import { estimateDuration, type Growth } from '../verify/measure/estimate-duration.ts';
import { timeScript, type TimedScript } from '../verify/measure/timed-script.ts';
import { readRelations, shownRelation, type RelationFacts } from '../verify/observe/relations.ts';
import type { RoundTripItem } from '../verify/round-trip.ts';
import { readTableRows } from '../verify/queries/read-queries.ts';
import { fillTables } from '../verify/rows/fill-tables.ts';
import type { SandboxDatabases } from '../verify/sandbox-databases.ts';
import type { CommandInput } from './command.ts';
import { assumedRows, rowCount } from './analysis-settings.ts';
import type { VerifyChoice } from './verify-choice.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';
import { withTargetSession } from './with-target-session.ts';

/** The other size is so much smaller. */
const SIZE_RATIO = 4;
const FEWEST_ROWS = 1000;
const REPEATS = 3;
const USAGE = 2;
const CHANGES_ROWS = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'DO', 'CALL', 'SELECT']);
const DATABASE = 'flyback_measured';

/** What is measured. */
export interface MeasureWish {
  /** Rows of the larger one of the two sizes. */
  readonly rows: number;
  /** The rows that tables have on the target: by `schema.name` as it has counted, by `name` as somebody says. */
  readonly targetRows: ReadonlyMap<string, number>;
}

/**
 * What `--measure` asks for; null: nothing.
 * @throws ConfigError where nobody knows how large a table is, or nothing is observed
 */
export async function measureWish(input: CommandInput, { isObserved }: VerifyChoice, hasTarget: boolean): Promise<MeasureWish | null> {
  const given = input.options?.get('measure');
  if (given === undefined) return null;
  const wrong = (message: string, hint: string): ConfigError => new ConfigError('CONFIG_INVALID', message, { exitCode: USAGE, hint });
  const rows = rowCount(String(given));
  if (rows === null || rows < FEWEST_ROWS)
    throw wrong(`--measure ${String(given)}: this is no number of rows to measure with.`, 'Write 80k, say.');
  if (isObserved !== true)
    throw wrong('--measure measures what is observed: it does not go with --whole and --no-observe.', 'Leave them out.');
  const targetRows = new Map([...(hasTarget ? await withTargetSession(input, readTableRows) : []), ...assumedRows(input.config)]);
  if (targetRows.size === 0)
    throw wrong(
      '--measure: how many rows the tables have is not known.',
      'Give a target whose tables were analysed, or say it with -flyback.assumeRows=orders=40M.',
    );
  return { rows, targetRows };
}

/** Times of a script's statements with one number of rows. */
interface Measured {
  readonly rows: ReadonlyMap<string, number>;
  readonly runs: readonly (readonly number[])[];
}

/** Times statements whose work grows with rows at two sizes, on copies of the database as it is before the migration. */
export class Measurement {
  readonly #bench: VerifyWorkbench;
  readonly #databases: SandboxDatabases;
  readonly #input: CommandInput;
  readonly #wish: MeasureWish;
  /** The copy whose tables are filled. */
  readonly #filled: string;

  constructor(bench: VerifyWorkbench, databases: SandboxDatabases, input: CommandInput, wish: MeasureWish) {
    this.#bench = bench;
    this.#databases = databases;
    this.#input = input;
    this.#wish = wish;
    this.#filled = databases.nameOf(DATABASE);
  }

  /** Keeps a copy of the database as it is before a migration. */
  async before(): Promise<void> {
    await this.#databases.drop(this.#filled);
    await this.#bench.copyTo(this.#filled);
  }

  /** What was observed of the migration that has run since, with estimates. */
  async measured({ migration }: RoundTripItem, observed: MigrationObservation): Promise<MigrationObservation> {
    try {
      const tables = await this.#workedTables(observed);
      if (tables.length === 0) return observed;
      this.#input.log.progress?.({ kind: 'waiting', text: `measuring ${migration.script} with up to ${this.#wish.rows} rows` });
      const sizes = await this.#measure(await this.#bench.run.prepare(migration), tables);
      const touched = touchedNames(observed);
      const statements = observed.statements.map((statement) => {
        const worked = tables.filter((table) => worksOn(statement, shownRelation(table), touched));
        return { ...statement, estimate: this.#estimate(statement, worked, sizes) };
      });
      const isMissing = (table: RelationFacts): boolean =>
        this.#rowsOf(table) === null && observed.statements.some((statement) => worksOn(statement, shownRelation(table), touched));
      const unknown = tables.filter(isMissing).map(shownRelation);
      const problem =
        unknown.length === 0 ? null : `How many rows ${unknown.join(', ')} has on the target is not known: say it with flyback.assumeRows`;
      return { statements, problem: observed.problem ?? problem };
    } catch (error) {
      if (this.#input.signal?.aborted === true) throw error;
      const problem = `It could not be measured: ${error instanceof Error ? error.message : String(error)}`;
      return { ...observed, problem: observed.problem ?? problem };
    } finally {
      await this.#databases.drop(this.#filled);
    }
  }

  /** The tables of the copy that need rows: none where no statement works on all rows of a table. */
  async #workedTables(observed: MigrationObservation): Promise<readonly RelationFacts[]> {
    await using session = await this.#databases.openSession(this.#filled);
    await session.query(this.#bench.run.target.resetStatements().join(';\n'));
    const tables = [...(await readRelations(session)).values()].filter(({ kind }) => kind === 'table');
    const touched = touchedNames(observed);
    const isWorked = (table: RelationFacts): boolean =>
      observed.statements.some((statement) => worksOn(statement, shownRelation(table), touched));
    // Beside them what the script only looks into: the other end of a foreign key.
    return tables.some(isWorked) ? tables.filter((table) => isWorked(table) || touched.has(shownRelation(table))) : [];
  }

  #estimate(
    statement: ObservedStatement,
    worked: readonly RelationFacts[],
    [few, many]: readonly [Measured, Measured],
  ): ObservedStatement['estimate'] {
    const sized = worked.flatMap((table) => {
      const rows = this.#rowsOf(table);
      return rows === null ? [] : [{ table, rows }];
    });
    const largest = sized.toSorted((left, right) => right.rows - left.rows)[0];
    // What rows a statement changes is not known: one of the tables that the script touches.
    const isGuess = CHANGES_ROWS.has(statement.command);
    if (largest === undefined || (sized.length < worked.length && !isGuess)) return null;
    const name = qualified(largest.table);
    const size = ({ rows, runs }: Measured): { rows: number; times: readonly number[] } => ({
      rows: rows.get(name) ?? 0,
      times: runs.flatMap((run) => run[statement.number - 1] ?? []),
    });
    return estimateDuration([size(few), size(many)], largest.rows, growthOf(statement));
  }

  async #measure(script: PreparedScript, tables: readonly RelationFacts[]): Promise<readonly [Measured, Measured]> {
    const timed = { script, opening: this.#bench.run.target.resetStatements(), options: await this.#bench.migrateOptions() };
    const atSize = async (size: number): Promise<Measured> => {
      const rows = await this.#fill(tables, size);
      const runs: (readonly number[])[] = [];
      for (let run = 0; run < REPEATS; run++) runs.push(await this.#timeOnce(timed));
      return { rows, runs };
    };
    return [await atSize(Math.round(this.#wish.rows / SIZE_RATIO)), await atSize(this.#wish.rows)];
  }

  async #timeOnce(timed: TimedScript): Promise<readonly number[]> {
    const copy = `${this.#filled}_copy`;
    await this.#databases.create(copy, this.#filled);
    try {
      await using session = await this.#databases.openSession(copy);
      return await timeScript(session, timed);
    } finally {
      await this.#databases.drop(copy);
    }
  }

  /** Brings tables to so many rows at least; answers how many they have. */
  async #fill(tables: readonly RelationFacts[], size: number): Promise<ReadonlyMap<string, number>> {
    await using session = await this.#databases.openSession(this.#filled);
    const names = tables.map(qualified);
    const before = await countRows(session, names);
    const wish = new Map(
      names.flatMap((name) => ((before.get(name) ?? 0) < size ? [[name, size - (before.get(name) ?? 0)] as const] : [])),
    );
    const first = Math.max(0, ...before.values()) + 1;
    const { history } = this.#bench.run.target;
    if (wish.size > 0) await fillTables(session, wish, { first, withoutRelations: [history] });
    await session.query(`ANALYZE ${names.join(', ')}`);
    return await countRows(session, names);
  }

  #rowsOf({ schema, name }: RelationFacts): number | null {
    const { targetRows } = this.#wish;
    return targetRows.get(name) ?? targetRows.get(`${schema}.${name}`) ?? null;
  }
}

function touchedNames({ statements }: MigrationObservation): ReadonlySet<string> {
  return new Set(statements.flatMap(({ locks }) => locks.map(({ relation }) => relation)));
}

/** The time of the statement may grow with the table; `touched`: what the script has locked. */
function worksOn({ rewritten, scanned, command }: ObservedStatement, table: string, touched: ReadonlySet<string>): boolean {
  return rewritten.includes(table) || scanned.includes(table) || (CHANGES_ROWS.has(command) && touched.has(table));
}

function growthOf({ rewritten, indexesBuilt }: ObservedStatement): Growth {
  if (indexesBuilt.length === 0) return 'linear';
  return rewritten.length > 0 ? 'both' : 'sorting';
}

function qualified({ schema, name }: RelationFacts): string {
  return shownQualified(schema, name);
}

async function countRows(session: Session, names: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const results = await session.query(names.map((name) => `SELECT count(*) FROM ${name}`).join(';\n'));
  return new Map(names.map((name, index) => [name, Number(results[index]?.rows[0]?.[0] ?? 0)]));
}
