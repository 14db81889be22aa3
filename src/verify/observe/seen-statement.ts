import type { RelationKind } from '../../model/effect.ts';
import type { LockMode } from '../../model/lock-mode.ts';
import type { ObservedStatement } from '../../model/observation.ts';
import { shownRelation, type RelationFacts, type TouchedRelation } from './relations.ts';

const PAGE_BYTES = 8192;
/** A scan reads at least this part of the pages. */
const SCAN_SHARE = 0.5;
const FEW_PAGES = 10;

/** A relation that existed before the script, with the names that it had before and after the statement. */
export interface SeenRelation {
  readonly oid: string;
  readonly shown: string;
  readonly kind: RelationKind;
  /** The table of an index. */
  readonly tableOid: string | null;
  readonly names: ReadonlySet<string>;
  /** Bytes of its own file before the statement. */
  readonly bytes: number;
}

/** A lock held after a statement, and the mode held before it. */
export interface SeenLock {
  readonly relation: SeenRelation;
  readonly mode: LockMode;
  readonly modeBefore: LockMode | null;
}

/** What a statement did, before anybody compares it with the plan. */
export interface SeenStatement extends Pick<ObservedStatement, 'number' | 'line' | 'elapsedMs' | 'witness' | 'sizeChangeBytes'> {
  readonly locks: readonly SeenLock[];
  /** Tables with another file than before: rewritten, or emptied. */
  readonly refiled: readonly { readonly relation: SeenRelation; readonly bytesAfter: number }[];
  readonly scanned: readonly SeenRelation[];
  readonly indexesBuilt: readonly { readonly index: string; readonly table: SeenRelation }[];
}

/** What is known of the relations before a statement. */
export interface RelationsBefore {
  /** Those that existed before the script. */
  readonly first: ReadonlyMap<string, RelationFacts>;
  readonly now: ReadonlyMap<string, RelationFacts>;
  readonly touched: ReadonlyMap<string, TouchedRelation>;
}

/** What became of the relations by one statement. */
export function seenChanges(
  before: RelationsBefore,
  after: readonly TouchedRelation[],
): Pick<SeenStatement, 'locks' | 'refiled' | 'scanned' | 'indexesBuilt' | 'sizeChangeBytes'> {
  const named = after.flatMap((touched) => {
    const relation = seenRelation(before, touched);
    return relation === null ? [] : [{ touched, relation }];
  });
  const tables = named.filter(({ relation }) => relation.kind === 'table' || relation.kind === 'materialized-view');
  return {
    locks: named.map(({ touched, relation }) => ({
      relation,
      mode: touched.mode,
      modeBefore: before.touched.get(touched.oid)?.mode ?? null,
    })),
    refiled: tables.flatMap(({ touched: { oid, facts }, relation }) =>
      facts !== null && facts.file !== before.now.get(oid)?.file ? [{ relation, bytesAfter: facts.bytes }] : [],
    ),
    scanned: scannedTables(before, named),
    indexesBuilt: builtIndexes(before, after),
    sizeChangeBytes: after.reduce((sum, { oid, facts }) => sum + (facts?.bytes ?? 0) - (before.now.get(oid)?.bytes ?? 0), 0),
  };
}

function seenRelation({ first, now }: RelationsBefore, { oid, facts }: TouchedRelation): SeenRelation | null {
  const original = first.get(oid);
  if (original === undefined || isToast(original, first)) return null;
  const last = now.get(oid) ?? original;
  const names = [last, ...(facts === null ? [] : [facts])].flatMap((one) => [
    `${one.schema}.${one.name}`,
    ...(one.isVisible ? [one.name] : []),
  ]);
  return {
    oid,
    shown: shownRelation(last),
    kind: original.kind as RelationKind,
    tableOid: original.tableOid,
    names: new Set(names),
    bytes: last.bytes,
  };
}

function isToast({ kind, tableOid }: RelationFacts, first: ReadonlyMap<string, RelationFacts>): boolean {
  return kind === 'toast' || (tableOid !== null && first.get(tableOid)?.kind === 'toast');
}

/** Tables that were read as a whole, themselves or by way of an index. */
function scannedTables(
  before: RelationsBefore,
  named: readonly { readonly touched: TouchedRelation; readonly relation: SeenRelation }[],
): readonly SeenRelation[] {
  const byOid = new Map(named.map(({ relation }) => [relation.oid, relation]));
  const scanned = named.filter(({ touched }) => isScanned(touched.facts, before.now.get(touched.oid)));
  const tables = scanned.flatMap(({ relation }) => byOid.get(before.now.get(relation.oid)?.tableOid ?? relation.oid) ?? []);
  return [...new Set(tables)].filter(({ kind }) => kind === 'table' || kind === 'materialized-view');
}

function isScanned(after: RelationFacts | null, before: RelationFacts | undefined): boolean {
  if (after === null || before === undefined) return false;
  const pages = before.bytes / PAGE_BYTES;
  if (after.pagesRead - before.pagesRead < pages * SCAN_SHARE) return false;
  // Of a larger one so many pages are no chance, whoever reads them: ANALYZE, a check of a foreign key by way of an index.
  return pages >= FEW_PAGES || (after.kind !== 'index' && after.scans > before.scans);
}

function builtIndexes(before: RelationsBefore, after: readonly TouchedRelation[]): SeenStatement['indexesBuilt'] {
  const files = new Set([...before.now.values()].map(({ file }) => file));
  const byOid = new Map(after.map((touched) => [touched.oid, touched]));
  return after.flatMap(({ facts }) => {
    if (facts?.kind !== 'index' || facts.tableOid === null || facts.file === '0') return [];
    // An index that ALTER TABLE makes anew may keep the file of the old one.
    if (files.has(facts.file)) return [];
    const touchedTable = byOid.get(facts.tableOid);
    const table = touchedTable === undefined ? null : seenRelation(before, touchedTable);
    return table === null ? [] : [{ index: shownRelation(facts), table }];
  });
}
