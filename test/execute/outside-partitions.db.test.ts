import { expect, test } from 'vitest';
import { createLiveBench, type LiveBench } from './live-bench.ts';

const EVENTS = `CREATE TABLE events (id int, day date, kind text) PARTITION BY RANGE (day);
  CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
  CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2024-02-01') TO ('2024-03-01') PARTITION BY LIST (kind);
  CREATE TABLE events_2a PARTITION OF events_2 FOR VALUES IN ('a');
  CREATE TABLE events_2b (kind text, day date, id int);
  ALTER TABLE events_2 ATTACH PARTITION events_2b FOR VALUES IN ('b');
  INSERT INTO events SELECT i, '2024-01-15'::date + i % 40, CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END FROM generate_series(1, 200) i`;

async function indexes(bench: LiveBench): Promise<readonly string[]> {
  const rows = await bench.database.query<{ text: string }>(
    `SELECT c.relname || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END || COALESCE(' of ' || p.relname, '') || ' ' || regexp_replace(pg_get_indexdef(c.oid), '^CREATE | INDEX .* USING', '', 'g') AS text
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_inherits h ON h.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = h.inhparent
      WHERE i.indrelid::regclass::text LIKE 'events%' ORDER BY 1`,
  );
  return rows.map(({ text }) => text);
}

/** What the server makes of the same statement without CONCURRENTLY. */
async function asPlain(statement: string): Promise<readonly string[]> {
  await using bench = await createLiveBench({}, EVENTS);
  await bench.database.query(statement.replace('CONCURRENTLY', ''));
  return await indexes(bench);
}

test.for([
  'CREATE INDEX CONCURRENTLY events_kind ON events (kind, day)',
  'CREATE UNIQUE INDEX CONCURRENTLY ON events (lower(kind), id, day, kind)',
  'CREATE INDEX CONCURRENTLY IF NOT EXISTS events_part ON public.events USING hash (id) WITH (fillfactor = 60) WHERE id > 5',
])(
  'a partitioned table: each partition concurrently, then attached, with the names that the server would choose: %s',
  async (statement) => {
    await using bench = await createLiveBench({ 'V1__index.sql': `${statement};\n` }, EVENTS);
    // Nobody is kept from writing meanwhile: not by the build of any partition.
    const writer = await bench.database.connect();
    await writer.query("SET lock_timeout = '5s'; BEGIN; UPDATE events_1 SET id = id");
    const run = statement.includes('UNIQUE') ? null : bench.migrate();
    if (run !== null) await bench.untilWaits('virtualxid');
    await bench.database.query("INSERT INTO events_1 VALUES (1000, '2024-01-20', 'a')");
    await writer.query('COMMIT');
    await (run ?? bench.migrate());
    expect(await indexes(bench)).toEqual(await asPlain(statement));
    expect(bench.lines.filter((line) => line.includes('partition 3 of 3'))).toHaveLength(1);
  },
);

test('ended after any of its steps, the next run goes on there', async () => {
  const statement = 'CREATE INDEX CONCURRENTLY events_kind ON events (kind)';
  const expected = await asPlain(statement);
  const steps = [
    'CREATE INDEX events_kind ON ONLY events (kind)',
    'CREATE INDEX ON events_1 (kind)',
    'ALTER INDEX events_kind ATTACH PARTITION events_1_kind_idx',
    'CREATE INDEX ON ONLY events_2 (kind)',
    'CREATE INDEX ON events_2a (kind)',
    'ALTER INDEX events_2_kind_idx ATTACH PARTITION events_2a_kind_idx',
    'CREATE INDEX ON events_2b (kind)',
    'ALTER INDEX events_2_kind_idx ATTACH PARTITION events_2b_kind_idx',
    'ALTER INDEX events_kind ATTACH PARTITION events_2_kind_idx',
  ];
  await using bench = await createLiveBench({}, EVENTS);
  for (const count of steps.keys()) {
    await bench.database.query(
      ['DROP INDEX IF EXISTS events_kind, events_1_kind_idx, events_2_kind_idx', ...steps.slice(0, count + 1)].join(';'),
    );
    bench.project.write({ [`sql/V${count + 1}__index.sql`]: `${statement};\n` });
    await bench.migrate();
    expect(await indexes(bench)).toEqual(expected);
  }
  expect(await bench.versions()).toHaveLength(steps.length);
});

test('doubles in one partition: what the server says of it, and the rest stays for the next run', async () => {
  await using bench = await createLiveBench(
    { 'V1__index.sql': 'CREATE UNIQUE INDEX CONCURRENTLY one ON events (id, day, kind);\n' },
    EVENTS,
  );
  await bench.database.query('INSERT INTO events SELECT id, day, kind FROM events_2b');
  const staging = { 'flyback.environment': 'staging' };
  await expect(bench.migrate(staging)).rejects.toThrow('could not create unique index "events_2b_id_day_kind_idx"');
  expect(await indexes(bench)).toContain('events_1_id_day_kind_idx of one UNIQUE btree (id, day, kind)');
  expect(bench.lines.join('\n')).toContain('Index one is INVALID until all partitions have theirs: 2 of 3');
  await bench.database.query('DELETE FROM events_2b a USING events_2b b WHERE a.id = b.id AND a.ctid > b.ctid');
  await bench.repair(staging);
  await bench.migrate(staging);
  expect(await indexes(bench)).toContain('one UNIQUE btree (id, day, kind)');
});
