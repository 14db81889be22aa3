import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { runClean, type CleanResult } from '../../src/commands/clean.ts';
import type { Outcome } from '../../src/commands/command.ts';
import { configFromOptions, type ConfigOptions } from '../../src/config/load-config.ts';
import type { LogLine } from '../../src/model/log.ts';
import { flywayLockKey } from '../../src/postgres/advisory-lock.ts';
import { startEmbeddedServer } from '../../src/verify/sandbox/embedded.ts';
import { createTempProject } from '../support/temp-project.ts';
import { createTestDatabase, serverMajor, type TestDatabase } from '../support/test-database.ts';

interface Cleaned extends Outcome<CleanResult> {
  readonly log: readonly LogLine[];
}

interface CleanInput {
  readonly options?: ConfigOptions;
  readonly files?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly log?: (line: LogLine) => void;
}

async function clean(url: string, { options = {}, files = {}, signal, log }: CleanInput = {}): Promise<Cleaned> {
  using project = createTempProject({ 'sql/.keep': '', ...files });
  const { config, cli } = configFromOptions({ url, cleanDisabled: false, locations: [`filesystem:${project.directory}/sql`], ...options });
  const lines: LogLine[] = [];
  const write = (level: LogLine['level'], text: string): void => {
    lines.push({ level, text });
    log?.({ level, text });
  };
  return { ...(await runClean({ config, cli, log: { log: write }, signal })), log: lines };
}

const texts = ({ log }: Cleaned): string[] =>
  log.filter(({ level }) => level !== 'debug').map(({ text }) => text.replace(/\(execution time .*\)/, '(T)'));

const CATALOGS =
  'class type proc operator opclass opfamily ts_config ts_dict ts_parser ts_template collation conversion extension namespace statistic_ext publication event_trigger constraint trigger'.split(
    ' ',
  );
const EVERYTHING = `SELECT pg_describe_object(c, o, 0) AS name FROM (${CATALOGS.map((name) => `SELECT 'pg_${name}'::regclass::oid AS c, oid AS o FROM pg_${name}`).join(' UNION ALL ')}) AS x
  WHERE o >= 16384 AND pg_describe_object(c, o, 0) !~ 'pg_toast' ORDER BY 1`;

/** All that is in the database and did not come with it, by PostgreSQL's own description. */
async function everything(database: TestDatabase): Promise<string[]> {
  return (await database.query<{ name: string }>(EVERYTHING)).map(({ name }) => name);
}

