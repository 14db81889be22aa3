import type { DataDifference } from '../../model/verdict.ts';
import type { Session } from '../../postgres/session.ts';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../syntax/names.ts';
import type { DatabaseState } from '../database-state.ts';
import { fillTables, type FillReport } from './fill-tables.ts';
import { referencedTables, removedConstraints, withConstraints } from './removed-constraints.ts';
import { readTableFacts, type Facts, type TableFacts } from './table-facts.ts';
import { shownName } from './oddity-words.ts';
import { readTableNames, type TableName } from './table-names.ts';
import { changedContents, differingTables, mentionedTables } from './touched-tables.ts';

/** A row that was written between up and undo, and where it must be found afterwards. */
interface ProbeRow {
  /** The table as it was called before up. */
  readonly home: TableName;
  /** It had no rows before up. */
  readonly wasEmpty: boolean;
  readonly columns: readonly ProbedColumn[];
}

interface ProbedColumn {
  /** As it was called before up. */
  readonly name: string;
  /** Up has left its type as it was, so that the value must come back as it is. */
  readonly isSameType: boolean;
  readonly isKey: boolean;
  readonly value: string | null;
}

/** Rows that wait for an undo. */
export interface Probes {
  /** Tables that hold one, as they were called before up. */
  readonly tables: readonly string[];
  /** Tables that could hold none, and why. */
  readonly without: readonly { readonly table: string; readonly reason: string }[];
  /** Triggers of users would have run for them. */
  readonly lacksTriggers: boolean;
  /** Looks for the rows after the undo and takes them out again: what is lost of them. */
  gather(): Promise<readonly DataDifference[]>;
}

type HistoryTable = readonly { readonly schema: string; readonly name: string }[];

const MOST_TABLES = 30;
/** Small, so that what up has made wider still fits when it is made narrow again; then far from the numbers of rows that are there. */
const PROBE_NUMBERS = [907, 1_000_003];

/** Between which states rows are written. */
export interface ProbePlace {
  /** Up and undo, in which names of tables are looked for. */
  readonly scripts: readonly string[];
  /** All tables before up. */
  readonly tablesBefore: ReadonlyMap<number, TableName>;
  readonly before: DatabaseState;
  readonly after: DatabaseState;
  /** The history table. */
  readonly withoutRelations: HistoryTable;
}

/**
 * Writes a row into each table that up has touched, as an application would between up and undo, but without running triggers: what these write elsewhere
 * would be left behind. Tables that up has made itself get none. Null: there is nothing to write to.
 */
export async function plantProbes(session: Session, place: ProbePlace): Promise<Probes | null> {
  const { tablesBefore, withoutRelations } = place;
  const names = touchedTables([...(await readTableNames(session, withoutRelations)).values()], place).slice(0, MOST_TABLES);
  if (names.length === 0) return null;
  const removed = removedConstraints(place.before.fingerprint, place.after.fingerprint);
  const read = await readTableFacts(session, [...names, ...referencedTables(removed)], withoutRelations);
  const facts = withConstraints(read, removed);
  const { written, unfilled } = await writeProbes(session, facts, names);
  const probes = [...facts.tables.values()].flatMap((table) => {
    const home = homeOf(table, tablesBefore);
    const rows = written.get(table.identity) ?? [];
    return home === undefined
      ? []
      : rows.map((row): ProbeRow => ({
          home,
          wasEmpty: !place.before.tables.has(home.identity),
          columns: probedColumns(table, home, row),
        }));
  });
  if (probes.length === 0) return null;
  return {
    tables: probes.map(({ home }) => home.identity),
    without: unfilled,
    lacksTriggers: [...facts.tables.values()].some(({ identity, hasTriggers }) => hasTriggers && written.has(identity)),
    gather: () => gather(session, probes, withoutRelations),
  };
}

async function writeProbes(session: Session, facts: Facts, names: readonly string[]): Promise<Pick<FillReport, 'written' | 'unfilled'>> {
  const written = new Map<string, readonly (readonly (string | null)[])[]>();
  let unfilled: FillReport['unfilled'] = [];
  for (const first of PROBE_NUMBERS) {
    const left = names.filter((name) => !written.has(name));
    if (left.length === 0) break;
    const wish = new Map(left.map((name) => [name, 1]));
    const report = await fillTables(session, wish, { facts, first, leavesSequences: true, returnsRows: true });
    for (const [name, rows] of report.written) written.set(name, [...(written.get(name) ?? []), ...rows]);
    unfilled = report.unfilled;
  }
  return { written, unfilled: unfilled.filter(({ table }) => !written.has(table)) };
}

