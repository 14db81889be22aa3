-- Tables whose rows are hard to make: one of everything that limits what a row may hold.
CREATE TYPE mood AS ENUM ('sad','ok','happy');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN email AS text CHECK (VALUE ~ '^[^@ ]+@[^@ ]+\.[a-z]{2,}$') NOT NULL;
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN small_positive AS positive CHECK (VALUE < 10);
CREATE TYPE floatrange AS RANGE (subtype = float8);
CREATE TABLE every (
 i2 int2, i4 int4, i8 int8, n numeric, n52 numeric(5,2), n22 numeric(2,2), f4 float4, f8 float8, m money, b bool, t text, v varchar, v3 varchar(3), v30 varchar(30), c char, c5 char(5), nm name, ch "char", by bytea,
 d date, ts timestamp, tstz timestamptz, ts3 timestamptz(3), tm time, tmtz timetz, iv interval, u uuid, j json, jb jsonb, jp jsonpath, ine inet, cid cidr, mac macaddr, mac8 macaddr8, tv tsvector, tq tsquery,
 p point, l line, ls lseg, bx box, pa path, po polygon, ci circle, bi bit, bi5 bit(5), bv varbit, bv5 varbit(5), o oid, lsn pg_lsn, snap txid_snapshot, rc regclass, mood mood, moods mood[], ints int[], texts text[][], v5s varchar(5)[], pr pair, prs pair[],
 em email, sp small_positive, r4 int4range, rt tstzrange, rd daterange, rn numrange, fr floatrange, mr int4multirange, x8 xid8, vec name[]);
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email email UNIQUE, code char(8) NOT NULL UNIQUE CHECK (code ~ '^[A-Z]{3}[0-9]{5}$'), status text NOT NULL DEFAULT 'new' CHECK (status IN ('new','active','gone')),
  age int CHECK (age >= 18 AND age < 120), country varchar(2) NOT NULL CHECK (country = upper(country) AND length(country) = 2), slug text UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'), born date CHECK (born > '1900-01-01' AND born < '2010-01-01'), full_name text GENERATED ALWAYS AS (lower(status)) STORED);
CREATE TABLE products (sku text PRIMARY KEY CHECK (sku LIKE 'SKU-%'), price numeric(10,2) NOT NULL CHECK (price > 0), discount numeric(10,2), CHECK (discount IS NULL OR discount < price), kind mood NOT NULL);
CREATE TABLE orders (id serial PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, starts timestamptz NOT NULL, ends timestamptz NOT NULL, CHECK (ends > starts), state int NOT NULL CHECK (state BETWEEN 1 AND 4), a_id int, b_id int, CHECK ((state = 1 AND a_id IS NOT NULL AND b_id IS NULL) OR (state <> 1 AND b_id IS NOT NULL AND a_id IS NULL)), CHECK (num_nonnulls(a_id,b_id) = 1));
CREATE TABLE order_items (order_id int REFERENCES orders ON DELETE CASCADE, sku text REFERENCES products, qty positive NOT NULL, PRIMARY KEY (order_id, sku));
CREATE TABLE tenants (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
CREATE TABLE projects (tenant_id uuid REFERENCES tenants, id int, name text NOT NULL, PRIMARY KEY (tenant_id, id));
CREATE TABLE users (tenant_id uuid REFERENCES tenants, id int, PRIMARY KEY (tenant_id, id));
CREATE TABLE tasks (id bigserial PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants, project_id int NOT NULL, user_id int, FOREIGN KEY (tenant_id, project_id) REFERENCES projects, FOREIGN KEY (tenant_id, user_id) REFERENCES users);
CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree);
CREATE TABLE strict_tree (id serial PRIMARY KEY, parent int NOT NULL REFERENCES strict_tree);
CREATE TABLE husbands (id int PRIMARY KEY, wife int NOT NULL);
CREATE TABLE wives (id int PRIMARY KEY, husband int NOT NULL REFERENCES husbands DEFERRABLE);
ALTER TABLE husbands ADD FOREIGN KEY (wife) REFERENCES wives DEFERRABLE;
CREATE TABLE depts (id serial PRIMARY KEY, boss int);
CREATE TABLE emps (id serial PRIMARY KEY, dept int NOT NULL REFERENCES depts);
ALTER TABLE depts ADD FOREIGN KEY (boss) REFERENCES emps;
CREATE TABLE profiles (customer_id bigint PRIMARY KEY REFERENCES customers, bio text);
CREATE TABLE bookings (room int, during tstzrange NOT NULL, EXCLUDE USING gist (during WITH &&));
CREATE TABLE events (id bigint, at timestamptz NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
CREATE TABLE regions (id int, region text, CHECK (id > 0)) PARTITION BY LIST (region);
CREATE TABLE regions_eu PARTITION OF regions FOR VALUES IN ('eu','uk');
CREATE TABLE regions_us PARTITION OF regions FOR VALUES IN ('us') PARTITION BY HASH (id);
CREATE TABLE r_us_0 PARTITION OF regions_us FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE r_us_1 PARTITION OF regions_us FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE hashed (id uuid PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE h0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE h1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE event_notes (event_id bigint, event_at timestamptz, FOREIGN KEY (event_id, event_at) REFERENCES events);
CREATE TABLE flags (id serial PRIMARY KEY, is_default bool NOT NULL, lower_name text NOT NULL);
CREATE UNIQUE INDEX ON flags (is_default) WHERE is_default;
CREATE UNIQUE INDEX ON flags (lower(lower_name));
CREATE TABLE deferred (id int UNIQUE DEFERRABLE, v text);
CREATE TABLE nothing ();
CREATE TABLE only_id (id serial PRIMARY KEY);
CREATE TABLE impossible (a int CHECK (a > 5 AND a < 3), b int NOT NULL, CHECK (b > 5 AND b < 3));
CREATE TABLE docs (id int PRIMARY KEY, body jsonb NOT NULL CHECK (jsonb_typeof(body) = 'object' AND body ? 'title'), tags text[] NOT NULL CHECK (cardinality(tags) > 0), n text CHECK (n::int > 0));
CREATE TABLE triggered (id int PRIMARY KEY, v text);
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not wanted'; END $$;
CREATE TRIGGER x BEFORE INSERT ON triggered FOR EACH ROW EXECUTE FUNCTION tf();
CREATE TABLE seeded (id serial PRIMARY KEY, name text UNIQUE);
INSERT INTO seeded (id, name) VALUES (1,'name 1'),(2,'x'),(3,'y');
CREATE TABLE "Weird ""Name" ("Sel ect" int PRIMARY KEY, "value" positive, "user" text CHECK (length("user") BETWEEN 3 AND 5));