/** Kinds of objects with what depends on them in each way that decides about the order of drops; for any schema. */
const ZOO = `
  CREATE TYPE color AS ENUM ('red', 'green');
  CREATE DOMAIN positive AS int CHECK (value > 0);
  CREATE DOMAIN small_positive AS positive CHECK (value < 100);
  CREATE TYPE pair AS (a int, b small_positive, c color[]);
  CREATE TYPE floats AS RANGE (subtype = float8, subtype_diff = float8mi);
  CREATE TYPE more_floats AS RANGE (subtype = float4, multirange_type_name = a_multirange);
  CREATE TYPE shell_only;
  CREATE TYPE base_type;
  CREATE FUNCTION base_in(cstring) RETURNS base_type LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
  CREATE FUNCTION base_out(base_type) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
  CREATE TYPE base_type (INPUT = base_in, OUTPUT = base_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4);
  CREATE TABLE parent (id serial PRIMARY KEY, c color, p small_positive, q pair, b base_type, r floats);
  CREATE TABLE child (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id int REFERENCES parent (id), more int);
  ALTER TABLE parent ADD COLUMN child_id int REFERENCES child (id);
  CREATE TABLE "Mixed Case ""T""" ("Äcol umn" int);
  CREATE TABLE part (k int PRIMARY KEY) PARTITION BY RANGE (k);
  CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (k);
  CREATE TABLE part_1_1 PARTITION OF part_1 FOR VALUES FROM (0) TO (5);
  CREATE TABLE part_d PARTITION OF part DEFAULT;
  CREATE TABLE to_part (k int REFERENCES part (k));
  CREATE TABLE animal (id int);
  CREATE TABLE dog (breed text) INHERITS (animal);
  CREATE TABLE puppy () INHERITS (dog);
  CREATE TABLE typed OF pair;
  CREATE VIEW v1 AS SELECT id, c FROM parent;
  CREATE VIEW v2 AS SELECT * FROM v1;
  CREATE MATERIALIZED VIEW mv AS SELECT * FROM v2;
  CREATE VIEW on_mv AS SELECT * FROM mv;
  CREATE FUNCTION trigger_function() RETURNS trigger LANGUAGE plpgsql AS $b$ BEGIN RETURN new; END $b$;
  CREATE TRIGGER tr BEFORE INSERT ON parent FOR EACH ROW EXECUTE FUNCTION trigger_function();
  CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
  CREATE FUNCTION f(int[], VARIADIC text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
  CREATE FUNCTION f(p pair, e color, r floats, b base_type) RETURNS SETOF parent LANGUAGE sql AS 'SELECT * FROM parent';
  CREATE FUNCTION f(INOUT a "Mixed Case ""T""", OUT "o p" numeric(3, 2)) LANGUAGE sql AS 'SELECT $1, 1.0';
  CREATE FUNCTION "Odd f"("In ""arg" pair[] DEFAULT NULL, x timestamp(3) with time zone DEFAULT NULL, z "char" DEFAULT 'a') RETURNS TABLE (q int) LANGUAGE sql AS 'SELECT 1';
  CREATE PROCEDURE proc(IN a int, INOUT b text) LANGUAGE plpgsql AS $b$ BEGIN NULL; END $b$;
  CREATE PROCEDURE proc(int) LANGUAGE sql AS 'SELECT 1';
  CREATE PROCEDURE proc(OUT int) LANGUAGE plpgsql AS $b$ BEGIN NULL; END $b$;
  CREATE FUNCTION plus(state int, x int) RETURNS int LANGUAGE sql AS 'SELECT 1';
  CREATE AGGREGATE total(int) (SFUNC = plus, STYPE = int);
  CREATE AGGREGATE counted(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
  CREATE AGGREGATE ordered(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
  CREATE RULE ru AS ON INSERT TO v2 DO INSTEAD NOTHING;
  ALTER TABLE parent ENABLE ROW LEVEL SECURITY;
  CREATE POLICY pol ON parent USING (true);
  CREATE SEQUENCE free_sequence;
  CREATE SEQUENCE owned_sequence OWNED BY child.more;
  ALTER TABLE child ALTER more SET DEFAULT nextval('free_sequence');
  CREATE COLLATION "Coll 1" FROM "C";
  CREATE FUNCTION is_fine(int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT true';
  CREATE TABLE uses_function (a int CHECK (is_fine(a)), c text COLLATE "Coll 1");
  CREATE INDEX ON uses_function (is_fine(a));
  CREATE STATISTICS st ON id, c FROM parent;
`;

const zooIn = (schema: string): string => `SET search_path = ${pg.escapeIdentifier(schema)}, other; ${ZOO} RESET search_path;`;

test('is off by default: nothing is dropped and no callback of clean runs', async () => {
  await using database = await createTestDatabase();
  await database.query('CREATE TABLE t (a int)');
  const before = await everything(database);
  const files = { 'sql/beforeClean.sql': 'DROP TABLE t;', 'sql/afterCleanError.sql': 'DROP TABLE t;' };
  const run = clean(database.url, { options: { cleanDisabled: true }, files });
  await expect(run).rejects.toMatchObject({
    code: 'ERR_CONFIG_CONFLICT',
    flywayCode: 'ERROR',
    exitCode: 1,
    message: "Unable to execute clean as it has been disabled with the 'flyway.cleanDisabled' property.",
  });
  expect(await everything(database)).toEqual(before);
});

