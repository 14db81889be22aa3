import { copyOutRows } from '../../postgres/copy-between.ts';
import { sqlStatement, type SqlValue } from '../../postgres/sql-files.ts';
import type { Session } from '../../postgres/session.ts';
import { quoteIdentifier, quoteQualified } from '../../syntax/names.ts';
import { placeOf, placesText, RowSet } from './row-set.ts';
import { tableName, type ReferenceEnd, type SampleCatalog, type SampleReference, type SampleTable } from './sample-catalog.ts';

/** Which rows of a table come along: all of them, or a random part and those at some places besides. */
export interface ChosenRows {
  readonly table: SampleTable;
  /** Null: all rows. */
  readonly part: RandomPart | null;
  /** Beside the random part: rows that others refer to, and rare values. */
  readonly places: readonly number[];
}

/** A random part of a table that can be had again and again in one snapshot. */
export interface RandomPart {
  /** `system` takes whole pages, so that the others need not be read. */
  readonly method: 'bernoulli' | 'system';
  readonly percent: number;
  readonly seed: number;
}

/** What is wanted of a choice. */
export interface ChoiceOptions {
  /** Of each table, from 0 to 1. */
  readonly share: number;
  readonly seed: number;
  /** Tables with fewer rows come as a whole: 10,000 unless given. */
  readonly smallRows?: number | undefined;
  /** Told how far it is. */
  readonly onProgress: (text: string) => void;
}

/** Places that one statement asks for. */
export const PLACES_A_STATEMENT = 50_000;
const SMALL_ROWS = 10_000;
const SMALL_BYTES = 16e6;
/** Of larger tables whole pages are taken: one page in a hundred is still many. */
const PAGEWISE_BYTES = 64e6;
/** To look for rare values reads a table once; larger ones are spared. */
const MOST_RARE_BYTES = 1e9;
const FEW_ROWS = 30;
const MOST_VALUES = 100;

/** Rows of one table while they are chosen. */
interface Growing {
  readonly table: SampleTable;
  readonly part: RandomPart | null;
  /** All that are chosen; null: it is not known yet which the random part has. */
  known: RowSet | null;
  readonly places: number[];
  /** Places whose references have not been followed yet. */
  pending: number[];
}

/** Chooses rows: small tables as a whole, a random part of the others, and every row to which a chosen one refers. Changes nothing on the source. */
export class RowChoice {
  readonly #session: Session;
  readonly #catalog: SampleCatalog;
  readonly #options: ChoiceOptions;
  readonly #rows: ReadonlyMap<number, Growing>;

