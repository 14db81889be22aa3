import type { IndexStmt } from 'libpg-query';
import { deparse, loadDeparser } from '../../syntax/deparse.ts';
import { leadingKeywords } from '../../syntax/keywords.ts';
import { quoteIdentifier, quoteQualified } from '../../syntax/names.ts';
import { loadParser, parseSql } from '../../syntax/parse.ts';

/** A CREATE INDEX CONCURRENTLY, as far as its text says. */
export interface ConcurrentIndex {
  readonly node: IndexStmt;
  /** As the statement names it, quoted: what regclass takes. */
  readonly table: string;
  /** Null where PostgreSQL chooses the name. */
  readonly name: string | null;
  /** Keys and included columns. */
  readonly columnCount: number;
  readonly ifNotExists: boolean;
}

/** By its first words: the parser need not be loaded for every other statement. */
export function isConcurrentBuild(statement: Buffer): boolean {
  const words = leadingKeywords(statement, 4);
  return words[0] === 'CREATE' && words.includes('INDEX') && words.includes('CONCURRENTLY');
}

/** Reads the statement; null for every other one. */
export async function readConcurrentIndex(sql: string): Promise<ConcurrentIndex | null> {
  await loadParser();
  const stmt = parseSql(sql).stmts?.[0]?.stmt;
  if (stmt === undefined || !('IndexStmt' in stmt) || stmt.IndexStmt.concurrent !== true) return null;
  const node = stmt.IndexStmt;
  const { schemaname, relname = '' } = node.relation ?? {};
  return {
    node,
    table: schemaname === undefined ? quoteIdentifier(relname) : quoteQualified(schemaname, relname),
    name: node.idxname ?? null,
    columnCount: (node.indexParams ?? []).length + (node.indexIncludingParams ?? []).length,
    ifNotExists: node.if_not_exists === true,
  };
}

/** Stands for the table while the tree becomes text: the deparser knows no ONLY here. */
const PLACE = 'flyback_place_of_the_table';

/** What differs from the statement of a script. */
export interface IndexChange {
  readonly schema: string;
  readonly table: string;
  readonly name: string | null;
  readonly isConcurrent: boolean;
  /** `ON ONLY`: without the partitions. */
  readonly isOnly: boolean;
}

/** The same index as another statement: elsewhere, under another name, concurrently or not; never with IF NOT EXISTS. */
export async function indexStatement({ node }: ConcurrentIndex, change: IndexChange): Promise<string> {
  await loadDeparser();
  const { idxname: _name, concurrent: _concurrent, if_not_exists: _tolerated, ...rest } = node;
  const changed: IndexStmt = {
    ...rest,
    ...(change.name === null ? {} : { idxname: change.name }),
    ...(change.isConcurrent ? { concurrent: true } : {}),
    relation: { relname: PLACE, inh: true, relpersistence: 'p' },
  };
  const place = `${change.isOnly ? 'ONLY ' : ''}${quoteQualified(change.schema, change.table)}`;
  return deparse({ IndexStmt: changed }).replace(PLACE, () => place);
}
