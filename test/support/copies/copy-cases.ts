/** Objects that are hard to copy, beside those of `base.sql`. */
export interface CopyCase {
  /** First major that has them. */
  readonly since?: number;
  readonly sql: string;
}

/** In the order in which they are made. */
export const COPY_CASES: readonly CopyCase[] = [
  {
    sql: `
-- Children of tables that have changed since, with several parents, and with defaults of their own.
CREATE SCHEMA e;
CREATE SCHEMA "We ird";
CREATE TABLE e.parent (a int DEFAULT 1, b text NOT NULL);
CREATE TABLE e.early (z int) INHERITS (e.parent);
ALTER TABLE e.parent ADD COLUMN later int DEFAULT 5;
CREATE TABLE e.own_default (x int) INHERITS (e.parent);
ALTER TABLE e.own_default ALTER COLUMN a SET DEFAULT 9, ALTER COLUMN a SET NOT NULL, ALTER COLUMN later DROP DEFAULT;
CREATE TABLE e.joined (a int, b text NOT NULL, later int, own int);
ALTER TABLE e.joined INHERIT e.parent;
CREATE TABLE e.second_parent (m int, a int);
CREATE TABLE e.of_two (q int) INHERITS (e.parent, e.second_parent);
ALTER TABLE e.parent ADD CONSTRAINT inherited CHECK (a > 0), ADD CONSTRAINT alone CHECK (a > 0) NO INHERIT;
ALTER TABLE e.joined ADD CONSTRAINT own_check CHECK (own > 0) NOT VALID;
-- Partitions of partitions, with columns in another order, attached constraints and indexes.
CREATE TABLE e.parts (id int NOT NULL, k text NOT NULL, v int DEFAULT 3 CONSTRAINT v_check CHECK (v > 0)) PARTITION BY LIST (k);
CREATE TABLE e.parts_a (v int CONSTRAINT v_check CHECK (v > 0), k text NOT NULL, id int NOT NULL);
ALTER TABLE e.parts ATTACH PARTITION e.parts_a FOR VALUES IN ('a');
CREATE TABLE e.parts_b PARTITION OF e.parts FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE e.parts_b1 PARTITION OF e.parts_b FOR VALUES FROM (1) TO (10);
CREATE TABLE e.parts_b_rest PARTITION OF e.parts_b DEFAULT;
CREATE TABLE e.parts_rest PARTITION OF e.parts DEFAULT;
ALTER TABLE e.parts ADD PRIMARY KEY (k, id);
CREATE INDEX ON e.parts (v);
CREATE INDEX parts_alone ON ONLY e.parts (id, k);
CREATE TABLE e.to_parts (k text, id int, FOREIGN KEY (k, id) REFERENCES e.parts);
CREATE TABLE e.from_parts (k text, id int, FOREIGN KEY (k, id) REFERENCES e.parts) PARTITION BY LIST (k);
CREATE TABLE e.from_parts_a PARTITION OF e.from_parts FOR VALUES IN ('a');
-- Circles: a default, a function with a body in standard SQL, views and rules that need each other.
CREATE TABLE e.circle (id int PRIMARY KEY, val int);
CREATE FUNCTION e.of_row(r e.circle) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT r.id';
CREATE FUNCTION e.a_default() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT max(id) FROM e.circle; END;
ALTER TABLE e.circle ALTER COLUMN val SET DEFAULT e.a_default();
CREATE VIEW e.seen AS SELECT id, val FROM e.circle;
CREATE FUNCTION e.of_view() RETURNS SETOF e.seen LANGUAGE sql BEGIN ATOMIC SELECT * FROM e.seen; END;
CREATE OR REPLACE VIEW e.seen AS SELECT id, (SELECT count(*) FROM e.of_view())::int AS val FROM e.circle;
CREATE FUNCTION e.itself(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;
CREATE OR REPLACE FUNCTION e.itself(n int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN n < 1 THEN 0 ELSE e.itself(n - 1) END; END;
CREATE VIEW e.by_key AS SELECT id, val FROM e.circle GROUP BY id;
CREATE MATERIALIZED VIEW e.kept AS SELECT * FROM e.by_key;
CREATE MATERIALIZED VIEW e.kept_empty AS SELECT * FROM e.kept WITH NO DATA;
CREATE MATERIALIZED VIEW e.counted AS SELECT count(*) FROM e.kept;
CREATE VIEW e.growing AS WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT n FROM t;
CREATE VIEW e.checked WITH (security_barrier) AS SELECT * FROM e.circle WHERE id > 0 WITH LOCAL CHECK OPTION;
CREATE RULE inserted AS ON INSERT TO e.seen DO INSTEAD INSERT INTO e.circle VALUES (new.id, new.val) RETURNING id, val;
-- Expressions that are printed in another way than they are read.
CREATE TABLE e.printed (status varchar(9), n int, CHECK (status IN ('a', 'it''s')), CHECK (n BETWEEN 1 AND 5 AND status <> 'b'));
CREATE VIEW e.between AS SELECT * FROM e.printed WHERE n BETWEEN 1 AND 2 AND status NOT IN ('a', 'b') AND (status = 'c' OR n BETWEEN 3 AND 4 AND n <> 5);
CREATE INDEX printed_some ON e.printed (n) WHERE n BETWEEN 2 AND 3 AND status IN ('a', 'b');
-- Types that their own functions need, and domains in other types.
CREATE TYPE e.shell;
CREATE TYPE e.base;
CREATE FUNCTION e.base_in(cstring) RETURNS e.base LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION e.base_out(e.base) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE e.base (INPUT = e.base_in, OUTPUT = e.base_out, LIKE = text, DEFAULT = 'x');
CREATE TYPE e.canonical;
CREATE FUNCTION e.canonical_of(e.canonical) RETURNS e.canonical LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE e.canonical AS RANGE (SUBTYPE = int4, CANONICAL = e.canonical_of, SUBTYPE_DIFF = int4range_subdiff);
CREATE DOMAIN e.positive AS int NOT NULL DEFAULT 3 CONSTRAINT positive CHECK (VALUE > 0);
CREATE DOMAIN e.texts AS text[] COLLATE "C";
CREATE TYPE e.mixed AS (d e.positive, t e.texts, n text COLLATE "C");
CREATE TABLE e.of_domains (c e.mixed, d e.positive[], p e.positive);
CREATE TYPE e.nothing AS ENUM ();
CREATE TYPE e.word AS ENUM ('a', 'it''s', 'c');
ALTER TYPE e.word ADD VALUE 'b' BEFORE 'c';
CREATE TABLE e.typed OF e.mixed (d WITH OPTIONS DEFAULT 4, PRIMARY KEY (d));
-- Names that need quotes, and privileges given on by those who got them.
CREATE TABLE "We ird"."T""able" ("Col umn" int GENERATED BY DEFAULT AS IDENTITY (START WITH 100 INCREMENT BY -5 MINVALUE -1000 MAXVALUE 100),
    "select" text DEFAULT E'a\\\\b''c', UNIQUE ("Col umn") INCLUDE ("select"));
COMMENT ON COLUMN "We ird"."T""able"."Col umn" IS 'it''s \\ weird';
GRANT USAGE ON SCHEMA "We ird" TO fingerprint_writer;
GRANT INSERT ON "We ird"."T""able" TO fingerprint_writer WITH GRANT OPTION;
GRANT SELECT ("Col umn") ON "We ird"."T""able" TO fingerprint_reader;
SET ROLE fingerprint_writer;
GRANT INSERT ON "We ird"."T""able" TO fingerprint_reader;
RESET ROLE;
-- Sequences and columns with every setting.
CREATE SEQUENCE e.down INCREMENT -1 MAXVALUE 10 MINVALUE -100 START 5 CYCLE CACHE 3;
CREATE SEQUENCE e.small AS smallint;
CREATE TABLE e.serials (id smallserial, big bigserial, named bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME e.other_name START 7));
CREATE UNLOGGED TABLE e.set_up (id serial PRIMARY KEY, x text) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false);
ALTER TABLE e.set_up ALTER x SET STORAGE EXTERNAL, ALTER x SET STATISTICS 7, ALTER x SET (n_distinct = -0.5), ALTER x SET COMPRESSION pglz;
ALTER TABLE e.set_up CLUSTER ON set_up_pkey;
ALTER TABLE e.set_up REPLICA IDENTITY USING INDEX set_up_pkey;
CREATE INDEX set_up_expression ON e.set_up ((lower(x)), (id + 1)) WITH (fillfactor = 50);
ALTER INDEX e.set_up_expression ALTER COLUMN 1 SET STATISTICS 55;
ALTER TABLE e.set_up ADD CONSTRAINT excluded EXCLUDE USING btree (x WITH =) DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE e.computed (a int, b int GENERATED ALWAYS AS (a + 1) STORED, c int GENERATED ALWAYS AS (a * 2) STORED UNIQUE);
CREATE INDEX broken ON e.computed (a);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'e.broken'::regclass;
CREATE TABLE e.without_columns ();
-- Foreign keys in a circle, to itself, and not checked.
CREATE TABLE e.first (id int PRIMARY KEY, o int);
CREATE TABLE e.second (id int PRIMARY KEY REFERENCES e.first DEFERRABLE, o int);
ALTER TABLE e.first ADD FOREIGN KEY (o) REFERENCES e.second NOT VALID;
ALTER TABLE e.second DISABLE TRIGGER ALL;
CREATE TABLE e.self (id int PRIMARY KEY, parent int REFERENCES e.self);
-- Triggers of all kinds.
CREATE FUNCTION e.fired() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE CONSTRAINT TRIGGER deferred AFTER INSERT ON e.self DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION e.fired();
CREATE TRIGGER with_tables AFTER UPDATE ON e.self REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION e.fired();
CREATE TRIGGER of_columns AFTER UPDATE OF parent, id ON e.self FOR EACH ROW EXECUTE FUNCTION e.fired();
CREATE TRIGGER sometimes BEFORE UPDATE ON e.self FOR EACH ROW WHEN (old.* IS DISTINCT FROM new.*) EXECUTE FUNCTION e.fired('a', 'b''c');
ALTER TABLE e.self ENABLE ALWAYS TRIGGER sometimes;
CREATE TRIGGER of_parts AFTER INSERT ON e.parts FOR EACH ROW EXECUTE FUNCTION e.fired();
ALTER TABLE e.parts_a DISABLE TRIGGER of_parts;
CREATE TRIGGER off AFTER INSERT ON e.parts FOR EACH ROW EXECUTE FUNCTION e.fired();
ALTER TABLE e.parts DISABLE TRIGGER off;
-- Routines with every clause.
CREATE FUNCTION e.clauses(IN a int, OUT b int, INOUT c text, VARIADIC d int[] DEFAULT '{1}') LANGUAGE plpgsql COST 7 PARALLEL SAFE LEAKPROOF
    SET search_path = e, public SET work_mem = '5MB' AS 'BEGIN END';
CREATE PROCEDURE e.done(IN a int, OUT b int) LANGUAGE plpgsql AS 'BEGIN END';
CREATE PROCEDURE e.done(INOUT a text) LANGUAGE sql BEGIN ATOMIC SELECT a; END;
COMMENT ON PROCEDURE e.done(IN int, OUT int) IS 'p';
GRANT EXECUTE ON PROCEDURE e.done(IN int, OUT int) TO fingerprint_reader;
REVOKE EXECUTE ON PROCEDURE e.done(IN int, OUT int) FROM PUBLIC;
CREATE FUNCTION e.returned() RETURNS TABLE (a int, "B" text) LANGUAGE sql RETURN (1, 'x');
CREATE AGGREGATE e.rows(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
CREATE AGGREGATE e.ordered(float8 ORDER BY anyelement) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
CREATE AGGREGATE e.moving(int) (SFUNC = int4pl, STYPE = int, COMBINEFUNC = int4pl, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int,
    SORTOP = OPERATOR(pg_catalog.<), PARALLEL = SAFE, FINALFUNC_MODIFY = READ_ONLY);
COMMENT ON AGGREGATE e.rows(*) IS 'agg';
GRANT EXECUTE ON FUNCTION e.moving(int) TO fingerprint_reader;
REVOKE EXECUTE ON FUNCTION e.moving(int) FROM PUBLIC;
-- Operators that name each other, their classes and families.
CREATE FUNCTION e.lt(e.word, e.word) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::text < $2::text';
CREATE FUNCTION e.gt(e.word, e.word) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1::text > $2::text';
CREATE FUNCTION e.compared(e.word, e.word) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 0';
CREATE OPERATOR e.<# (FUNCTION = e.lt, LEFTARG = e.word, RIGHTARG = e.word, COMMUTATOR = OPERATOR(e.>#), NEGATOR = OPERATOR(e.>=#));
CREATE OPERATOR e.># (FUNCTION = e.gt, LEFTARG = e.word, RIGHTARG = e.word, COMMUTATOR = OPERATOR(e.<#));
CREATE OPERATOR e.~# (FUNCTION = int4abs, RIGHTARG = int);
CREATE OPERATOR FAMILY e.words USING btree;
CREATE OPERATOR CLASS e.word_ops FOR TYPE e.word USING btree FAMILY e.words AS OPERATOR 1 e.<#, FUNCTION 1 e.compared(e.word, e.word);
CREATE OPERATOR CLASS e.text_ops FOR TYPE text USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 bttextcmp(text, text), STORAGE text;
ALTER OPERATOR FAMILY e.words USING btree ADD FUNCTION 1 (int4, int8) btint48cmp(int4, int8);
ALTER OPERATOR FAMILY e.text_ops USING btree ADD OPERATOR 1 < (name, text), FUNCTION 1 (name, text) btnametextcmp(name, text);
CREATE INDEX ON e.set_up (x e.text_ops);
-- Text search, collations, statistics, policies, privileges by default and on what came with the server.
CREATE TEXT SEARCH DICTIONARY e.simple (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION e.english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION e.english ALTER MAPPING FOR word, asciiword WITH e.simple, english_stem;
CREATE COLLATION e.of_c FROM "C";
CREATE COLLATION e.of_icu (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
CREATE TABLE e.collated (a text COLLATE e.of_c, b text COLLATE "POSIX", c text COLLATE e.of_icu);
CREATE INDEX ON e.collated (a COLLATE "C" DESC NULLS LAST);
CREATE STATISTICS e.of_two_columns (ndistinct, mcv) ON a, b FROM e.collated;
CREATE STATISTICS e.of_expression ON (lower(a)), b FROM e.collated;
ALTER STATISTICS e.of_expression SET STATISTICS 50;
CREATE POLICY restricted ON e.collated AS RESTRICTIVE FOR UPDATE TO fingerprint_reader, CURRENT_USER USING (a = 'x') WITH CHECK (true);
ALTER TABLE e.collated ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert', publish_via_partition_root);
CREATE PUBLICATION nothing WITH (publish = '');
ALTER DEFAULT PRIVILEGES IN SCHEMA e GRANT SELECT ON TABLES TO fingerprint_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE fingerprint_writer REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE fingerprint_writer GRANT USAGE ON SCHEMAS TO fingerprint_reader WITH GRANT OPTION;
ALTER SCHEMA e OWNER TO fingerprint_writer;
ALTER TABLE e.self OWNER TO fingerprint_writer;
REVOKE SELECT ON e.self FROM fingerprint_writer;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO fingerprint_reader;
ALTER SCHEMA public OWNER TO fingerprint_writer;
COMMENT ON SCHEMA public IS NULL;
GRANT SELECT ON pg_catalog.pg_authid TO fingerprint_reader;
REVOKE EXECUTE ON FUNCTION pg_catalog.now() FROM PUBLIC;`,
  },
  {
    since: 15,
    sql: `
CREATE UNIQUE INDEX nulls_are_one ON e.set_up (x) NULLS NOT DISTINCT;
ALTER TABLE e.second ADD FOREIGN KEY (o) REFERENCES e.first ON DELETE SET NULL (o);
CREATE VIEW e.of_invoker WITH (security_invoker) AS SELECT 1 AS one;
CREATE UNLOGGED SEQUENCE e.unlogged;
CREATE PUBLICATION columns FOR TABLE e.collated (b), e.circle WHERE (id > 3), e.self;
CREATE PUBLICATION schemas FOR TABLES IN SCHEMA e;`,
  },
  { since: 16, sql: "CREATE COLLATION e.ruled (PROVIDER = icu, LOCALE = 'de', RULES = '&a < g');" },
  {
    since: 17,
    sql: `
CREATE TABLE e.numbered (id int GENERATED ALWAYS AS IDENTITY, k int) PARTITION BY LIST (k);
CREATE TABLE e.numbered_1 PARTITION OF e.numbered FOR VALUES IN (1);
CREATE COLLATION e.built_in (PROVIDER = builtin, LOCALE = 'C.UTF-8');
GRANT MAINTAIN ON e.numbered TO fingerprint_reader;
CREATE DOMAIN e.named_not_null AS int CONSTRAINT never_null NOT NULL;`,
  },
  {
    since: 18,
    sql: `
CREATE TABLE e.latest (a int CONSTRAINT a_is_there NOT NULL, b int GENERATED ALWAYS AS (a * 2) VIRTUAL, c int, d int CONSTRAINT d_is_there NOT NULL NO INHERIT,
    during daterange, CHECK (c > 0) NOT ENFORCED);
ALTER TABLE e.latest ADD CONSTRAINT c_is_there NOT NULL c NOT VALID;
CREATE TABLE e.latest_child () INHERITS (e.latest);
ALTER TABLE e.latest ADD CONSTRAINT of_first FOREIGN KEY (c) REFERENCES e.first NOT ENFORCED;
CREATE TABLE e.temporal (id int4range, at daterange, PRIMARY KEY (id, at WITHOUT OVERLAPS));
CREATE TABLE e.of_temporal (id int4range, at daterange, FOREIGN KEY (id, PERIOD at) REFERENCES e.temporal (id, PERIOD at));
CREATE PUBLICATION generated FOR TABLE e.computed WITH (publish_generated_columns = stored);`,
  },
  {
    sql: `
CREATE FUNCTION e.refused() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END';
CREATE EVENT TRIGGER refusing ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION e.refused();
COMMENT ON EVENT TRIGGER refusing IS 'x';`,
  },
];
