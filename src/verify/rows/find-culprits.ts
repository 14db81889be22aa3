import type { RowFinding } from '../../model/made-rows.ts';
import type { ProofError } from '../../model/verdict.ts';
import { oddityQuestion, oddityWords } from './oddity-words.ts';
import { oddityKey, type Oddity } from './peculiar-rows.ts';

/** The ups of a batch on made rows. */
export interface Attempt {
  /** What is odd about the rows. */
  readonly oddities: readonly Oddity[];
  /** Tables that hold rows. */
  readonly tables: readonly string[];
  /** What there was before the batch. */
  readonly tablesBefore: readonly TableBefore[];
  /** The first script that failed; null: none. */
  readonly failure: ProofError | null;
}

/** A table before the batch. */
export interface TableBefore {
  readonly table: string;
  readonly columns: readonly string[];
  /** Of one column; null: it has none, or one of several columns. */
  readonly primaryKey: string | null;
}

/** What made rows lack. */
export interface Lack {
  /** Oddities (`oddityKey`) that are left out. */
  readonly avoided: ReadonlySet<string>;
  /** Tables that are emptied before a script runs, by its name. */
  readonly emptied: ReadonlyMap<string, readonly string[]>;
}

/** Runs the ups of a batch on rows that lack something, from the same state each time. */
export type Attempts = (lack: Lack) => Promise<Attempt>;

/** Why ups fail on made rows. */
export interface Culprits {
  readonly findings: readonly RowFinding[];
  /** On such rows no up fails but those that fail without rows, too. */
  readonly lack: Lack;
}

/** Nothing is left out. */
export const NOTHING_LACKS: Lack = { avoided: new Set(), emptied: new Map() };

/** A run takes a tenth of a second and more; many say little that the first have not said. */
const MOST_ATTEMPTS = 40;

/** Finds out what it is about the rows that makes ups fail: takes one thing after the other out of them, until none fails. */
export async function findCulprits(attempts: Attempts): Promise<Culprits> {
  return new Search(attempts).run();
}

/** What makes an up fail. */
interface Culprit {
  readonly told: Oddity;
  readonly lack: Lack;
  /** The attempt without it, where there was one. */
  readonly without: Attempt | null;
}

class Search {
  readonly #attempts: Attempts;
  #lack: Lack = NOTHING_LACKS;
  #count = 0;

  constructor(attempts: Attempts) {
    this.#attempts = attempts;
  }

