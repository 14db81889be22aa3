import { readSequenceValues } from '../../postgres/read-fingerprint.ts';
import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';
import { quoteIdentifier, quoteQualified } from '../../syntax/names.ts';
import { fromClause, referenceCondition } from './choose-rows.ts';
import { tableName, type SampleReference, type SampleTable } from './sample-catalog.ts';
import { wordsOf } from './sample-source.ts';

/** Keys are compared by hash tables, which should not have to be written to files. */
const WORK_MEMORY = '64MB';
/** A third of PostgreSQL's own takes half the time. */
const STATISTICS_TARGET = 30;

/** The database of the sandbox while rows come in: no trigger fires, and no foreign key is looked at. */
export class SampleSink {
  readonly session: Session;
  readonly #tables: readonly string[];
  readonly #restore: readonly string[];

  private constructor(session: Session, tables: readonly string[], restore: readonly string[]) {
    this.session = session;
    this.#tables = tables;
    this.#restore = restore;
  }

  /** Begins a transaction and empties the tables. What would refuse rows of the source that are there all the same is set aside until `close`. */
  static async open(session: Session, tables: readonly Pick<SampleTable, 'root'>[]): Promise<SampleSink> {
    const [inTheWay] = await session.query(sqlStatement('sample/in-the-way'));
    // A partition alone cannot be emptied while keys lead to the whole.
    const names = [...new Set(tables.map(({ root }) => quoteQualified(root.schema, root.name)))];
    await session.query(
      [
        'SET session_replication_role = replica',
        'SET statement_timeout = 0',
        `SET work_mem = '${WORK_MEMORY}'`,
        // What a transaction loads into tables that it has emptied is written once, and not to the log as well.
        'BEGIN',
        ...(inTheWay?.rows ?? []).map(([disable]) => disable ?? ''),
        ...(names.length === 0 ? [] : [`TRUNCATE ${names.join(', ')}`]),
      ].join(';\n'),
    );
    return new SampleSink(
      session,
      names,
      (inTheWay?.rows ?? []).map(([, enable]) => enable ?? ''),
    );
  }

  /** Commits what was copied. Nobody else analyzes a sandbox, and plans should be those of so many rows. */
  async keep(): Promise<void> {
    await this.session.query('COMMIT');
    if (this.#tables.length > 0)
      await this.session.query(`SET default_statistics_target = ${STATISTICS_TARGET}; ANALYZE ${this.#tables.join(', ')}`);
  }

  /**
   * Cuts references to rows that did not come along: makes them NULL, or removes the row where that is not allowed, until every foreign key holds.
   * Answers what was cut, in words.
   */
  async cutLooseReferences(references: readonly SampleReference[]): Promise<readonly string[]> {
    const gaps = new Map<string, number>();
    for (let isWhole = false; !isWhole;) {
      isWhole = true;
      for (const reference of references) {
        const cut = await this.#cutLoose(reference);
        if (cut === null) continue;
        isWhole = false;
        gaps.set(cut.what, (gaps.get(cut.what) ?? 0) + cut.count);
      }
    }
    return [...gaps].map(([what, count]) => `${count} ${what}`);
  }

  async #cutLoose({
    name,
    child,
    parent,
    operators,
    isNullable,
  }: SampleReference): Promise<{ readonly what: string; readonly count: number } | null> {
    const columns = child.columns.map((column) => quoteIdentifier(column));
    const values = {
      child: { sql: fromClause(child) },
      parent: { sql: fromClause(parent) },
      filled: { sql: columns.map((column) => `c.${column} IS NOT NULL`).join(' AND ') },
      condition: { sql: referenceCondition(parent.columns, child.columns, operators) },
    };
    // To count is quicker than to change: several processes do it.
    const [loose] = await this.session.query(sqlStatement('sample/count-loose', values));
    const count = Number(loose?.rows[0]?.[0] ?? 0);
    if (count === 0) return null;
    const why = `${tableName(child)}: ${name} refers to rows of ${tableName(parent)} that did not come along`;
    const empty = { columns: { sql: columns.join(', ') }, nulls: { sql: columns.map(() => 'NULL').join(', ') } };
    if (isNullable && (await this.session.send(sqlStatement('sample/cut-references', { ...values, ...empty }))).error === null)
      return { what: `${count === 1 ? 'reference is' : 'references are'} NULL in ${why}`, count };
    await this.session.query(sqlStatement('sample/loose-references', values));
    return { what: `${count === 1 ? 'row is' : 'rows are'} left out of ${why}`, count };
  }

  /** Sets sequences to where those of the source are, and fills materialized views anew; answers what did not work, in words. */
  async finish(source: Session): Promise<readonly string[]> {
    const gaps: string[] = [];
    const values = await readSequenceValues(source, {});
    const sequences = sqlStatement('sample/sequence-values', { values: JSON.stringify(Object.fromEntries(values)) });
    await this.#attempt(sequences, 'Sequences do not go on where those of the target are', gaps);
    const [views] = await this.session.query(sqlStatement('sample/materialized-views'));
    for (const [name] of views?.rows ?? []) await this.#attempt(`REFRESH MATERIALIZED VIEW ${name}`, `${name} is not filled anew`, gaps);
    return gaps;
  }

  async #attempt(sql: string, words: string, gaps: string[]): Promise<void> {
    const { error } = await this.session.send(sql);
    if (error instanceof ServerError) gaps.push(`${words}: ${wordsOf(error)}`);
  }

  /** Puts back what was set aside. */
  async close(): Promise<void> {
    await this.session.query(
      [
        ...this.#restore,
        'RESET session_replication_role',
        'RESET statement_timeout',
        'RESET work_mem',
        'RESET default_statistics_target',
      ].join(';\n'),
    );
  }
}