/** Names, as they are now, of tables that were there before up and that it has to do with. */
function touchedTables(now: readonly TableName[], { scripts, tablesBefore, before, after }: ProbePlace): readonly string[] {
  const old = [...tablesBefore.values()];
  const mentioned = new Set(mentionedTables(scripts, [...now, ...old]));
  const differing = new Set([...differingTables(before.fingerprint, after.fingerprint), ...changedContents(before, after)]);
  return now
    .filter((table) => {
      const home = homeOf(table, tablesBefore);
      return home !== undefined && [table, home].some((one) => mentioned.has(one) || differing.has(one.identity));
    })
    .map(({ identity }) => identity);
}

// A table that was made anew under an old name is still the table that people write to.
function homeOf({ oid, identity }: Pick<TableFacts, 'oid' | 'identity'>, before: ReadonlyMap<number, TableName>): TableName | undefined {
  return before.get(oid) ?? [...before.values()].find((one) => one.identity === identity);
}

function probedColumns(table: TableFacts, home: TableName, row: readonly (string | null)[]): readonly ProbedColumn[] {
  const key = new Set(table.keys.find(({ isPrimary }) => isPrimary)?.columns);
  return table.columns.flatMap((column, at): ProbedColumn[] => {
    const old =
      home.oid === table.oid ? home.columns.get(column.number) : [...home.columns.values()].find(({ name }) => name === column.name);
    if (old === undefined) return [];
    return [{ name: old.name, isSameType: old.type === column.typeText, isKey: key.has(column.number), value: row[at] ?? null }];
  });
}

async function gather(session: Session, probes: readonly ProbeRow[], withoutRelations: HistoryTable): Promise<readonly DataDifference[]> {
  const tables = [...(await readTableNames(session, withoutRelations)).values()];
  const lost: DataDifference[] = [];
  // What refers to another row was written after it.
  for (const { home, wasEmpty, columns } of probes.toReversed()) {
    const now = tables.find(({ identity }) => identity === home.identity);
    const names = new Set([...(now?.columns.values() ?? [])].map(({ name }) => name));
    // That a column is missing is a difference of the schema, and told as such.
    lost.push(...(await gatherOne(session, { home, wasEmpty, columns: columns.filter(({ name }) => names.has(name)) })));
  }
  return lost.toReversed();
}

async function gatherOne(session: Session, { home, wasEmpty, columns }: ProbeRow): Promise<readonly DataDifference[]> {
  if (columns.length === 0) return [difference(home.identity)];
  const isSuperuser = session.parameter('is_superuser') === 'on';
  const told = columns.filter(({ isSameType, value }) => isSameType && value !== null);
  const key = columns.filter(({ isKey }) => isKey);
  const isKeyTold = key.length > 0 && key.every(({ isSameType }) => isSameType);
  const identifying = isKeyTold ? key : told.length > 0 || wasEmpty ? told : columns.filter(({ value }) => value !== null);
  // A text for each type: a type may have no equality.
  const condition =
    identifying.map(({ name, value }) => `${quoteIdentifier(name)}::text = ${quoteLiteral(value ?? '')}`).join(' AND ') || 'true';
  const compared = columns.filter(({ value }) => value !== null);
  const statement = `DELETE FROM ${quoteQualified(home.schema, home.name)} WHERE ${condition} RETURNING ${compared.map(({ name }) => `${quoteIdentifier(name)}::text`).join(', ')}`;
  const results = await session.query([...(isSuperuser ? ['SET LOCAL session_replication_role = replica'] : []), statement].join(';\n'));
  const found = results.at(-1)?.rows[0];
  if (found === undefined) return [difference(home.identity)];
  return compared.flatMap(({ name, isSameType, value }, at) => {
    const now = found[at] ?? null;
    const isKept = isSameType ? now === value : now !== null;
    return isKept ? [] : [difference(`${home.identity}.${shownName(name)}`, now === null ? 'lost' : 'changed')];
  });
}

function difference(identity: string, change: DataDifference['change'] = 'lost'): DataDifference {
  return { kind: 'probe', identity, change, before: 1, after: change === 'lost' ? 0 : 1 };
}