test('empties the schemas of whatever Flyway drops, and touches nothing else', async () => {
  await using database = await createTestDatabase();
  await database.query(`
    CREATE SCHEMA other; CREATE SCHEMA "Odd ""Name";
    CREATE TABLE other.kept (a int); CREATE FUNCTION other.kept() RETURNS int LANGUAGE sql AS 'SELECT 1'`);
  const before = await everything(database);
  await database.query(`${zooIn('public')} ${zooIn('Odd "Name')}
    CREATE VIEW other.on_public AS SELECT * FROM public.parent;
    CREATE FUNCTION other.of_type(public.pair) RETURNS int LANGUAGE sql AS 'SELECT 1';
    ALTER TABLE other.kept ADD COLUMN c public.color, ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES "Odd ""Name".parent (id);
    CREATE TABLE other.partition PARTITION OF public.part FOR VALUES FROM (100) TO (200)`);
  const cleaned = await clean(database.url, { options: { schemas: ['public', 'Odd "Name', 'gone'] } });
  expect(await everything(database)).toEqual(before);
  expect(cleaned.result).toEqual({
    schemasCleaned: ['public', 'Odd "Name'],
    schemasDropped: [],
    warnings: ['Unable to clean unknown schema: "gone"'],
  });
  expect(cleaned.json()).toMatchObject({ database: database.name, operation: 'clean', ...cleaned.result });
  expect(texts(cleaned).slice(1)).toEqual([
    'Schema history table "public"."flyway_schema_history" does not exist yet',
    'Successfully dropped pre-schema database level objects (T)',
    'Unable to clean unknown schema: "gone"',
    'Successfully cleaned schema "public" (T)',
    'Successfully cleaned schema "Odd ""Name" (T)',
    'Successfully cleaned schema "Odd ""Name" (T)',
    'Successfully cleaned schema "public" (T)',
    'Successfully dropped post-schema database level objects (T)',
  ]);
});

test('drops extensions of the role in the schema, and leaves members of the others alone', async () => {
  await using database = await createTestDatabase();
  await database.query('CREATE SCHEMA other; CREATE EXTENSION hstore SCHEMA other');
  await database.query(
    'CREATE FUNCTION public.member() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$; ALTER EXTENSION hstore ADD FUNCTION public.member()',
  );
  const before = await everything(database);
  await database.query(
    'CREATE EXTENSION cube; CREATE EXTENSION earthdistance; CREATE TABLE other.t (c cube); CREATE TABLE public.u (h other.hstore)',
  );
  await clean(database.url, { options: { schemas: ['public'] } });
  expect((await everything(database)).filter((name) => !/other\.t\b/.test(name))).toEqual(before);
});

/** What Flyway leaves behind. */
const LEFTOVERS = `
  CREATE EXTENSION postgres_fdw SCHEMA other;
  CREATE SERVER srv FOREIGN DATA WRAPPER postgres_fdw;
  CREATE FOREIGN TABLE public.foreign_table (a int) SERVER srv;
  CREATE OPERATOR public.=== (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
  CREATE OPERATOR public.!=! (RIGHTARG = int, FUNCTION = int4um);
  CREATE OPERATOR FAMILY public.family USING btree;
  CREATE OPERATOR CLASS public.class FOR TYPE int USING btree AS OPERATOR 1 < (int, int), FUNCTION 1 btint4cmp(int, int);
  CREATE TEXT SEARCH TEMPLATE public.template (LEXIZE = dsimple_lexize);
  CREATE TEXT SEARCH DICTIONARY public.dictionary (TEMPLATE = simple);
  CREATE TEXT SEARCH CONFIGURATION public."Configuration 1" (COPY = english);
  CREATE TEXT SEARCH PARSER public.parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
  CREATE CONVERSION public.conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
  CREATE STATISTICS public.of_other ON a, b FROM other.kept;
  CREATE TABLE public.partition PARTITION OF other.partitioned FOR VALUES IN (1);
  CREATE TABLE public.published (a int);
  CREATE PUBLICATION of_schema FOR TABLE public.published;
`;

