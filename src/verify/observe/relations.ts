import { RELATION_KINDS, type RelationKind } from '../../model/effect.ts';
import { LOCK_MODES, type LockMode } from '../../model/lock-mode.ts';
import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';

/** A relation of a user as the catalog shows it at one moment. */
export interface RelationFacts {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  /** `toast` for a TOAST table, which nobody names. */
  readonly kind: RelationKind | 'toast';
  /** Its name alone finds it. */
  readonly isVisible: boolean;
  /** The table of an index. */
  readonly tableOid: string | null;
  /** Number of its file; `0`: it has none. */
  readonly file: string;
  readonly bytes: number;
  /** How often the session has read it from end to end, and how many pages of it: counts that only differences tell something of. */
  readonly scans: number;
  readonly pagesRead: number;
}

/** A relation that a transaction has locked. */
export interface TouchedRelation {
  readonly oid: string;
  readonly mode: LockMode;
  /** Null: it is gone. */
  readonly facts: RelationFacts | null;
}

const KINDS: Readonly<Record<string, RelationKind | 'toast'>> = { ...RELATION_KINDS, t: 'toast' };

type Row = readonly (string | null)[];

/** All relations of users, by oid. One round trip. */
export async function readRelations(session: Session): Promise<Map<string, RelationFacts>> {
  const [result] = await session.query(sqlStatement('observe/relations'));
  return new Map((result?.rows ?? []).map(([oid, ...facts]) => [oid ?? '', factsOf(oid ?? '', facts)]));
}

/** What the session's present transaction has locked and read. One round trip. */
export async function readTouched(session: Session): Promise<readonly TouchedRelation[]> {
  const [result] = await session.query(sqlStatement('observe/touched'));
  return (result?.rows ?? []).map(([oid, modes, ...facts]) => ({
    oid: oid ?? '',
    mode: strongestMode(modes ?? ''),
    facts: facts[1] === null ? null : factsOf(oid ?? '', facts),
  }));
}

/** The strongest lock on each relation that another session holds at this moment, by oid. One round trip. */
export async function readLocksOf(session: Session, backendPid: number): Promise<ReadonlyMap<string, LockMode>> {
  const [result] = await session.query(sqlStatement('observe/locks-of', { pid: backendPid }));
  return new Map((result?.rows ?? []).map(([oid, modes]) => [oid ?? '', strongestMode(modes ?? '')]));
}

/** `orders`, or `app.orders` where the name alone would not find it. */
export function shownRelation({ schema, name, isVisible }: RelationFacts): string {
  return isVisible ? name : `${schema}.${name}`;
}

function factsOf(oid: string, [schema, name, kind, isVisible, tableOid, file, bytes, scans, pagesRead]: Row): RelationFacts {
  return {
    oid,
    schema: schema ?? '',
    name: name ?? '',
    kind: KINDS[kind ?? ''] ?? 'table',
    isVisible: isVisible === 't',
    tableOid: tableOid ?? null,
    file: file ?? '0',
    bytes: Number(bytes),
    scans: Number(scans),
    pagesRead: Number(pagesRead),
  };
}

/** `AccessShareLock ShareUpdateExclusiveLock`, the server's names, to the strongest of them in the manual's. */
function strongestMode(modes: string): LockMode {
  const held = new Set(modes.split(' '));
  return (
    LOCK_MODES.findLast((mode) =>
      held.has(`${mode.toLowerCase().replace(/(?:^| )(\w)/g, (_m, letter: string) => letter.toUpperCase())}Lock`),
    ) ?? 'ACCESS SHARE'
  );
}