  private constructor(session: Session, catalog: SampleCatalog, options: ChoiceOptions) {
    this.#session = session;
    this.#catalog = catalog;
    this.#options = options;
    this.#rows = new Map(
      catalog.tables.map((table) => [table.oid, { table, part: partOf(table, options), known: null, places: [], pending: [] }]),
    );
  }

  /** In a transaction whose snapshot stays. */
  static async make(session: Session, catalog: SampleCatalog, options: ChoiceOptions): Promise<readonly ChosenRows[]> {
    const choice = new RowChoice(session, catalog, options);
    if ([...choice.#rows.values()].some(({ part }) => part !== null)) {
      await choice.#addRareValues();
      await choice.#followReferences();
    }
    return [...choice.#rows.values()];
  }

  async #addRareValues(): Promise<void> {
    const parts = [...this.#rows.values()].filter(({ part, table }) => part !== null && table.hasPlaces && table.bytes <= MOST_RARE_BYTES);
    if (parts.length === 0) return;
    const rare = await this.#query('sample/rare-columns', {
      tables: parts.map(({ table }) => String(table.oid)),
      fraction: this.#options.share,
      few_rows: FEW_ROWS,
      most_values: MOST_VALUES,
    });
    for (const [oid, columns] of Map.groupBy(rare, ([one]) => Number(one))) {
      const growing = this.#rows.get(oid);
      const sets = columns.flatMap(([, name, hasNulls, hasValues]) => {
        const column = `t.${quoteIdentifier(name ?? '')}`;
        return hasValues === 't' ? [`(${column})`] : hasNulls === 't' ? [`((${column} IS NULL))`] : [];
      });
      if (growing === undefined || sets.length === 0) continue;
      const { schema, name } = growing.table;
      const places = await this.#query('sample/rare-rows', { schema, table: name, sets: { sql: sets.join(', ') } });
      await this.#add(
        growing,
        places.map(([ctid]) => placeOf(ctid ?? '')),
      );
    }
  }

  async #followReferences(): Promise<void> {
    const references = this.#catalog.references.filter(
      ({ parent, isReadable }) => isReadable && parent.oids.some((oid) => this.#isPart(oid)),
    );
    for (const one of references) {
      for (const oid of one.child.oids) {
        const child = this.#rows.get(oid);
        if (child === undefined || !isReadable(child.table, one.child.columns)) continue;
        this.#options.onProgress(`rows that ${tableName(child.table)} refers to`);
        await this.#addReferenced(
          one,
          child,
          child.part === null ? 'sample/referenced-by-all' : 'sample/referenced-by-chosen',
          child.part ?? {},
        );
      }
    }
    for (let growing = this.#nextPending(); growing !== undefined; growing = this.#nextPending()) {
      const batch = growing.pending.splice(0, PLACES_A_STATEMENT);
      this.#options.onProgress(`rows that ${tableName(growing.table)} refers to`);
      for (const one of references.filter(({ child }) => child.oids.includes(growing?.table.oid ?? 0)))
        await this.#addReferenced(one, growing, 'sample/referenced-by-places', { places: placesText(batch) });
    }
  }

  #nextPending(): Growing | undefined {
    return [...this.#rows.values()].find(({ pending }) => pending.length > 0);
  }

  async #addReferenced(
    { parent, child, operators }: SampleReference,
    { table }: Growing,
    statement: 'sample/referenced-by-all' | 'sample/referenced-by-chosen' | 'sample/referenced-by-places',
    which: RandomPart | { readonly places?: readonly string[] },
  ): Promise<void> {
    const sql = sqlStatement(statement, {
      ...which,
      schema: table.schema,
      table: table.name,
      parent: { sql: fromClause(parent) },
      condition: { sql: referenceCondition(parent.columns, child.columns, operators) },
    });
    const found = new Map<number, number[]>();
    await copyOutRows(this.#session, sql, ([oid, ctid]) => {
      const places = found.get(Number(oid)) ?? [];
      if (places.push(placeOf(ctid ?? '')) === 1) found.set(Number(oid), places);
    });
    for (const [oid, places] of found) {
      const growing = this.#rows.get(oid);
      if (growing !== undefined && this.#isPart(oid)) await this.#add(growing, places);
    }
  }

  async #add(growing: Growing, places: readonly number[]): Promise<void> {
    const known = growing.known ?? (await this.#readPart(growing));
    growing.known = known;
    for (const place of places) {
      if (!known.add(place)) continue;
      growing.places.push(place);
      growing.pending.push(place);
    }
  }

  async #readPart({ table, part }: Growing): Promise<RowSet> {
    const known = new RowSet();
    if (part === null) return known;
    const sql = sqlStatement('sample/chosen-places', { schema: table.schema, table: table.name, ...part });
    await copyOutRows(this.#session, sql, ([ctid]) => known.add(placeOf(ctid ?? '')));
    return known;
  }

  /** Rows can be added: not all come anyway, and single ones can be asked for. */
  #isPart(oid: number): boolean {
    const growing = this.#rows.get(oid);
    return growing !== undefined && growing.part !== null && growing.table.hasPlaces;
  }

  async #query(
    name: 'sample/rare-columns' | 'sample/rare-rows',
    values: Readonly<Record<string, SqlValue>>,
  ): Promise<readonly (readonly (string | null)[])[]> {
    const [result] = await this.#session.query(sqlStatement(name, values));
    return result?.rows ?? [];
  }
}

function isReadable({ columns }: SampleTable, names: readonly string[]): boolean {
  return names.every((name) => columns.some((column) => column.name === name && column.isReadable));
}

function partOf(table: SampleTable, { share, seed, smallRows = SMALL_ROWS }: ChoiceOptions): RandomPart | null {
  const isSmall = (table.rows ?? Number.POSITIVE_INFINITY) < smallRows && table.bytes < SMALL_BYTES;
  if (share >= 1 || isSmall || (table.rows === null && table.bytes < SMALL_BYTES / 16)) return null;
  return { method: table.bytes > PAGEWISE_BYTES ? 'system' : 'bernoulli', percent: share * 100, seed };
}

/** A table of a reference as FROM names it: with its partitions, without tables that inherit. */
export function fromClause({ schema, name, isPartitioned }: ReferenceEnd): string {
  return `${isPartitioned ? '' : 'ONLY '}${quoteQualified(schema, name)}`;
}

/** When a row `c` refers to a row `p`. */
export function referenceCondition(key: readonly string[], columns: readonly string[], operators: readonly string[]): string {
  return key.map((name, at) => `p.${quoteIdentifier(name)} ${operators[at] ?? '='} c.${quoteIdentifier(columns[at] ?? '')}`).join(' AND ');
}