test.each([false, true])('what Flyway leaves behind is left or dropped as fullClean=%s says', async (fullClean) => {
  await using database = await createTestDatabase();
  await database.query(
    `CREATE SCHEMA other; CREATE TABLE other.kept (a int, b int); CREATE TABLE other.partitioned (a int) PARTITION BY LIST (a)`,
  );
  await database.query(
    `CREATE PUBLICATION of_all FOR ALL TABLES; CREATE PUBLICATION of_none; CREATE PUBLICATION of_other FOR TABLE other.kept`,
  );
  const kept = await everything(database);
  await database.query(LEFTOVERS);
  if ((await serverMajor()) >= 15) await database.query('CREATE PUBLICATION of_whole_schema FOR TABLES IN SCHEMA public');
  await database.query('CREATE PUBLICATION of_both FOR TABLE public.published, other.kept');
  const before = await everything(database);
  await clean(database.url, { options: { 'flyback.fullClean': fullClean } });
  const after = await everything(database);
  if (fullClean) expect(after.filter((name) => !/postgres_fdw|of_both|srv/.test(name))).toEqual(kept);
  else expect(after).toEqual(before.filter((name) => !/published/.test(name)));
});

test('fullClean drops event triggers of the schemas first, so that they cannot stop it', async () => {
  await using database = await createTestDatabase();
  await database.query(`CREATE TABLE noted (a text); CREATE TABLE t (a int);
    CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.noted VALUES ('x'); END $$;
    CREATE EVENT TRIGGER noting ON sql_drop EXECUTE FUNCTION note()`);
  await expect(clean(database.url)).rejects.toMatchObject({ code: 'ERR_DB_QUERY', sqlState: '42P01' });
  await clean(database.url, { options: { 'flyback.fullClean': true } });
  expect(await everything(database)).toEqual([]);
});

const HISTORY = `(installed_rank int PRIMARY KEY, version text, description text, type text, script text, checksum int, installed_by text, installed_on timestamp DEFAULT now(), execution_time int, success bool)`;

/** A history in `schema` whose SCHEMA row names these. */
function historyOf(schema: string, made: readonly string[], type = 'SCHEMA'): string {
  const script = pg.escapeLiteral(made.map((name) => pg.escapeIdentifier(name)).join(','));
  return `CREATE TABLE ${schema}.flyway_schema_history ${HISTORY};
    INSERT INTO ${schema}.flyway_schema_history VALUES (0, NULL, '<< Flyway Schema Creation >>', '${type}', ${script}, NULL, 'me', now(), 0, true);`;
}

test('drops the schemas that Flyway made, even those it cannot empty', async () => {
  await using database = await createTestDatabase();
  const made = ['made', 'q"q', 'with,comma'];
  await database.query(`${made.map((name) => `CREATE SCHEMA ${pg.escapeIdentifier(name)};`).join('')} CREATE SCHEMA ready; ${historyOf('made', [...made, 'unmanaged'])}
    CREATE SCHEMA unmanaged; CREATE SEQUENCE made.s; CREATE TABLE "q""q".t (a int DEFAULT nextval('made.s')); CREATE TABLE ready.t (a int)`);
  const cleaned = await clean(database.url, { options: { schemas: [...made, 'ready'] } });
  expect(cleaned.result).toEqual({ schemasCleaned: ['ready'], schemasDropped: made, warnings: [] });
  expect(await everything(database)).toEqual(['schema ready', 'schema unmanaged']);
});

