/**
 * Writes `test/analyze/expressions/type-change-truth.ts`: what ALTER COLUMN TYPE does between each two of many types, as running servers do it:
 *
 *     node test/support/facts/generate-type-changes.ts postgres://postgres@localhost:5414/postgres postgres://…:5418/postgres
 *
 * Differences between them are printed; the first one's answers are written. A database `flyback_type_changes` is made and dropped on each.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const SETUP: readonly string[] = [
  `CREATE TYPE mood AS ENUM ('sad', 'happy')`,
  `CREATE TYPE pair AS (a int, b text)`,
  `CREATE DOMAIN free_text AS text`,
  `CREATE DOMAIN checked_text AS text CHECK (VALUE <> '')`,
  `CREATE DOMAIN filled_text AS text NOT NULL`,
  `CREATE DOMAIN short_text AS varchar(10)`,
  `CREATE DOMAIN free_text_again AS free_text`,
  `CREATE DOMAIN checked_text_again AS checked_text`,
  `CREATE DOMAIN whole_number AS int`,
  `CREATE DOMAIN numbers AS int[]`,
  `CREATE EXTENSION citext`,
  `CREATE EXTENSION hstore`,
  `CREATE EXTENSION ltree`,
];

const TYPES: readonly string[] = `
  smallint, int, bigint, oid, numeric, numeric(10,2), numeric(12,2), numeric(12,4), real, float8, money, bool,
  "char", char(5), char(10), bpchar, varchar, varchar(10), varchar(20), text, name, citext, bytea, bit(4), bit(8),
  varbit, varbit(8), varbit(16), date, time, time(3), time(6), timetz, timestamp, timestamp(3), timestamp(6),
  timestamptz, timestamptz(3), interval, interval(3), interval(6), interval day, interval year,
  interval day to second, interval day to second(3), interval hour to minute, uuid, json, jsonb, xml, inet, cidr,
  macaddr, int[], bigint[], oid[], text[], varchar[], varchar(10)[], varchar(20)[], int2vector, mood, mood[], pair,
  int4range, regclass, xid, point, tsvector, hstore, ltree, free_text, checked_text, filled_text, short_text,
  free_text_again, checked_text_again, whole_number, numbers
`
  .trim()
  .split(/,\s+(?![^(]*\))/u);

const METHODS: readonly string[] = ['btree', 'hash', 'gin', 'gist', 'brin'];

/** `-` no such cast; `r` rewritten; `k` kept; then the methods whose index is kept as well, by their first letters (`B` brin). */
async function changes(client: pg.Client, source: string, form: string): Promise<readonly string[]> {
  await client.query(`DROP TABLE IF EXISTS t; CREATE TABLE t (c ${source})`);
  for (const method of METHODS) await client.query(`CREATE INDEX by_${method} ON t USING ${method} (c)`).catch(() => null);
  const files = async (): Promise<ReadonlyMap<string, string>> =>
    new Map(
      (
        await client.query<{ relname: string; relfilenode: string }>(
          `SELECT relname, relfilenode FROM pg_class WHERE relname ~ '^(t|by_.*)$'`,
        )
      ).rows.map(({ relname, relfilenode }) => [relname, relfilenode]),
    );
  const before = await files();
  const results: string[] = [];
  for (const target of TYPES) {
    await client.query('BEGIN');
    try {
      await client.query(`ALTER TABLE t ALTER c TYPE ${target}${form.replaceAll('TARGET', target)}`);
      const after = await files();
      const kept = METHODS.filter((method) => before.has(`by_${method}`) && before.get(`by_${method}`) === after.get(`by_${method}`));
      const letters = kept.map((method) => (method === 'brin' ? 'B' : method === 'gist' ? 's' : method.charAt(0))).join('');
      results.push(before.get('t') === after.get('t') ? `k${letters}` : 'r');
    } catch (error) {
      const { code } = error as { readonly code?: string };
      // An index of the old type that the new one cannot have is dropped for the question whether the table is kept.
      results.push(
        code === '42804' || code === '42846'
          ? '-'
          : await withoutIndexes(client, `ALTER TABLE t ALTER c TYPE ${target}${form.replaceAll('TARGET', target)}`),
      );
    }
    await client.query('ROLLBACK');
  }
  return results;
}

async function withoutIndexes(client: pg.Client, sql: string): Promise<string> {
  await client.query('ROLLBACK; BEGIN');
  for (const method of METHODS) await client.query(`DROP INDEX IF EXISTS by_${method}`);
  const node = async (): Promise<string | undefined> =>
    (await client.query<{ relfilenode: string }>(`SELECT relfilenode FROM pg_class WHERE relname = 't'`)).rows[0]?.relfilenode;
  const before = await node();
  try {
    await client.query(sql);
  } catch (error) {
    return `? ${(error as Error).message}`;
  }
  return (await node()) === before ? 'k!' : 'r';
}

async function truthOf(url: string): Promise<{ readonly version: string; readonly lines: readonly string[] }> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query('DROP DATABASE IF EXISTS flyback_type_changes');
  await admin.query('CREATE DATABASE flyback_type_changes TEMPLATE template0');
  const there = new URL(url);
  there.pathname = '/flyback_type_changes';
  const client = new pg.Client({ connectionString: there.href });
  await client.connect();
  await client.query(`SET timezone = 'UTC'; SET client_min_messages = error`);
  for (const sql of SETUP) await client.query(sql);
  const lines: string[] = [];
  for (const form of ['', ' USING c::TARGET'])
    for (const source of TYPES)
      lines.push(`${form === '' ? 'assigned' : 'written'}|${source}|${(await changes(client, source, form)).join(' ')}`);
  const version = (await client.query<{ server_version: string }>('SHOW server_version')).rows[0]?.server_version.split(' ')[0] ?? '';
  await client.end();
  await admin.query('DROP DATABASE flyback_type_changes');
  await admin.end();
  return { version, lines };
}

const truths = [];
for (const url of process.argv.slice(2)) truths.push(await truthOf(url));
const [first] = truths;
if (first === undefined) throw new Error('Name a server.');
for (const truth of truths)
  for (const [at, line] of truth.lines.entries())
    for (const [of, cell] of line.split(/[| ]/u).entries()) {
      const expected = first.lines[at]?.split(/[| ]/u)[of];
      if (cell !== expected)
        console.error(
          `${truth.version} ${line.split('|', 2).join(' ')} to ${TYPES.at(of - line.split(/[| ]/u).length)}: ${cell}, not ${expected}`,
        );
    }
const path = fileURLToPath(new URL('../../analyze/expressions/type-change-truth.ts', import.meta.url));
writeFileSync(
  path,
  `// Generated by test/support/facts/generate-type-changes.ts from PostgreSQL ${first.version}; do not edit.\n\n` +
    `// After: ${SETUP.join('; ')}\n\n` +
    `/** Each is a source and a target. */\nexport const TYPES: readonly string[] = ${JSON.stringify(TYPES)};\n\n` +
    `/**\n * A line: who asks for the cast, the source, and for each target: \`-\` no cast; \`r\` rewritten; \`k\` kept, with the first letters of the methods\n` +
    ` * whose index is kept too (\`b\` btree, \`h\` hash, \`g\` gin, \`s\` gist, \`B\` brin); \`k!\` kept, and some index cannot be of the new type.\n */\n` +
    `export const CHANGES: string = \`\n${first.lines.join('\n')}\n\`;\n`,
);
execFileSync('oxfmt', [path]);
