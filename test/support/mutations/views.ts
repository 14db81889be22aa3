import type { Mutation } from './mutation.ts';

/** Views and materialized views. */
export const VIEWS: readonly Mutation[] = [
  {
    name: 'a view is created',
    change: ['CREATE VIEW app.fresh AS SELECT 1 AS one'],
    undo: ['DROP VIEW app.fresh'],
    differences: ['added view app.fresh'],
  },
  {
    name: 'a view is dropped',
    change: ['DROP VIEW app.names'],
    undo: ['CREATE VIEW app.names AS SELECT a.id, a.name FROM app.accounts a WHERE a.score > 1'],
    differences: ['removed view app.names'],
  },
  {
    name: 'a view says something else',
    change: ['CREATE OR REPLACE VIEW app.names AS SELECT a.id, a.name FROM app.accounts a WHERE a.score > 2'],
    undo: ['CREATE OR REPLACE VIEW app.names AS SELECT a.id, a.name FROM app.accounts a WHERE a.score > 1'],
    differences: ['changed view app.names'],
  },
  {
    name: 'a view has one more column',
    change: ['CREATE OR REPLACE VIEW app.names AS SELECT a.id, a.name, a.note FROM app.accounts a WHERE a.score > 1'],
    undo: ['DROP VIEW app.names', 'CREATE VIEW app.names AS SELECT a.id, a.name FROM app.accounts a WHERE a.score > 1'],
    differences: ['changed view app.names'],
  },
  {
    name: 'a column of a view is renamed',
    change: ['ALTER VIEW app.names RENAME COLUMN name TO title'],
    undo: ['ALTER VIEW app.names RENAME COLUMN title TO name'],
    differences: ['changed view app.names'],
  },
  {
    name: 'a column of a view has a default',
    change: ["ALTER VIEW app.names ALTER COLUMN name SET DEFAULT 'x'"],
    undo: ['ALTER VIEW app.names ALTER COLUMN name DROP DEFAULT'],
    differences: ['added column app.names.name'],
  },
  {
    name: 'a view is renamed',
    change: ['ALTER VIEW app.names RENAME TO titles'],
    undo: ['ALTER VIEW app.titles RENAME TO names'],
    differences: ['removed view app.names', 'added view app.titles'],
  },
  {
    name: 'a view is a barrier',
    change: ['ALTER VIEW app.names SET (security_barrier = true)'],
    undo: ['ALTER VIEW app.names RESET (security_barrier)'],
    differences: ['changed view app.names'],
  },
  {
    name: "a view runs with its user's rights",
    since: 15,
    change: ['ALTER VIEW app.names SET (security_invoker = true)'],
    undo: ['ALTER VIEW app.names RESET (security_invoker)'],
    differences: ['changed view app.names'],
  },
  {
    name: 'a view checks what is written',
    change: ['ALTER VIEW app.names SET (check_option = local)'],
    undo: ['ALTER VIEW app.names RESET (check_option)'],
    differences: ['changed view app.names'],
  },
  {
    name: 'a view gets another owner',
    change: ['ALTER VIEW app.names OWNER TO fingerprint_writer'],
    undo: ['ALTER VIEW app.names OWNER TO CURRENT_USER'],
    differences: ['changed view app.names'],
  },
  {
    name: 'a recursive view is created',
    change: ['CREATE RECURSIVE VIEW app.numbers (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 5'],
    undo: ['DROP VIEW app.numbers'],
    differences: ['added view app.numbers'],
  },
  {
    name: 'a trigger on a view is created',
    change: ['CREATE TRIGGER instead INSTEAD OF INSERT ON app.names FOR EACH ROW EXECUTE FUNCTION app.touch()'],
    undo: ['DROP TRIGGER instead ON app.names'],
    differences: ['added trigger instead on app.names'],
  },
  {
    name: 'a materialized view is created',
    change: ['CREATE MATERIALIZED VIEW app.fresh AS SELECT 1 AS one'],
    undo: ['DROP MATERIALIZED VIEW app.fresh'],
    differences: ['added materialized view app.fresh'],
  },
  {
    name: 'a materialized view says something else',
    change: [
      'DROP MATERIALIZED VIEW app.totals',
      'CREATE MATERIALIZED VIEW app.totals AS SELECT account, max(total) AS total FROM app.orders GROUP BY account',
      'CREATE UNIQUE INDEX totals_account ON app.totals (account)',
    ],
    undo: [
      'DROP MATERIALIZED VIEW app.totals',
      'CREATE MATERIALIZED VIEW app.totals AS SELECT account, sum(total) AS total FROM app.orders GROUP BY account',
      'CREATE UNIQUE INDEX totals_account ON app.totals (account)',
    ],
    differences: ['changed materialized view app.totals'],
  },
  {
    name: 'a materialized view has an option',
    change: ['ALTER MATERIALIZED VIEW app.totals SET (fillfactor = 90)'],
    undo: ['ALTER MATERIALIZED VIEW app.totals RESET (fillfactor)'],
    differences: ['changed materialized view app.totals'],
  },
  {
    name: 'a materialized view is emptied',
    change: ['REFRESH MATERIALIZED VIEW app.totals WITH NO DATA'],
    undo: ['REFRESH MATERIALIZED VIEW app.totals'],
    moreThanDump: 'pg_dump -s has no data and always prints WITH NO DATA',
    differences: ['changed materialized view app.totals'],
  },
  {
    name: 'a column of a materialized view has a statistics target',
    change: ['ALTER MATERIALIZED VIEW app.totals ALTER COLUMN total SET STATISTICS 100'],
    undo: ['ALTER MATERIALIZED VIEW app.totals ALTER COLUMN total SET STATISTICS -1'],
    differences: ['added column app.totals.total'],
  },
];