test('a made schema that is gone or cannot be dropped is told of as cleaned', async () => {
  await using database = await createTestDatabase();
  await database.query(`CREATE SCHEMA made; ${historyOf('made', ['made', 'gone'])}`);
  const cleaned = await clean(database.url, { options: { schemas: ['made', 'gone'] } });
  expect(cleaned.result).toEqual({
    schemasCleaned: ['gone'],
    schemasDropped: ['made'],
    warnings: ['Unable to clean unknown schema: "gone"'],
  });
  expect(texts(cleaned)).toContain('Unable to drop schema "gone". It was cleaned instead.');
});

test('a history that cannot be read does not stop it, but then no schema is dropped', async () => {
  await using database = await createTestDatabase();
  await database.query(`CREATE SCHEMA made; ${historyOf('made', ['made'], 'NONSENSE')}`);
  const cleaned = await clean(database.url, { options: { schemas: ['made'] } });
  expect(cleaned.result).toEqual({ schemasCleaned: ['made'], schemasDropped: [], warnings: [] });
  expect(cleaned.log).toContainEqual({ level: 'error', text: expect.stringContaining('Schemas will not be dropped') });
  expect(await everything(database)).toEqual(['schema made']);
});

test('a refused statement rolls its schema back, is named, and runs afterCleanError', async () => {
  await using database = await createTestDatabase();
  await database.query(`CREATE SCHEMA first; CREATE TABLE first.t (a int); CREATE SCHEMA events; CREATE TABLE events.event (name text);
    CREATE SEQUENCE s; CREATE TABLE t (a int); CREATE TABLE events.user (a int DEFAULT nextval('s'))`);
  const note = (name: string): Record<string, string> => ({ [`sql/${name}.sql`]: `INSERT INTO events.event VALUES ('${name}');` });
  const files = { ...note('beforeClean'), ...note('afterClean'), ...note('afterCleanError') };
  await expect(clean(database.url, { options: { schemas: ['first', 'public'] }, files })).rejects.toMatchObject({
    code: 'ERR_DB_QUERY',
    flywayCode: 'DB_CONNECTION',
    sqlState: '2BP01',
    message: expect.stringMatching(/^Unable to clean schema "public"\n-+\nSQL State {2}: 2BP01\n/),
    hint: expect.stringMatching(/DROP SEQUENCE IF EXISTS public\.s\n.*emptied already: "first"/),
  });
  expect(await database.query('SELECT name FROM events.event')).toEqual([{ name: 'beforeClean' }, { name: 'afterCleanError' }]);
  expect(await database.query(`SELECT to_regclass('public.t') AS t, to_regclass('first.t') AS first`)).toEqual([{ t: 't', first: null }]);
});

test('callbacks run around it, and what they set does not reach it', async () => {
  await using database = await createTestDatabase();
  await database.query(
    `CREATE SCHEMA events; CREATE TABLE events.event (name text); CREATE TABLE public.t (a int); CREATE COLLATION public.c FROM "C"`,
  );
  const record = (name: string): string =>
    `INSERT INTO events.event SELECT '${name} ' || count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace;`;
  await clean(database.url, {
    files: {
      'sql/beforeClean.sql': `${record('before')} SET ROLE pg_monitor; SET search_path = events;`,
      'sql/afterClean.sql': record('after'),
      'sql/afterCleanError.sql': record('error'),
    },
  });
  expect(await database.query('SELECT name FROM events.event')).toEqual([{ name: 'before 1' }, { name: 'after 0' }]);
});

test('waits for the lock that Flyway and flyback share', async () => {
  await using database = await createTestDatabase();
  await database.query('CREATE TABLE t (a int)');
  const holder = await database.connect();
  await holder.query(`SELECT pg_advisory_lock(${flywayLockKey('"public"."flyway_schema_history"')})`);
  await expect(clean(database.url, { options: { lockRetryCount: 0 } })).rejects.toMatchObject({ code: 'ERR_LOCK_HELD' });
  expect(await database.query(`SELECT to_regclass('t') AS t`)).toEqual([{ t: 't' }]);
  const cleaned = await clean(database.url, {
    log: ({ level }) => level === 'warn' && void holder.query('SELECT pg_advisory_unlock_all()'),
  });
  expect(cleaned.log).toContainEqual({ level: 'warn', text: expect.stringContaining('Waiting for the lock') });
  expect(await everything(database)).toEqual([]);
});

