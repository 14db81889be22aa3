/** What no sample may hold: a part of each personal value that ROWS plants, also as the bytes of a text in hexadecimal digits. */
export const PLANTED: RegExp =
  /planted|706c616e746564|203\.0\.113\.|\(52\.520008,13\.404954\)|08:00:2b|DE7{12}|(?:0| )170 55\d{6}|\b4917055\d{6}\b/iu;

/** Keys of all kinds (cycles, references to itself, composite, MATCH FULL, deferred, partitions) and columns of all kinds. */
export const SCHEMA = `
  CREATE EXTENSION citext;
  CREATE EXTENSION hstore;
  CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
  CREATE DOMAIN email_address AS text CHECK (VALUE ~ '^[^@ ]+@[^@ ]+\\.[a-z]{2,6}$');
  CREATE TYPE contact AS (label text, phone varchar(20), score int, mails email_address[]);
  CREATE TABLE currency (code varchar(5) PRIMARY KEY, title text);
  CREATE TABLE country (iso char(2) PRIMARY KEY, name text UNIQUE);
  CREATE TABLE department (id int PRIMARY KEY, name text NOT NULL, head_id int);
  CREATE TABLE person (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email email_address NOT NULL UNIQUE,
    login citext UNIQUE,
    full_name varchar(40) NOT NULL CHECK (full_name <> ''),
    phone varchar(20) CHECK (phone ~ '^\\+?[0-9 ()-]+$'),
    birth_date date,
    iban char(22),
    salary numeric(10,2) CHECK (salary >= 0),
    status text NOT NULL DEFAULT 'active',
    kind text CHECK (kind IN ('private', 'business')),
    notes text,
    tags text[],
    contact contact,
    contacts contact[],
    avatar bytea,
    doc xml,
    extra hstore,
    ip inet,
    mac macaddr,
    mood mood,
    prefs jsonb NOT NULL DEFAULT '{}',
    old json,
    place point,
    manager_id bigint REFERENCES person (id),
    department_id int REFERENCES department (id),
    country char(2) REFERENCES country (iso),
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple', coalesce(notes, ''))) STORED,
    upper_name text GENERATED ALWAYS AS (upper(full_name)) STORED,
    age_text text GENERATED ALWAYS AS ((prefs ->> 'age')::int::text) STORED,
    created_at timestamptz DEFAULT '2024-01-01',
    zip varchar(10) CHECK (zip ~ '^\\d{5}$'),
    ref_code varchar(8) UNIQUE,
    period daterange
  );
  CREATE UNIQUE INDEX ON person (lower(email));
  ALTER TABLE department ADD CONSTRAINT head FOREIGN KEY (head_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED;
  CREATE TABLE orders (
    id bigint, year int, customer_email text, customer_id bigint NOT NULL REFERENCES person (id),
    currency varchar(5) REFERENCES currency (code), total numeric(12,2), "Note" text, PRIMARY KEY (id, year)
  ) PARTITION BY RANGE (year);
  CREATE TABLE orders_2023 PARTITION OF orders FOR VALUES FROM (2023) TO (2024);
  CREATE TABLE orders_2024 PARTITION OF orders FOR VALUES FROM (2024) TO (2025);
  CREATE TABLE item (
    id bigint PRIMARY KEY, order_id bigint, order_year int, parent_id bigint REFERENCES item (id), what text,
    FOREIGN KEY (order_id, order_year) REFERENCES orders (id, year) MATCH FULL
  );
  CREATE TABLE by_mail (mail text NOT NULL, v int) PARTITION BY HASH (mail);
  CREATE TABLE by_mail_0 PARTITION OF by_mail FOR VALUES WITH (MODULUS 2, REMAINDER 0);
  CREATE TABLE by_mail_1 PARTITION OF by_mail FOR VALUES WITH (MODULUS 2, REMAINDER 1);
  CREATE TABLE login_use (id int PRIMARY KEY, login citext REFERENCES person (login));
  CREATE TABLE stubborn (id int PRIMARY KEY, code text NOT NULL CHECK (code LIKE 'planted %'));
  CREATE TABLE of_stubborn (id int PRIMARY KEY, stubborn_id int REFERENCES stubborn (id));
  CREATE TABLE loose (remark text, amount int);
  ALTER TABLE loose ADD CONSTRAINT large CHECK (amount > 10) NOT VALID;
  CREATE TABLE "Od""d" ("SELECT" serial PRIMARY KEY, "a b" text, "naïve" text);
  CREATE TABLE empty_one (id int, name text);
  CREATE TABLE book (id int PRIMARY KEY);
  CREATE TABLE page (book_id int NOT NULL REFERENCES book (id));
  CREATE MATERIALIZED VIEW by_status AS SELECT status, count(*) FROM person GROUP BY status;`;

