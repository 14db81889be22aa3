import { readSequenceValues } from '../../postgres/read-fingerprint.ts';
import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';
import { quoteIdentifier, quoteQualified } from '../../syntax/names.ts';
import { fromClause, referenceCondition } from './choose-rows.ts';
import { tableName, type SampleReference, type SampleTable } from './sample-catalog.ts';
import { wordsOf } from './sample-source.ts';

/** The database of the sandbox while rows come in: no trigger fires, and no foreign key is looked at. */
export class SampleSink {
  readonly session: Session;
  readonly #restore: readonly string[];

  private constructor(session: Session, restore: readonly string[]) {
    this.session = session;
    this.#restore = restore;
  }

  /** Empties the tables. What would refuse rows of the source that are there all the same is set aside until `close`. */
  static async open(session: Session, tables: readonly Pick<SampleTable, 'root'>[]): Promise<SampleSink> {
    const [inTheWay] = await session.query(sqlStatement('sample/in-the-way'));
    // A partition alone cannot be emptied while keys lead to the whole.
    const names = new Set(tables.map(({ root }) => quoteQualified(root.schema, root.name)));
    await session.query(
      [
        'SET session_replication_role = replica',
        'SET statement_timeout = 0',
        ...(inTheWay?.rows ?? []).map(([disable]) => disable ?? ''),
        ...(names.size === 0 ? [] : [`TRUNCATE ${[...names].join(', ')}`]),
      ].join(';\n'),
    );
    return new SampleSink(
      session,
      (inTheWay?.rows ?? []).map(([, enable]) => enable ?? ''),
    );
  }

  /** Removes rows that refer to rows which did not come along, until every foreign key holds; answers what was removed, in words. */
  async removeLooseRows(references: readonly SampleReference[]): Promise<readonly string[]> {
    const gaps = new Map<string, number>();
    for (let removed = 1; removed > 0;) {
      removed = 0;
      for (const reference of references) {
        const count = await this.#removeLoose(reference);
        removed += count;
        const what = `of ${tableName(reference.child)} because ${reference.name} refers to rows of ${tableName(reference.parent)} that did not come along`;
        if (count > 0) gaps.set(what, (gaps.get(what) ?? 0) + count);
      }
    }
    return [...gaps].map(([what, count]) => `${count} ${count === 1 ? 'row' : 'rows'} left out ${what}`);
  }

  async #removeLoose({ child, parent, operators }: SampleReference): Promise<number> {
    const sql = sqlStatement('sample/loose-references', {
      child: { sql: fromClause(child) },
      parent: { sql: fromClause(parent) },
      filled: { sql: child.columns.map((name) => `c.${quoteIdentifier(name)} IS NOT NULL`).join(' AND ') },
      condition: { sql: referenceCondition(parent.columns, child.columns, operators) },
    });
    let count = 0;
    const { error } = await this.session.send(sql, { onComplete: (_index, tag) => (count = Number(tag.replace('DELETE ', ''))) });
    if (error !== null) throw error;
    return count;
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
    await this.session.query([...this.#restore, 'RESET session_replication_role', 'RESET statement_timeout'].join(';\n'));
  }
}
