-- What the changes are tried on: an object or more of each kind.
CREATE SCHEMA app;
CREATE SCHEMA other;
CREATE EXTENSION citext SCHEMA public;
CREATE TYPE app.mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE app.pair AS (a integer, b text);
CREATE TYPE app.span AS RANGE (subtype = integer);
CREATE DOMAIN app.amount AS numeric(12,2) DEFAULT 0 CONSTRAINT not_negative CHECK (VALUE >= 0);
CREATE FUNCTION app.twice(value integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT value * 2';
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION app.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION app.add(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE FUNCTION app.same(app.pair, app.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT ($1).a = ($2).a';
CREATE FUNCTION app.from_integer(integer) RETURNS app.pair LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1, NULL)::app.pair';
CREATE PROCEDURE app.tidy(keep integer) LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE AGGREGATE app.total(integer) (SFUNC = app.add, STYPE = integer, INITCOND = '0');
CREATE SEQUENCE app.counter;
CREATE TABLE app.accounts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email varchar(100) NOT NULL CONSTRAINT accounts_email_key UNIQUE,
    score integer DEFAULT 21 CONSTRAINT score_positive CHECK (score > 0),
    balance app.amount,
    mood app.mood DEFAULT 'ok',
    at timestamptz DEFAULT now(),
    doubled integer GENERATED ALWAYS AS (score * 2) STORED,
    name public.citext,
    note text
);
CREATE TABLE app.orders (
    id serial PRIMARY KEY,
    account bigint CONSTRAINT orders_account_fkey REFERENCES app.accounts,
    total numeric(10,2),
    placed date,
    during int4range,
    kind text
);
CREATE TABLE app.ancestor (a integer CONSTRAINT a_positive CHECK (a > 0), b text);
CREATE TABLE app.descendant (c integer) INHERITS (app.ancestor);
CREATE TABLE app.twin (a integer CONSTRAINT a_positive CHECK (a > 0), b text, c integer);
CREATE TABLE app.events (id integer, at date, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE app.events_2024 PARTITION OF app.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE app.events_2025 PARTITION OF app.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE app.events_2026 (id integer NOT NULL, at date NOT NULL, kind text, PRIMARY KEY (id, at));
CREATE INDEX events_kind ON app.events (kind);
CREATE TABLE app.typed OF app.pair;
CREATE INDEX accounts_note ON app.accounts (note);
CREATE INDEX accounts_lower ON app.accounts (lower(note), score DESC) WHERE score > 5;
CREATE UNIQUE INDEX orders_unique ON app.orders (account, placed);
CREATE VIEW app.names AS SELECT a.id, a.name FROM app.accounts a WHERE a.score > 1;
CREATE VIEW app.rich AS SELECT id, balance FROM app.accounts WHERE balance > 100;
CREATE MATERIALIZED VIEW app.totals AS SELECT account, sum(total) AS total FROM app.orders GROUP BY account;
CREATE UNIQUE INDEX totals_account ON app.totals (account);
CREATE TRIGGER touch BEFORE UPDATE ON app.orders FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE TRIGGER touch BEFORE UPDATE ON app.events FOR EACH ROW EXECUTE FUNCTION app.touch();
CREATE RULE keep AS ON DELETE TO app.orders WHERE OLD.total > 100 DO INSTEAD NOTHING;
ALTER TABLE app.orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON app.orders FOR SELECT TO fingerprint_reader USING (total > 0);
CREATE STATISTICS app.orders_stats (dependencies) ON account, placed FROM app.orders;
CREATE EVENT TRIGGER fingerprint_watch ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION app.watch();
ALTER EVENT TRIGGER fingerprint_watch DISABLE;
CREATE PUBLICATION changes FOR TABLE app.orders;
CREATE COLLATION app.german (provider = icu, locale = 'de');
CREATE OPERATOR app.=== (FUNCTION = app.same, LEFTARG = app.pair, RIGHTARG = app.pair, COMMUTATOR = OPERATOR(app.===));
CREATE OPERATOR FAMILY app.pairs USING hash;
CREATE CAST (integer AS app.pair) WITH FUNCTION app.from_integer(integer);
CREATE CONVERSION app.german_conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH DICTIONARY app.plain (TEMPLATE = pg_catalog.simple);
CREATE TEXT SEARCH CONFIGURATION app.search (PARSER = pg_catalog.default);
ALTER TEXT SEARCH CONFIGURATION app.search ADD MAPPING FOR word WITH app.plain;
CREATE FOREIGN DATA WRAPPER far;
CREATE SERVER away TYPE 'file' FOREIGN DATA WRAPPER far OPTIONS (host 'a');
CREATE USER MAPPING FOR fingerprint_reader SERVER away OPTIONS (user 'x', password 'first');
CREATE FOREIGN TABLE app.distant (id integer, label text) SERVER away OPTIONS (table_name 't');
COMMENT ON TABLE app.accounts IS 'who pays';
GRANT SELECT ON app.accounts TO fingerprint_reader;
INSERT INTO app.accounts (email) VALUES ('a@example.org'), ('b@example.org');
INSERT INTO app.orders (account, total) VALUES (1, 10), (2, 20);
REFRESH MATERIALIZED VIEW app.totals;