/** Rows with a planted value in every column that may hold one: so many people, and what belongs to them. */
export function rowsOf(people: number): string {
  return `
  SET session_replication_role = replica;
  INSERT INTO currency SELECT c, 'planted title ' || c FROM unnest(ARRAY['EUR', 'USD', 'GBP']) c;
  INSERT INTO country VALUES ('DE', 'planted Germany'), ('FR', 'planted France'), ('US', 'planted States');
  INSERT INTO department SELECT g, 'planted department ' || g, g * 10 FROM generate_series(1, 20) g;
  INSERT INTO person (email, login, full_name, phone, birth_date, iban, salary, status, kind, notes, tags, contact, contacts, avatar, doc, extra, ip, mac, mood, prefs,
      old, place, manager_id, department_id, country, zip, ref_code, period)
    SELECT 'Planted.user' || g || '@secret-corp.test', CASE WHEN g % 7 > 0 THEN 'PlantedLogin' || g END, 'Planted Person' || g, '+49 170 55' || lpad(g::text, 6, '0'),
      '1970-01-01'::date + g % 15000, 'DE' || lpad(g::text, 20, '7'), 30000 + g % 1000, (ARRAY['active', 'active', 'locked'])[1 + g % 3],
      (ARRAY['private', 'business'])[1 + g % 2], 'Planted note ' || g || E'\\twith tab, "quotes" and \\\\ and\\nlines, long enough for two digests', ARRAY['planted tag ' || g, NULL, 'x'],
      ROW('planted label', '+49 170 55' || lpad(g::text, 6, '0'), g, ARRAY['planted' || g || '@x.test'])::contact,
      ARRAY[ROW('planted label', '0170 55' || lpad(g::text, 6, '0'), g, NULL)::contact, NULL, ROW(NULL, NULL, NULL, NULL)::contact], convert_to('planted bytes ' || g, 'UTF8'),
      xmlparse(document '<p>planted ' || g || '</p>'), hstore('mail', 'planted' || g || '@x.test'), ('203.0.113.' || g % 255)::inet, '08:00:2b:01:02:03',
      (ARRAY['sad', 'ok', 'ok', 'ok'])[1 + g % 4]::mood,
      jsonb_build_object('name', 'Planted Json ' || g, 'n', g % 100, 'age', (g % 90)::text, 'nested', jsonb_build_object(
        'list', jsonb_build_array('planted element ' || g, 4917055000000 + g, true, NULL, ARRAY['planted deep ' || g]), 'planted key@x ' || g, 1, 'escaped', E'planted "q" \\\\ ' || g, 'empty', '')),
      json_build_object('old', 'planted old ' || g), point(52.520008, 13.404954), CASE WHEN g > 50 AND g % 3 = 0 THEN g - 37 END, 1 + g % 20,
      (ARRAY['DE', 'FR', 'US'])[1 + g % 3], lpad((10000 + g % 80000)::text, 5, '0'), 'P' || lpad(g::text, 7, '0'), daterange('2020-01-01', '2021-01-01')
    FROM generate_series(1, ${people}) g;
  UPDATE person SET status = 'planted status' WHERE id = ${people - 1};
  UPDATE person SET mood = 'happy' WHERE id = ${people - 2};
  UPDATE person SET notes = NULL WHERE id = ${people - 3};
  INSERT INTO orders SELECT g, 2023 + g % 2, 'Planted.user' || 1 + g % ${people} || '@secret-corp.test', 1 + g % ${people}, (ARRAY['EUR', 'USD', 'GBP'])[1 + g % 3], g, 'planted order note ' || g
    FROM generate_series(1, ${people * 2}) g;
  INSERT INTO item SELECT g, CASE WHEN g % 10 > 0 THEN 1 + g % ${people * 2} END, CASE WHEN g % 10 > 0 THEN 2023 + (1 + g % ${people * 2}) % 2 END, CASE WHEN g % 4 = 0 THEN g - 1 END, 'planted item ' || g
    FROM generate_series(1, ${people * 2 + 1000}) g;
  INSERT INTO by_mail SELECT 'planted' || g || '@mail.test', g FROM generate_series(1, 400) g;
  INSERT INTO login_use SELECT g, 'plantedlogin' || g FROM generate_series(1, ${people / 4}) g WHERE g % 7 > 0;
  INSERT INTO book VALUES (1);
  INSERT INTO page VALUES (1), (1);
  INSERT INTO stubborn SELECT g, 'planted ' || g FROM generate_series(1, 5) g;
  INSERT INTO of_stubborn VALUES (1, NULL), (2, 2), (3, 3);
  ALTER TABLE loose DROP CONSTRAINT large;
  INSERT INTO loose VALUES ('planted loose', 1), ('planted more', 20);
  ALTER TABLE loose ADD CONSTRAINT large CHECK (amount > 10) NOT VALID;
  INSERT INTO "Od""d" ("a b", "naïve") VALUES ('planted odd', 'planted naïf');
  RESET session_replication_role;
  REFRESH MATERIALIZED VIEW by_status;
  ANALYZE;`;
}

/** Triggers that would refuse every row. */
export const TRIGGERS = `
  CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''a trigger fired''; END';
  CREATE TRIGGER never BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION forbid();
  CREATE TRIGGER always BEFORE INSERT ON orders_2023 FOR EACH ROW EXECUTE FUNCTION forbid();
  ALTER TABLE orders_2023 ENABLE ALWAYS TRIGGER always;`;
