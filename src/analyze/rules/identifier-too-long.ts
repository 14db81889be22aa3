import { plainSql } from '../clauses.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** A name of more than 63 bytes. */
export const identifierTooLong: Rule = statementRule({
  id: 'identifier-too-long',
  title: 'A name that PostgreSQL cuts off',
  group: 'correctness',
  severity: 'medium',
  why: 'Names are cut off after 63 bytes with a notice only. Two long names may become the same one, and what looks for the whole name does not find it.',
  safer: 'Choose a name of at most 63 bytes.',
  documentation: 'https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS',
  alsoKnownAs: ['squawk identifier-too-long'],
  check: ({ sql, kind }) =>
    (NAMELESS.has(kind) ? [] : longNames(plainSql(sql))).map((name) => ({
      message: `${name} has ${Buffer.byteLength(name)} bytes: PostgreSQL calls it ${Buffer.from(name).toString('utf8', 0, MAX_BYTES)}.`,
    })),
});

const MAX_BYTES = 63;
/** Statements that give no name to anything, and may be very long. */
const NAMELESS: ReadonlySet<string> = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'CopyStmt', 'DoStmt']);
/** Strings and dollar quotes are passed over; the last two are names. */
const TOKEN = /'(?:[^']|'')*'|\$([a-z_]*)\$[\s\S]*?\$\1\$|"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*)/giu;

function longNames(sql: string): readonly string[] {
  if (sql.length <= MAX_BYTES) return [];
  const names = [...sql.matchAll(TOKEN)].map(([, , quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
  return [...new Set(names.filter((name) => Buffer.byteLength(name) > MAX_BYTES))];
}