test.each(['public', 'made'])('a cancelled clean of schema %s drops nothing of it', async (schema) => {
  await using database = await createTestDatabase();
  await database.query(
    `CREATE SCHEMA made; ${historyOf(schema, ['made'])} CREATE TABLE ${schema}.t (a int); CREATE VIEW ${schema}.v AS SELECT 1`,
  );
  const before = await everything(database);
  const reader = await database.connect();
  await reader.query(`BEGIN; SELECT * FROM ${schema}.t`);
  const controller = new AbortController();
  const running = clean(database.url, { options: { schemas: [schema] }, signal: controller.signal });
  const outcome = running.catch((error: unknown) => error);
  const isWaiting = `SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 't' AND NOT l.granted`;
  while ((await database.query(isWaiting)).length === 0);
  controller.abort();
  expect(await outcome).toMatchObject({ code: 'ERR_EXECUTE_CANCELLED', exitCode: 130 });
  expect(await everything(database)).toEqual(before);
});

test('a role sees what Flyway sees: without any privilege a relation is left, as are extensions of others', async () => {
  const role = `flyback_clean_${process.pid}`;
  const admin = new pg.Client({ connectionString: inject('databaseUrl') });
  await admin.connect();
  await admin.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
  try {
    await using database = await createTestDatabase();
    await database.query(`GRANT CREATE ON DATABASE ${database.name} TO ${role}; CREATE SCHEMA mine AUTHORIZATION ${role};
      CREATE TABLE mine.hidden (a int); CREATE SEQUENCE mine.hidden_sequence; CREATE EXTENSION pgcrypto SCHEMA mine`);
    const before = await everything(database);
    await database.query(`CREATE TABLE mine.seen (a int); GRANT SELECT ON mine.seen TO ${role}; CREATE SEQUENCE mine.seen_sequence; GRANT USAGE ON SEQUENCE mine.seen_sequence TO ${role};
      SET ROLE ${role}; CREATE TABLE mine.own (a serial); CREATE EXTENSION hstore SCHEMA mine`);
    const url = new URL(database.url);
    url.username = role;
    url.password = 'secret';
    await clean(url.href, { options: { schemas: ['mine'] } });
    expect(await everything(database)).toEqual(before);
  } finally {
    await admin.query(`DROP ROLE ${role}`);
    await admin.end();
  }
});

test('drops in several transactions where the locks of one would be too many', async () => {
  await using server = await startEmbeddedServer({
    settings: { max_connections: '6', max_locks_per_transaction: '10', max_worker_processes: '0', max_wal_senders: '0' },
  });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query('CREATE TABLE part (a int PRIMARY KEY) PARTITION BY LIST (a)');
    for (let i = 0; i < 300; i++)
      await client.query(
        `CREATE TABLE t${i} (a serial PRIMARY KEY, b text); CREATE TABLE part_${i} PARTITION OF part FOR VALUES IN (${i})`,
      );
    await expect(client.query('DROP TABLE part')).rejects.toMatchObject({ code: '53200' });
    // The error arrives before the locks are given back; until they are, nobody else can connect.
    await client.query('SELECT 1');
    const cleaned = await clean(server.url);
    expect(cleaned.result.schemasCleaned).toEqual(['public']);
    expect(cleaned.log).toContainEqual({ level: 'debug', text: expect.stringContaining('dropping in several transactions') });
    expect((await client.query(EVERYTHING)).rows).toEqual([]);
  } finally {
    await client.end();
  }
});