  async run(): Promise<Culprits> {
    const findings: RowFinding[] = [];
    let found = await this.#try(this.#lack);
    while (found.failure !== null) {
      const culprit = this.#count >= MOST_ATTEMPTS ? null : await this.#culprit(found, found.failure);
      if (culprit === null) {
        // What is left has no single cause, or nothing to do with rows.
        this.#lack = this.#withEmptied(found.failure.script, found.tables);
        break;
      }
      this.#lack = culprit.lack;
      findings.push(findingOf(culprit.told, found.failure, found.tablesBefore));
      found = culprit.without ?? (await this.#try(this.#lack));
    }
    return { findings, lack: this.#lack };
  }

  async #culprit({ oddities, tables }: Attempt, failure: ProofError): Promise<Culprit | null> {
    const likely = oddities.filter((oddity) => isLikely(oddity, failure)).slice(0, MOST_GUESSES);
    for (const oddity of likely) {
      const lack = this.#without(alike(oddity, oddities));
      const without = await this.#try(lack);
      if (isMended(without, failure)) return { told: oddity, lack, without };
    }
    if (oddities.length > 0 && isMended(await this.#try(this.#without(oddities)), failure)) {
      const told = await this.#bisect(oddities, failure);
      return { told, lack: this.#without([told]), without: null };
    }
    // Ordinary rows are enough.
    for (const table of tables.toSorted((a, b) => Number(isNamed(b, failure)) - Number(isNamed(a, failure)))) {
      const lack = this.#withEmptied(failure.script, [table]);
      const without = await this.#try(lack);
      if (isMended(without, failure)) return { told: { table, column: null, holds: 'rows', shown: '' }, lack, without };
    }
    return null;
  }

  /** The oddity with which the failure comes, when one after the other is put in. */
  async #bisect(oddities: readonly Oddity[], failure: ProofError): Promise<Oddity> {
    let passing = 0;
    let failing = oddities.length;
    while (failing - passing > 1) {
      const middle = Math.floor((passing + failing) / 2);
      if (isMended(await this.#try(this.#without(oddities.slice(middle))), failure)) passing = middle;
      else failing = middle;
    }
    return oddities[passing] as Oddity;
  }

  #without(oddities: readonly Oddity[]): Lack {
    return { ...this.#lack, avoided: new Set([...this.#lack.avoided, ...oddities.map(oddityKey)]) };
  }

  #withEmptied(script: string, tables: readonly string[]): Lack {
    const before = this.#lack.emptied.get(script) ?? [];
    return { ...this.#lack, emptied: new Map([...this.#lack.emptied, [script, [...before, ...tables]]]) };
  }

  #try(lack: Lack): Promise<Attempt> {
    this.#count++;
    return this.#attempts(lack);
  }
}

const MOST_GUESSES = 2;
const NULLS = '23502';
const TWICE = '23505';
const NOT_PRESENT = '23503';

function isMended({ failure: now }: Attempt, failure: ProofError): boolean {
  return now === null || now.script !== failure.script || now.sqlState !== failure.sqlState || head(now) !== head(failure);
}

// Which value it was may differ from one run to the next.
function head({ message }: ProofError): string {
  return (message.split('\n')[0] ?? '').replace(/: ".*"?$/u, '');
}

function isLikely({ table, column, holds, shown }: Oddity, failure: ProofError): boolean {
  const { message, sqlState } = failure;
  if (column === null) return false;
  if (sqlState === NULLS) return holds === 'null' && isNamed(table, failure) && message.includes(`column "${column}"`);
  if (sqlState === TWICE) return (holds === 'twice' || holds === 'case') && message.includes(column);
  return shown.length > 4 && message.includes(shown.replaceAll("'", ''));
}

/** A cast that fails on one text fails on others of the column as well, which tell nothing new. */
function alike(oddity: Oddity, oddities: readonly Oddity[]): readonly Oddity[] {
  const isText = ({ holds }: Oddity): boolean => ['empty', 'word', 'case', 'long'].includes(holds);
  if (oddity.holds !== 'word') return [oddity];
  return oddities.filter((one) => one.table === oddity.table && one.column === oddity.column && isText(one));
}

function isNamed(table: string, { message }: ProofError): boolean {
  const name = table.slice(table.indexOf('.') + 1).replaceAll('"', '');
  return message.includes(`"${name}"`);
}

function findingOf(oddity: Oddity, failure: ProofError, tables: readonly TableBefore[]): RowFinding {
  const { script, message, sqlState } = failure;
  const common = { script, message, sqlState, onTarget: null };
  const { table, column } = oddity;
  if (column !== null) return { ...common, table, column, holds: oddityWords(oddity), question: oddityQuestion(oddity, failure) };
  if (sqlState === NOT_PRESENT) return { ...common, ...orphan(table, message, tables) };
  const old = tables.find((one) => one.table === table);
  // Any row makes it fail where a column that is new has no value; else it depends on what the rows hold, which was made up.
  const isCertain = sqlState === NULLS && isNamed(table, failure) && old?.columns.includes(newColumn(message)) === false;
  return {
    ...common,
    table,
    column,
    holds: isCertain ? oddityWords(oddity) : 'rows such as were made up',
    question: isCertain ? oddityQuestion(oddity, failure) : null,
  };
}

/** A foreign key that is new: made rows know nothing of it. */
function orphan(
  table: string,
  message: string,
  tables: readonly TableBefore[],
): Pick<RowFinding, 'table' | 'column' | 'holds' | 'question'> {
  const [, column = null, name = ''] = /Key \(([^)]+)\)=.* is not present in table "([^"]+)"/su.exec(message) ?? [];
  const other = tables.find((one) => one.table.endsWith(`.${name}`));
  const isSimple = column !== null && /^\w+$/u.test(column) && other !== undefined && other.primaryKey !== null;
  return {
    table,
    column,
    holds: `a value that ${other?.table ?? name} does not have`,
    question: isSimple
      ? `SELECT EXISTS (SELECT FROM ${table} a WHERE a.${column} IS NOT NULL AND NOT EXISTS (SELECT FROM ${other.table} b WHERE b.${other.primaryKey} = a.${column}))`
      : null,
  };
}

function newColumn(message: string): string {
  return /column "([^"]+)"/u.exec(message)?.[1] ?? '';
}
