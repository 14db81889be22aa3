import type { Session } from '../../postgres/session.ts';
import { quoteIdentifier, quoteLiteral } from '../../syntax/names.ts';
import type { RelationFacts } from './relations.ts';

/** Where sequences stand, by their quoted names: no ROLLBACK takes back the numbers that they gave. */
export type SequencePositions = ReadonlyMap<string, { readonly last: string; readonly isCalled: boolean }>;

/** Reads where the sequences among these relations stand. One round trip, none without sequences. */
export async function readPositions(session: Session, relations: Iterable<RelationFacts>): Promise<SequencePositions> {
  const names = [...relations]
    .filter(({ kind }) => kind === 'sequence')
    .map(({ schema, name }) => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`);
  if (names.length === 0) return new Map();
  const reads = names.map((name) => `SELECT ${quoteLiteral(name)}, last_value, is_called FROM ${name}`);
  const [result] = await session.query(reads.join('\nUNION ALL\n'));
  return new Map((result?.rows ?? []).map(([name, last, isCalled]) => [name ?? '', { last: last ?? '1', isCalled: isCalled === 't' }]));
}

/** Puts sequences back to where they stood. One round trip, none without sequences. */
export async function restorePositions(session: Session, positions: SequencePositions): Promise<void> {
  const calls = [...positions].map(([name, { last, isCalled }]) => `SELECT pg_catalog.setval(${quoteLiteral(name)}, ${last}, ${isCalled})`);
  if (calls.length > 0) await session.query(calls.join(';\n'));
}
