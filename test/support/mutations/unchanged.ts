import type { Mutation } from './mutation.ts';

/** What a catalog goes through without being another afterwards. */
export const UNCHANGED: readonly Mutation[] = [
  {
    name: 'a default of NULL is none',
    change: ['ALTER TABLE app.twin ALTER COLUMN c SET DEFAULT NULL'],
    undo: null,
    differences: [],
  },
  {
    name: 'rows are written',
    change: ['INSERT INTO app.orders (account, total) VALUES (1, 30)', 'DELETE FROM app.orders WHERE total = 10'],
    undo: null,
    differences: [],
  },
  {
    name: 'a sequence counts',
    change: ["SELECT nextval('app.counter'), nextval('app.counter')"],
    undo: null,
    differences: [],
  },
  {
    name: 'a sequence is set',
    change: ["SELECT setval('app.counter', 40)"],
    undo: null,
    differences: [],
  },
  {
    name: 'a table is written anew',
    change: ['VACUUM FULL app.accounts'],
    undo: null,
    differences: [],
  },
  {
    name: 'indexes are written anew',
    change: ['REINDEX TABLE app.accounts'],
    undo: null,
    differences: [],
  },
  {
    name: 'a table is analyzed',
    change: ['ANALYZE app.accounts'],
    undo: null,
    differences: [],
  },
  {
    name: 'a materialized view is refreshed',
    change: ['REFRESH MATERIALIZED VIEW app.totals'],
    undo: null,
    differences: [],
  },
  {
    name: 'a column comes and goes',
    change: ['ALTER TABLE app.orders ADD COLUMN extra text', 'ALTER TABLE app.orders DROP COLUMN extra'],
    undo: null,
    differences: [],
  },
  {
    name: 'a column comes after another went',
    change: ['ALTER TABLE app.twin DROP COLUMN c', 'ALTER TABLE app.twin ADD COLUMN c integer'],
    undo: null,
    differences: [],
  },
  {
    name: 'a table comes and goes',
    change: ['CREATE TABLE app.fresh (id serial PRIMARY KEY)', 'DROP TABLE app.fresh'],
    undo: null,
    differences: [],
  },
  {
    name: 'a table is made anew',
    change: ['DROP TABLE app.twin', 'CREATE TABLE app.twin (a integer CONSTRAINT a_positive CHECK (a > 0), b text, c integer)'],
    undo: null,
    differences: [],
  },
  {
    name: 'an index is made anew',
    change: ['DROP INDEX app.accounts_note', 'CREATE INDEX accounts_note ON app.accounts (note)'],
    undo: null,
    differences: [],
  },
  {
    name: 'a key is made anew',
    change: [
      'ALTER TABLE app.accounts DROP CONSTRAINT accounts_email_key',
      'ALTER TABLE app.accounts ADD CONSTRAINT accounts_email_key UNIQUE (email)',
    ],
    undo: null,
    differences: [],
  },
  {
    name: 'a key is made of an index',
    change: [
      'ALTER TABLE app.accounts DROP CONSTRAINT accounts_email_key',
      'CREATE UNIQUE INDEX later ON app.accounts (email)',
      'ALTER TABLE app.accounts ADD CONSTRAINT accounts_email_key UNIQUE USING INDEX later',
    ],
    undo: null,
    differences: [],
  },
  {
    name: 'a function is replaced by itself',
    change: ["CREATE OR REPLACE FUNCTION app.twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value * 2'"],
    undo: null,
    differences: [],
  },
  {
    name: 'a view is made anew',
    change: ['DROP VIEW app.names', 'CREATE VIEW app.names AS SELECT a.id, a.name FROM app.accounts AS a WHERE (a.score) > 1'],
    undo: null,
    differences: [],
  },
  {
    name: 'a trigger is made anew',
    change: [
      'DROP TRIGGER touch ON app.orders',
      'CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE PROCEDURE app.touch()',
    ],
    undo: null,
    differences: [],
  },
  {
    name: 'a table is renamed there and back',
    change: ['ALTER TABLE app.accounts RENAME TO clients', 'ALTER TABLE app.clients RENAME TO accounts'],
    undo: null,
    differences: [],
  },
  {
    name: 'a column is renamed there and back',
    change: ['ALTER TABLE app.accounts RENAME COLUMN note TO remark', 'ALTER TABLE app.accounts RENAME COLUMN remark TO note'],
    undo: null,
    differences: [],
  },
  {
    name: 'a privilege is granted and revoked',
    change: ['GRANT SELECT ON app.twin TO fingerprint_writer', 'REVOKE SELECT ON app.twin FROM fingerprint_writer'],
    undo: null,
    differences: [],
  },
  {
    name: "the owner's privileges are granted to the owner",
    change: ['GRANT ALL ON app.twin TO CURRENT_USER'],
    undo: null,
    differences: [],
  },
  {
    name: 'a privilege is granted twice',
    change: ['GRANT SELECT ON app.accounts TO fingerprint_reader'],
    undo: null,
    differences: [],
  },
  {
    name: 'privileges are granted in another order',
    change: [
      'REVOKE ALL ON app.accounts FROM fingerprint_reader',
      'GRANT SELECT ON app.accounts TO fingerprint_writer',
      'GRANT SELECT ON app.accounts TO fingerprint_reader',
      'REVOKE ALL ON app.accounts FROM fingerprint_writer',
    ],
    undo: null,
    differences: [],
  },
  {
    name: 'a privilege on a function is granted to all',
    change: ['GRANT EXECUTE ON FUNCTION app.twice(integer) TO PUBLIC'],
    undo: null,
    differences: [],
  },
  {
    name: 'a comment is written again',
    change: ["COMMENT ON TABLE app.accounts IS 'who pays'"],
    undo: null,
    differences: [],
  },
  {
    name: 'an option is set and reset',
    change: ['ALTER TABLE app.twin SET (fillfactor = 70)', 'ALTER TABLE app.twin RESET (fillfactor)'],
    undo: null,
    differences: [],
  },
  {
    name: 'a partition leaves and returns',
    change: [
      'ALTER TABLE app.events DETACH PARTITION app.events_2025',
      "ALTER TABLE app.events ATTACH PARTITION app.events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
    ],
    undo: null,
    differences: [],
  },
  {
    name: 'a statistics target is set and reset',
    change: [
      'ALTER TABLE app.accounts ALTER COLUMN note SET STATISTICS 10',
      'ALTER TABLE app.accounts ALTER COLUMN note SET STATISTICS -1',
    ],
    undo: null,
    differences: [],
  },
  {
    name: 'another session works',
    change: [
      'SET search_path = app, public',
      "SET DateStyle = 'German'",
      "SET TimeZone = 'Asia/Tokyo'",
      'SET quote_all_identifiers = on',
      'SET extra_float_digits = 0',
    ],
    undo: null,
    differences: [],
  },
];
